// 4.1 Calls of a VDN
import type { Static } from "typebox";
import { callsLimitMax, queryCalls, type CallListRow, type Direction } from "@trunkline/contract";
import type { Tenants } from "../access/scope.ts";
import type { CallRow, Questions } from "../query/questions.ts";
import type { Answer, CmsHandler, CmsRequest, MakeHandler } from "./cms-handler.ts";
import type { HistoryWindow } from "./history-window.ts";
import { refuseWithResult, resultHead } from "./result-envelope.ts";
import { tenantOfRequest } from "./tenant-of-request.ts";

export type CallListParts = {
  readonly makeHandler: MakeHandler;
  readonly tenants: Tenants;
  readonly callsOfVdn: Questions["callsOfVdn"];
  readonly historyWindow: HistoryWindow;
};

export function queryCallsHandler(parts: CallListParts): CmsHandler {
  return parts.makeHandler({
    endpoint: queryCalls,
    refuse: refuseWithResult,
    answer: (fields, request) =>
      answerCallList(parts, {
        fields,
        request,
        direction: fields.isCallIn === "true" ? "in" : "out",
      }),
  });
}

type CallListFields = Omit<Static<typeof queryCalls.request>, "isCallIn">;

export async function answerCallList(
  { tenants, callsOfVdn, historyWindow }: Omit<CallListParts, "makeHandler">,
  question: {
    readonly fields: CallListFields;
    readonly request: CmsRequest;
    readonly direction: Direction;
  },
): Promise<Answer> {
  const { fields, request, direction } = question;
  const admitted = tenantOfRequest(tenants, request.scope, fields);
  if (admitted.kind === "refused") return admitted;
  const { beginDate, endDate, offset = 0 } = fields;
  const refusal = historyWindow.refusalOf({
    beginDate,
    endDate,
    timeZone: admitted.timeZone,
    now: request.now,
  });
  if (refusal !== undefined) return refusal;
  const asked = {
    tenant: admitted.tenant,
    direction,
    from: beginDate,
    to: endDate,
    callerNo: fields.callerNo ?? "",
    calleeNo: fields.calleeNo ?? "",
    offset,
    limit: fields.limit ?? callsLimitMax,
  };
  const page = await callsOfVdn(asked, writeRow);
  // A page that was asked for is no surprise; one that nobody asked for is.
  const isTruncated = fields.limit === undefined && page.total > offset + page.rowCount;
  const tail = Buffer.from(`,"count":${page.total}}}`);
  return { kind: "answered", text: Buffer.concat([head, ...page.json, tail]), isTruncated };
}

const head = Buffer.from(`${resultHead}{"data":`);

function writeRow(row: CallRow): string {
  const written: Static<typeof CallListRow> = {
    logDate: row.loggedAt,
    callerNo: row.callerNo,
    calleeNo: row.calleeNo,
    callId: row.cmsCallId,
    callType: row.callType,
    waitBegin: row.waitBegin,
    ackBegin: row.ackBegin,
    callBegin: row.callBegin,
    callEnd: row.callEnd,
    vdn: row.vdn,
    leaveReason: row.leaveReason,
    mediaType: row.mediaType,
    subMediaType: row.subMediaType,
  };
  return JSON.stringify(written);
}
