// What a list of records asks of one day file, and the SQL that finds it by an index.
import type { SQLInputValue } from "node:sqlite";
import type { CallRow } from "../history.ts";
import type { TenantKey } from "../../lib/tenant-key.ts";
import type { WriteRow } from "../list-page.ts";
import { ofTenants, type Condition } from "./condition.ts";
import { missedArrivalKind, missedKind } from "./minute.ts";
import { packNumber } from "./packed-text.ts";

export type DayQuery = {
  readonly tenant: TenantKey;
  /** 0 inbound, 1 outbound, by arrival; missed ones: 2 by the beginning of the wait, 3 by arrival. */
  readonly kind: number;
  /** Epoch ms, inclusive. */
  readonly from: number;
  readonly to: number;
  /** Exact match; "" = all. Not for missed calls. */
  readonly callerNo: string;
  readonly calleeNo: string;
};

/** Some rows of the range, and how they are written. */
export type PagePart = { readonly skip: number; readonly wanted: number; readonly write: WriteRow };

/** What is counted of several tenants at once. */
export type CountQuery = Omit<DayQuery, "tenant"> & { readonly tenants: readonly TenantKey[] };

export type Access = Condition & {
  /** The time that is filtered and sorted on; ms since the day began. */
  readonly time: string;
};

export function accessOf(query: DayQuery | CountQuery): Access {
  const { kind, callerNo, calleeNo } = query;
  const tenants = ofTenants("tenants" in query ? query.tenants : [query.tenant]);
  // Spelt as in the index: an expression is found by its text.
  const wait = "arrived_ms + wait_after";
  if (kind === missedKind)
    return { where: `${tenants.where} and is_missed = 1`, values: tenants.values, time: wait };
  if (kind === missedArrivalKind) {
    const where = `${tenants.where} and direction in (0, 1) and is_missed = 1`;
    return { where, values: tenants.values, time: "arrived_ms" };
  }
  const values: SQLInputValue[] = [...tenants.values, kind];
  let where = `${tenants.where} and direction = ?`;
  if (callerNo !== "") {
    where += " and caller_no = ?";
    values.push(packNumber(callerNo));
  }
  if (calleeNo !== "") {
    // Of two numbers the caller's finds fewer calls: the plus keeps the index of the other away.
    where += callerNo === "" ? " and callee_no = ?" : " and +callee_no = ?";
    values.push(packNumber(calleeNo));
  }
  return { where, values, time: "arrived_ms" };
}

export function isNewestFirst({ kind }: Pick<DayQuery, "kind">): boolean {
  return kind === missedKind;
}

/** What a list is sorted by, as isNewestFirst says; epoch ms. */
export function timeOfList(row: CallRow, kind: number): number {
  return kind === missedKind ? row.waitBegin : row.arrivedAt;
}

export function hasNumber({
  callerNo,
  calleeNo,
}: Pick<DayQuery, "callerNo" | "calleeNo">): boolean {
  return callerNo !== "" || calleeNo !== "";
}

/** The order of the list that a question asks for. */
export function listOrder(query: Pick<DayQuery, "kind">): (a: CallRow, b: CallRow) => number {
  const byId = (a: CallRow, b: CallRow) => (a.callId < b.callId ? -1 : a.callId > b.callId ? 1 : 0);
  return isNewestFirst(query)
    ? (a, b) => b.waitBegin - a.waitBegin || byId(a, b)
    : (a, b) => a.arrivedAt - b.arrivedAt || byId(a, b);
}
