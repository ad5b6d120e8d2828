// The order of a search's rows, and their places in it; shared by the adapters.
import { durationMsOf, talkMsOf, waitMsOf } from "../call/call-duration.ts";
import type { CallRow } from "../call/record.ts";
import { compareText } from "../lib/compare-text.ts";
import { tenantKey } from "../lib/tenant-key.ts";
import type { CallCursor, CallSort, CallTime } from "./call-search.ts";

export function timeOf(row: CallRow, time: CallTime): number {
  switch (time) {
    case "arrived":
      return row.arrivedAt;
    case "ended":
      return row.callEnd;
    case "recorded":
      return row.loggedAt;
  }
}

export function cursorOf(row: CallRow, by: CallSort["by"], time: CallTime): CallCursor {
  const { callId, arrivedAt } = row;
  return { value: valueOf(row, by, time), tenant: tenantKey(row), callId, arrivedAt };
}

/** Below 0 when `a` comes first. */
export function compareCursors(a: CallCursor, b: CallCursor, order: CallSort["order"]): number {
  const byValue = order === "ascending" ? a.value - b.value : b.value - a.value;
  return (
    byValue || a.tenant - b.tenant || compareText(a.callId, b.callId) || a.arrivedAt - b.arrivedAt
  );
}

/** Oldest arrival first. */
export function compareArrivals(a: CallRow, b: CallRow): number {
  return (
    a.arrivedAt - b.arrivedAt || tenantKey(a) - tenantKey(b) || compareText(a.callId, b.callId)
  );
}

function valueOf(row: CallRow, by: CallSort["by"], time: CallTime): number {
  switch (by) {
    case "time":
      return timeOf(row, time);
    case "waitMs":
      return waitMsOf(row);
    case "talkMs":
      return talkMsOf(row);
    case "durationMs":
      return durationMsOf(row);
  }
}
