// Every endpoint of our own API.
import { getConsistency, getRefusedEvents } from "./admin.ts";
import { getHealth, getMetrics, getOpenApi, getReadiness } from "./operation.ts";
import { postEvents } from "./post-events.ts";

export const apiEndpoints = [
  postEvents,
  getConsistency,
  getRefusedEvents,
  getHealth,
  getReadiness,
  getMetrics,
  getOpenApi,
] as const;
