// What is looked up may change before it is used, and the recent calls may have forgotten that it did.
import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate as nextTurn } from "node:timers/promises";
import { eventsOfTrace, traceStart } from "../call/event-trace.ts";
import { tenantKey } from "../lib/tenant-key.ts";
import { LiveBoard } from "../live/live-board.ts";
import type { HistoryBatch } from "../storage/history.ts";
import { MemoryHistory } from "../storage/memory/memory-history.ts";
import { openIngest } from "./open-ingest.ts";

const base = { ccId: 1, vdn: 170 };
const tenant = tenantKey(base);
const callId = "1795235373-1";
const events = eventsOfTrace("0 arrived\n1 queued skillId=1\n2 offered agentId=1001\n9 ended");
const [arrived, queued, offered, ended] = events;
/** As many as make the recent calls forget all that were there. */
function others(name: string) {
  return ["a", "b", "c"].flatMap((id) => [
    { ...arrived, callId: name + id },
    { ...ended, callId: name + id },
  ]);
}

async function setUp() {
  const history = new HeldHistory();
  const board = new LiveBoard();
  const registry = { accessCodeOfNumber: () => undefined, ensureTenant: () => {} };
  const ingest = await openIngest({
    ...{ history, board, registry, now: () => traceStart },
    observer: { committed: () => {}, failed: () => {} },
    limits: { endedCallsCached: 2 },
  });
  const accept = (told: readonly unknown[]) =>
    ingest.accept(
      told.map((value, index) => ({ line: index + 1, value })),
      { source: "http", mayWrite: () => true },
    );
  return { history, board, accept };
}

test("a late event finds its call while the commit of that is under way, whatever has ended since", async () => {
  const { history, accept } = await setUp();
  history.hold("commit");
  const first = accept([arrived, queued, ended]);
  await history.isAsked();
  const second = accept(others("2"));
  await nextTurn();
  const third = accept([offered]);
  history.release();
  await Promise.all([first, second, third]);
  assert.deepEqual((await history.call([tenant], callId))?.events, events);
});

test("a task's event finds it while its commit is under way, whatever tasks came since", async () => {
  const { history, accept } = await setUp();
  const task = (serialNo: string) => ({
    ...{ ...base, serialNo, kind: "taskCreated", at: traceStart, taskType: "1" },
    ...{ caller: "1001", called: "2" },
  });
  history.hold("commit");
  const first = accept([task("1")]);
  await history.isAsked();
  const second = accept(["2", "3", "4"].map(task));
  await nextTurn();
  const end = { ...base, serialNo: "1", kind: "taskEnded", at: traceStart + 8000, reasonCode: 4 };
  const third = accept([end]);
  history.release();
  await Promise.all([first, second, third]);
  assert.equal((await history.task([tenant], "1"))?.events.length, 2);
});

const whileItWaits = {
  "it ended": { before: [arrived], meanwhile: [[queued, ended, ...others("3")]] },
  "it ended, and was corrected": {
    before: [arrived],
    meanwhile: [
      [ended, ...others("3")],
      [queued, ...others("4")],
    ],
  },
  "its record was corrected": { before: [arrived, ended], meanwhile: [[queued, ...others("3")]] },
  "it began and ended": { before: [], meanwhile: [[arrived, queued, ended, ...others("3")]] },
};

for (const [what, { before, meanwhile }] of Object.entries(whileItWaits)) {
  test(`an event whose batch waits for the store finds its call though ${what} meanwhile`, async () => {
    const { history, board, accept } = await setUp();
    if (before.length > 0) await accept(before);
    // Not among the recent ones any more.
    await accept(others("2"));
    history.hold("call");
    const waiting = accept([offered, { ...arrived, callId: "5" }]);
    await history.isAsked();
    history.hold("nothing");
    for (const batch of meanwhile) await accept(batch);
    history.release();
    await waiting;
    assert.deepEqual((await history.call([tenant], callId))?.events, events);
    assert.equal(board.countsOfTenant(tenant).all, 1);
  });
}

/** Answers what is held when it is released, and the rest at once. */
class HeldHistory extends MemoryHistory {
  #held = "nothing";
  #asked = Promise.withResolvers<void>();
  readonly #released = Promise.withResolvers<void>();

  hold(what: "commit" | "call" | "nothing"): void {
    this.#held = what;
  }

  /** Resolves when somebody asks for what is held. */
  isAsked(): Promise<void> {
    return this.#asked.promise;
  }

  release(): void {
    this.#held = "nothing";
    this.#released.resolve();
  }

  override async commit(batch: HistoryBatch): Promise<void> {
    await this.#wait("commit");
    await super.commit(batch);
  }

  override async call(...asked: Parameters<MemoryHistory["call"]>) {
    await this.#wait("call");
    return super.call(...asked);
  }

  async #wait(what: string): Promise<void> {
    if (this.#held !== what) return;
    this.#asked.resolve();
    await this.#released.promise;
  }
}
