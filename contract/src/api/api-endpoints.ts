// Every endpoint of our own API.
import { getConsistency, getRefusedEvents } from "./admin.ts";
import {
  createBearerKey,
  deleteAccessKey,
  deleteApp,
  listAccessKeys,
  listApps,
  listBearerKeys,
  putAccessKey,
  putApp,
  revokeBearerKey,
  rotateBearerKey,
} from "./admin-keys.ts";
import {
  deleteAccessCode,
  deleteAgentName,
  deleteQueueName,
  deleteTenant,
  listTenants,
  putAccessCode,
  putAgentName,
  putQueueName,
  putTenant,
} from "./admin-tenants.ts";
import { exportCalls } from "./export-calls.ts";
import { getCallVcon } from "./get-call-vcon.ts";
import { getCall } from "./get-call.ts";
import { getCalls } from "./get-calls.ts";
import {
  getLive,
  getLiveAccessCodes,
  getLiveAgents,
  getLiveCalls,
  getLiveQueues,
} from "./get-live.ts";
import { getMe } from "./get-me.ts";
import { getOperations } from "./get-operations.ts";
import { getTenants } from "./get-tenants.ts";
import { getMissedCalls, resolveMissedCall } from "./missed-calls.ts";
import { getHealth, getMetrics, getOpenApi, getReadiness } from "./operation.ts";
import { postEvents } from "./post-events.ts";
import { postFreeswitchJsonCdr } from "./post-freeswitch-json-cdr.ts";
import { postFreeswitchXmlCdr } from "./post-freeswitch-xml-cdr.ts";
import { getAccessCodeReport, getAgentReport, getQueueReport, getVdnReport } from "./reports.ts";
import { streamLive } from "./stream-live.ts";
import { getTask, getTasks } from "./tasks.ts";
import { webhookEndpoints } from "./webhooks.ts";

/** Those that a handler of the server's api folder answers. */
export const v1Endpoints = [
  getMe,
  getTenants,
  getLive,
  getLiveAccessCodes,
  getLiveQueues,
  getLiveAgents,
  getLiveCalls,
  getCalls,
  getCall,
  getCallVcon,
  getMissedCalls,
  resolveMissedCall,
  getQueueReport,
  getAccessCodeReport,
  getAgentReport,
  getVdnReport,
  getTasks,
  getTask,
  getOperations,
  getConsistency,
  getRefusedEvents,
  listTenants,
  putTenant,
  deleteTenant,
  putAccessCode,
  deleteAccessCode,
  putAgentName,
  deleteAgentName,
  putQueueName,
  deleteQueueName,
  listBearerKeys,
  createBearerKey,
  rotateBearerKey,
  revokeBearerKey,
  listAccessKeys,
  putAccessKey,
  deleteAccessKey,
  listApps,
  putApp,
  deleteApp,
  ...webhookEndpoints,
] as const;

export type V1EndpointId = (typeof v1Endpoints)[number]["id"];

export const apiEndpoints = [
  ...v1Endpoints,
  streamLive,
  exportCalls,
  postEvents,
  getHealth,
  getReadiness,
  getMetrics,
  getOpenApi,
] as const;

/** What a PBX's own modules post to: the SDK has no functions for them. */
export const sourceEndpoints = [postFreeswitchJsonCdr, postFreeswitchXmlCdr] as const;
