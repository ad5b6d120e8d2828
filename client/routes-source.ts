// The text of src/routes.ts: method and path of every endpoint, without the schemas.
import { apiEndpoints, cmsQueryEndpoints, tokenByAkSk, type Endpoint } from "@trunkline/contract";

const lineMax = 100;

export function routesSource(): string {
  return `// Written by \`npm run docs\` from the contract; a test fails if it is out of date.

/** Method, path, and the media type of an answer that is not JSON. */
export const apiRoutes = {
${apiEndpoints.map((entry) => line(entry, apiRoute(entry))).join("\n")}
} as const;

/** What the request carries (a C2 signature, a C1 token, none), and the path; all are POST. */
export const cmsRoutes = {
${cmsQueryEndpoints.map((entry) => line(entry, cmsRoute(entry))).join("\n")}
} as const;

export const tokenPath = "${tokenByAkSk.path}";
`;
}

/** JSON as far as media types go: `application/vcon+json` too. */
export function isJson(mediaType: string): boolean {
  return /[/+]json\b/.test(mediaType);
}

function apiRoute({ method, path, replyType = "application/json" }: Endpoint): string {
  return `${method} ${path}${isJson(replyType) ? "" : ` ${replyType}`}`;
}

function cmsRoute({ id, method, path, security }: Endpoint): string {
  if (method !== "POST") throw new Error(`Cannot route '${id}': its method is ${method}`);
  return `${security} ${path}`;
}

function line({ id }: Endpoint, route: string): string {
  const inOne = `  ${id}: "${route}",`;
  return inOne.length <= lineMax ? inOne : `  ${id}:\n    "${route}",`;
}
