// Where the live board has each caller, beside where a recount of the raw recording does; for tests.
import assert from "node:assert/strict";
import { isCallEvent, type TrunklineEvent } from "@trunkline/contract";
import { placeOf } from "../call/call-state.ts";
import { openIngest } from "../ingest/open-ingest.ts";
import { tenantKey, type Tenant } from "../lib/tenant-key.ts";
import { LiveBoard } from "../live/live-board.ts";
import { MemoryHistory } from "../storage/memory/memory-history.ts";
import { MemoryRegistry } from "../storage/memory/memory-registry.ts";

export type Moment = {
  readonly events: readonly TrunklineEvent[];
  /** Place by callId of the callers from outside; undefined while something is on its way. */
  readonly places: Readonly<Record<string, string>> | undefined;
  readonly label: string;
};

/** Returns how many moments were compared. */
export async function comparePlaces(options: {
  readonly tenants: readonly Tenant[];
  readonly moments: AsyncIterable<Moment>;
}): Promise<number> {
  const tenants = options.tenants.map(tenantKey);
  const board = new LiveBoard();
  await using ingest = await openIngest({
    history: new MemoryHistory(),
    board,
    registry: new MemoryRegistry(),
    now: Date.now,
    observer: { committed: () => {}, failed: (error) => assert.fail(String(error)) },
  });
  let compared = 0;
  for await (const { events, places, label } of options.moments) {
    const candidates = events.filter(isCallEvent).map((value, at) => ({ line: at + 1, value }));
    await ingest.accept(candidates, { source: "pbx", mayWrite: () => true });
    if (places === undefined) continue;
    compared += 1;
    const calls = tenants.flatMap((tenant) => [...board.calls(tenant)].map(({ call }) => call));
    const inbound = calls.filter(({ direction }) => direction === "in");
    const found = Object.fromEntries(inbound.map((call) => [call.callId, placeOf(call)]));
    assert.deepEqual(found, places, label);
    assert.deepEqual(board.verify(), [], label);
  }
  return compared;
}
