// Every endpoint of the CC-CMS family that Trunkline answers.
import { agentPrivateCall } from "./agent-private-call.ts";
import { monitorCallInfo } from "./monitor-call-info.ts";
import { monitorCallStatByInno } from "./monitor-call-stat-by-inno.ts";
import { ping } from "./ping.ts";
import { queryAccessCodeCallInfo } from "./query-access-code-call-info.ts";
import { queryAccessCodeInfo } from "./query-access-code-info.ts";
import { queryAgentCalls } from "./query-agent-calls.ts";
import { queryBasicCallInfo } from "./query-basic-call-info.ts";
import { queryCallDetailById } from "./query-call-detail-by-id.ts";
import { queryCallDetailRecord } from "./query-call-detail-record.ts";
import { queryCallState } from "./query-call-state.ts";
import { queryCallTraceDetail } from "./query-call-trace-detail.ts";
import { queryCalls } from "./query-calls.ts";
import { queryCallsV1 } from "./query-calls-v1.ts";
import { queryDetailCallInfo } from "./query-detail-call-info.ts";
import { queryMissedCalls } from "./query-missed-calls.ts";
import { tokenByAkSk } from "./token-by-ak-sk.ts";

/** Those that a handler of the server's cms folder answers. */
export const cmsQueryEndpoints = [
  queryCalls,
  queryCallsV1,
  queryMissedCalls,
  queryDetailCallInfo,
  queryAccessCodeCallInfo,
  queryCallDetailRecord,
  agentPrivateCall,
  queryAgentCalls,
  queryBasicCallInfo,
  queryCallDetailById,
  queryCallTraceDetail,
  queryAccessCodeInfo,
  ping,
  queryCallState,
  monitorCallInfo,
  monitorCallStatByInno,
] as const;

export const cmsEndpoints = [...cmsQueryEndpoints, tokenByAkSk] as const;

export type CmsQueryEndpointId = (typeof cmsQueryEndpoints)[number]["id"];
