// Which handler answers which endpoint: an endpoint without one does not compile.
import type { CmsQueryEndpointId } from "@trunkline/contract";
import type { Tenants } from "../access/scope.ts";
import type { Questions } from "../query/questions.ts";
import { agentPrivateCallHandler } from "./agent-private-call.ts";
import { handlerMaker, type CmsHandler } from "./cms-handler.ts";
import { openHistoryWindow, type HistoryWindowKind } from "./history-window.ts";
import { monitorCallInfoHandler } from "./monitor-call-info.ts";
import { monitorCallStatByInnoHandler } from "./monitor-call-stat-by-inno.ts";
import { pingHandler } from "./ping.ts";
import { queryAccessCodeCallInfoHandler } from "./query-access-code-call-info.ts";
import { queryAccessCodeInfoHandler } from "./query-access-code-info.ts";
import { queryAgentCallsHandler } from "./query-agent-calls.ts";
import { queryBasicCallInfoHandler } from "./query-basic-call-info.ts";
import { queryCallDetailByIdHandler } from "./query-call-detail-by-id.ts";
import { queryCallDetailRecordHandler } from "./query-call-detail-record.ts";
import { queryCallStateHandler } from "./query-call-state.ts";
import { queryCallTraceDetailHandler } from "./query-call-trace-detail.ts";
import { queryCallsHandler } from "./query-calls.ts";
import { queryCallsV1Handler } from "./query-calls-v1.ts";
import { queryDetailCallInfoHandler } from "./query-detail-call-info.ts";
import { queryMissedCallsHandler } from "./query-missed-calls.ts";

export type CmsHandlers = { readonly [Id in CmsQueryEndpointId]: CmsHandler };

export function openCmsHandlers({
  questions,
  tenants,
  historyWindow: historyWindowKind,
  defaultCcId,
  strict,
  reportFailure,
}: {
  readonly questions: Questions;
  readonly tenants: Tenants;
  readonly historyWindow: HistoryWindowKind;
  /** The call centre that an interface without ccId means when a key sees several. */
  readonly defaultCcId: number;
  readonly strict: boolean;
  readonly reportFailure: (error: unknown, endpointId: string) => void;
}): CmsHandlers {
  const makeHandler = handlerMaker({ strict, reportFailure });
  const historyWindow = openHistoryWindow(historyWindowKind);
  const parts = { ...questions, makeHandler, tenants, historyWindow, defaultCcId };
  return {
    queryCalls: queryCallsHandler(parts),
    queryCallsV1: queryCallsV1Handler(parts),
    queryMissedCalls: queryMissedCallsHandler(parts),
    queryDetailCallInfo: queryDetailCallInfoHandler(parts),
    queryAccessCodeCallInfo: queryAccessCodeCallInfoHandler(parts),
    queryCallDetailRecord: queryCallDetailRecordHandler(parts),
    agentPrivateCall: agentPrivateCallHandler(parts),
    queryAgentCalls: queryAgentCallsHandler(parts),
    queryBasicCallInfo: queryBasicCallInfoHandler(parts),
    queryCallDetailById: queryCallDetailByIdHandler(parts),
    queryCallTraceDetail: queryCallTraceDetailHandler(parts),
    queryAccessCodeInfo: queryAccessCodeInfoHandler(parts),
    ping: pingHandler(),
    queryCallState: queryCallStateHandler(parts),
    monitorCallInfo: monitorCallInfoHandler(parts),
    monitorCallStatByInno: monitorCallStatByInnoHandler(parts),
  };
}
