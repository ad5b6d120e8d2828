// Missed calls and their resolutions, found anew among all calls for each question.
import { agentConversation } from "../../call/call-back.ts";
import type { ReadonlyCall } from "../../call/call.ts";
import type { CallRow } from "../../call/record.ts";
import { tenantKey } from "../../lib/tenant-key.ts";
import type {
  CallBackQuery,
  HandResolution,
  MissedCall,
  MissedCallPage,
  Resolution,
} from "../call-back.ts";
import { compareText } from "../../lib/compare-text.ts";
import { compareMissed, missedCursorOf } from "../missed-order.ts";

type Recorded = { readonly row: CallRow; readonly call: ReadonlyCall };
export type Marks = (row: CallRow) => HandResolution | undefined;

/** Newest first. */
export function missedCallsOf(calls: readonly Recorded[], marks: Marks): MissedCall[] {
  const missed = calls.filter(({ row }) => row.isMissed);
  return missed
    .map(({ row }): MissedCall => {
      const found = [resolvedByCall(row, calls), resolvedByHand(row, marks(row))];
      const [resolution] = found.filter((one) => one !== undefined).sort((a, b) => a.at - b.at);
      return resolution === undefined ? { row } : { row, resolution };
    })
    .sort((a, b) => compareMissed(missedCursorOf(a.row), missedCursorOf(b.row)));
}

export function pageOfMissed(missed: readonly MissedCall[], query: CallBackQuery): MissedCallPage {
  const { after, offset, limit } = query;
  const matches = missed.filter((one) => isAskedFor(one, query));
  const rest =
    after === undefined
      ? matches
      : matches.filter(({ row }) => compareMissed(missedCursorOf(row), after) > 0);
  const rows = rest.slice(offset, offset + limit);
  const last = rows.at(-1);
  const page = { total: matches.length, rows };
  if (last === undefined || rest.length <= offset + limit) return page;
  return { ...page, next: missedCursorOf(last.row) };
}

function isAskedFor({ row, resolution }: MissedCall, query: CallBackQuery): boolean {
  const { tenants, from, to, status, skillIds, innoIds, callerNo = row.callerNo } = query;
  return (
    tenants.includes(tenantKey(row)) &&
    row.waitBegin >= from &&
    row.waitBegin <= to &&
    (status === "all" || (status === "resolved") === (resolution !== undefined)) &&
    (skillIds?.includes(row.skillId) ?? true) &&
    (innoIds?.includes(row.innoId) ?? true) &&
    row.callerNo === callerNo
  );
}

function resolvedByCall(missed: CallRow, calls: readonly Recorded[]): Resolution | undefined {
  const later = calls.flatMap(({ row, call }) => {
    const talk = agentConversation(call);
    const isIt =
      talk !== undefined &&
      tenantKey(row) === tenantKey(missed) &&
      talk.number === missed.callerNo &&
      talk.at > missed.callEnd;
    return isIt ? [{ row, talk }] : [];
  });
  later.sort(
    (a, b) =>
      a.talk.at - b.talk.at ||
      compareText(a.row.callId, b.row.callId) ||
      a.row.arrivedAt - b.row.arrivedAt,
  );
  const [first] = later;
  if (first === undefined) return undefined;
  const { at, agentId } = first.talk;
  const { callId, arrivedAt } = first.row;
  return { kind: "call", at, afterMs: at - missed.callEnd, callId, arrivedAt, agentId };
}

function resolvedByHand(missed: CallRow, mark: HandResolution | undefined): Resolution | undefined {
  return mark && { kind: "hand", afterMs: mark.at - missed.callEnd, ...mark };
}
