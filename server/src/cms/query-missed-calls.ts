// 4.2 Missed calls
import type { Static } from "typebox";
import { queryMissedCalls, type MissedCallRow } from "@trunkline/contract";
import type { Tenants } from "../access/scope.ts";
import type { CallRow, Questions } from "../query/questions.ts";
import type { Answer, CmsHandler, MakeHandler, Refuse } from "./cms-handler.ts";
import { invalid, type Refusal } from "./refusal.ts";
import { tenantOfVdn } from "./tenant-of-request.ts";
import { parseUtcText, utcText } from "./utc-text.ts";

type Fields = Static<typeof queryMissedCalls.request>;

const lastInstant = 8640000000000000;
/** Times are answered to the second: the last one asked for is meant whole. */
const restOfSecondMs = 999;

export function queryMissedCallsHandler({
  makeHandler,
  tenants,
  missedCalls,
  defaultCcId,
}: {
  readonly makeHandler: MakeHandler;
  readonly tenants: Tenants;
  readonly missedCalls: Questions["missedCalls"];
  readonly defaultCcId: number;
}): CmsHandler {
  return makeHandler({
    endpoint: queryMissedCalls,
    refuse: refuseMissedCalls,
    answer: async (fields, { scope }): Promise<Answer> => {
      const admitted = tenantOfVdn(tenants, scope, { vdn: fields.vdn, defaultCcId });
      if (admitted.kind === "refused") return admitted;
      const range = readRange(fields);
      if (range.kind === "refused") return range;
      const { offset, limit } = fields;
      const { from, to } = range;
      const page = await missedCalls(
        { tenant: admitted.tenant, from, to, offset, limit },
        writeRow,
      );
      const head = Buffer.from(`{"returnCode":"0","total":${page.total},"missedCalls":`);
      const tail = Buffer.from(`,"returnDesc":"query success"}`);
      return { kind: "answered", text: Buffer.concat([head, ...page.json, tail]) };
    },
  });
}

const refuseMissedCalls: Refuse = ({ code, text }) => ({
  status: 200,
  body: { returnCode: code, total: 0, returnDesc: text },
});

function readRange({
  beginTime,
  endTime,
}: Fields): { readonly kind: "read"; readonly from: number; readonly to: number } | Refusal {
  const from = beginTime === undefined ? 0 : parseUtcText(beginTime);
  const end = endTime === undefined ? lastInstant : parseUtcText(endTime);
  if (from === undefined) return invalid("beginTime", "be a date that exists", beginTime);
  if (end === undefined) return invalid("endTime", "be a date that exists", endTime);
  if (from > end) return invalid("beginTime", `not be after endTime '${endTime}'`, beginTime);
  return { kind: "read", from, to: Math.min(end + restOfSecondMs, lastInstant) };
}

function writeRow(row: CallRow): string {
  const written: Static<typeof MissedCallRow> = {
    callId: row.cmsCallId,
    callerNo: row.callerNo,
    calleeNo: row.calleeNo,
    waitBegin: utcText(row.waitBegin),
    callEnd: utcText(row.callEnd),
    mediaType: row.mediaType,
    subMediaType: row.subMediaType,
  };
  return JSON.stringify(written);
}
