import assert from "node:assert/strict";
import { test } from "node:test";
import { callOfTrace, eventsOfTrace, traceStart } from "../call/event-trace.ts";
import { tenantKey } from "../lib/tenant-key.ts";
import { LiveBoard } from "../live/live-board.ts";
import { MemoryRegistry } from "../storage/memory/memory-registry.ts";
import { keepToldQueues } from "./told-queues.ts";

const tenant = tenantKey({ ccId: 1, vdn: 170 });
const keepMs = 10 * 86_400_000;

function keep(registry: MemoryRegistry, board: LiveBoard, now = traceStart) {
  const failed = (error: unknown) => assert.fail(String(error));
  return keepToldQueues({ board, registry, everyMs: 3_600_000, keepMs, now: () => now, failed });
}

function put(board: LiveBoard, trace: string): void {
  const events = eventsOfTrace(trace);
  const call = callOfTrace(trace);
  board.put({ call, cmsCallId: call.callId, events, receivedAt: traceStart });
}

test("queues and their names outlive a restart, until they have not been seen for long", async () => {
  const registry = new MemoryRegistry();
  {
    const board = new LiveBoard();
    await using _kept = keep(registry, board);
    put(board, "0 arrived\n1 queued skillId=7 skillName=sales\n2 queued skillId=8");
  }
  {
    const board = new LiveBoard();
    await using _kept = keep(registry, board, traceStart + keepMs);
    assert.deepEqual([board.queues(tenant), board.queueName(tenant, 8)], [[8], ""]);
    put(board, "1000 arrived\n1001 queued skillId=8 skillName=service");
  }
  const board = new LiveBoard();
  await using _kept = keep(registry, board, traceStart + 2 * keepMs);
  assert.deepEqual(board.queues(tenant), []);
  assert.deepEqual(registry.toldQueues().length, 1);
});

test("what has not changed is not written again", async () => {
  const board = new LiveBoard();
  const registry = new CountedRegistry();
  for (let start = 0; start < 3; start += 1) {
    await using _kept = keep(registry, board);
    put(board, "0 arrived\n1 queued skillId=7 skillName=sales");
  }
  assert.equal(registry.writes, 1);
});

class CountedRegistry extends MemoryRegistry {
  writes = 0;

  override noteToldQueues(...told: Parameters<MemoryRegistry["noteToldQueues"]>): void {
    this.writes += 1;
    super.noteToldQueues(...told);
  }
}
