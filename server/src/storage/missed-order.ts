// The order of missed calls, newest first, and their places in it; shared by the adapters.
import type { CallRow } from "../call/record.ts";
import { tenantKey } from "../lib/tenant-key.ts";
import type { CallBackCursor } from "./call-back.ts";
import { compareText } from "../lib/compare-text.ts";

export function missedCursorOf(row: CallRow): CallBackCursor {
  const { waitBegin, callId, arrivedAt } = row;
  return { waitBegin, tenant: tenantKey(row), callId, arrivedAt };
}

/** Below 0 when `a` comes first. */
export function compareMissed(a: CallBackCursor, b: CallBackCursor): number {
  return (
    b.waitBegin - a.waitBegin ||
    a.tenant - b.tenant ||
    compareText(a.callId, b.callId) ||
    a.arrivedAt - b.arrivedAt
  );
}
