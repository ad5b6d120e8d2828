// Every endpoint that there is: what the OpenAPI document describes.
import { apiEndpoints, sourceEndpoints } from "./api/api-endpoints.ts";
import { cmsEndpoints } from "./cms/cms-endpoints.ts";

export const allEndpoints = [...cmsEndpoints, ...apiEndpoints, ...sourceEndpoints] as const;
