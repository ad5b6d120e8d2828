// What the questions must answer, by the load's own arithmetic: every call looked at, one by one.
import type { CallRow } from "../server/src/call/record.ts";
import { callsBetween, recordOf, type BenchCall, type LoadShape } from "./call-load.ts";

export type CallsRange = {
  readonly vdn: number;
  /** Epoch ms, inclusive. */
  readonly from: number;
  readonly to: number;
};

export type Page = { readonly offset: number; readonly limit: number };

export type Expected = { readonly total: number; readonly rows: readonly CallRow[] };

export function expectedCalls(
  shape: LoadShape,
  query: CallsRange &
    Page & {
      readonly isInbound: boolean;
      readonly callerNo?: string;
      readonly calleeNo?: string;
    },
): Expected {
  const { vdn, from, to, isInbound, callerNo, calleeNo, offset, limit } = query;
  const near: BenchCall[] = [];
  let total = 0;
  for (const call of callsBetween(shape, from, to)) {
    if (call.vdn !== vdn || call.isInbound !== isInbound) continue;
    if (callerNo !== undefined && call.callerNo !== callerNo) continue;
    if (calleeNo !== undefined && call.calleeNo !== calleeNo) continue;
    if (total >= offset - ofOneInstantMax && total < offset + limit + ofOneInstantMax) {
      near.push(call);
    }
    total += 1;
  }
  near.sort((a, b) => a.arrivedAt - b.arrivedAt || compareText(a.callId, b.callId));
  const first = Math.min(offset, ofOneInstantMax);
  return { total, rows: near.slice(first, first + limit).map(recordOf) };
}

/** Calls of a tenant that arrive in the same millisecond, where the ID decides, are fewer than this. */
const ofOneInstantMax = 20;
/** A call's wait begins within this time of its arrival. */
const waitAfterMaxMs = 10_000;
const restOfSecondMs = 999;

/** Newest first; `to` is meant with its whole second. */
export function expectedMissed(shape: LoadShape, query: CallsRange & Page): Expected {
  const { vdn, from, offset, limit } = query;
  const to = query.to + restOfSecondMs;
  const found: CallRow[] = [];
  for (const call of callsBetween(shape, from - waitAfterMaxMs, to)) {
    if (call.vdn !== vdn || !call.isInbound || call.isAnswered) continue;
    const row = recordOf(call);
    if (row.isMissed && row.waitBegin >= from && row.waitBegin <= to) found.push(row);
  }
  found.sort((a, b) => b.waitBegin - a.waitBegin || compareText(a.callId, b.callId));
  return { total: found.length, rows: found.slice(offset, offset + limit) };
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
