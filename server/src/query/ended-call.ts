import type { Direction } from "@trunkline/contract";
import type { CallRow } from "../call/record.ts";
import { tenantKey, type TenantKey } from "../lib/tenant-key.ts";
import type { History } from "../storage/history.ts";
import { refoldCall } from "./call-trace.ts";
import { fromHistory } from "./storage-failure.ts";
import { ringMs, stayMs, talkMs } from "./time-of-legs.ts";

export type EndedCallDetail = {
  readonly row: CallRow;
  readonly queueMs: number;
  readonly ivrMs: number;
  readonly ringMs: number;
  readonly talkMs: number;
};

/** The record of one ended call, looked for in each of the tenants. */
export async function endedCall(
  { history }: { readonly history: Pick<History, "call"> },
  question: {
    readonly tenants: readonly TenantKey[];
    readonly callId: string;
    readonly direction: Direction;
  },
): Promise<EndedCallDetail | undefined> {
  const { tenants, callId, direction } = question;
  // Of a tenant whose call went the other way nothing is told.
  for (let left = tenants; left.length > 0;) {
    const stored = await fromHistory("a call", () => history.call(left, callId));
    if (stored === undefined) return undefined;
    if (stored.row.direction !== direction) {
      left = left.filter((tenant) => tenant !== tenantKey(stored.row));
      continue;
    }
    const call = refoldCall(stored);
    const { callEnd } = stored.row;
    return {
      row: stored.row,
      queueMs: stayMs(call, "queue", callEnd),
      ivrMs: stayMs(call, "ivr", callEnd),
      ringMs: ringMs(call, callEnd),
      talkMs: talkMs(call, callEnd),
    };
  }
  return undefined;
}
