import type { ReadonlyCall } from "../call/call.ts";
import { expireCall, foldCall } from "../call/fold.ts";
import type { CallRow } from "../call/record.ts";
import type { TenantKey } from "../lib/tenant-key.ts";
import type { History, StoredCall } from "../storage/history.ts";
import { fromHistory } from "./storage-failure.ts";

export type CallTrace = { readonly row: CallRow; readonly call: ReadonlyCall };

/** An ended call with its legs, folded anew from its events. */
export async function callTrace(
  { history }: { readonly history: Pick<History, "call"> },
  question: { readonly tenant: TenantKey; readonly callId: string },
): Promise<CallTrace | undefined> {
  const stored = await fromHistory("a call", () =>
    history.call([question.tenant], question.callId),
  );
  return stored === undefined ? undefined : { row: stored.row, call: refoldCall(stored) };
}

/** A call that never ended was closed as of its last event: no event of its own says so. */
export function refoldCall({ row, events }: StoredCall): ReadonlyCall {
  const call = foldCall(events);
  if (row.isExpired) expireCall(call);
  return call;
}
