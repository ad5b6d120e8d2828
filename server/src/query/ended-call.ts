import type { Direction } from "@trunkline/contract";
import type { CallRow } from "../call/record.ts";
import type { TenantKey } from "../lib/tenant-key.ts";
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
  for (const tenant of tenants) {
    const stored = await fromHistory("a call", () => history.call(tenant, callId));
    if (stored === undefined || stored.row.direction !== direction) continue;
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
