import assert from "node:assert/strict";
import { test } from "node:test";
import type { CallEvent } from "@trunkline/contract";
import fc from "fast-check";
import { callEventsArbitrary } from "../call/event-arbitrary.ts";
import { eventsOfTrace, traceStart } from "../call/event-trace.ts";
import { foldCall } from "../call/fold.ts";
import { callRow } from "../call/record.ts";
import { tenantKey } from "../lib/tenant-key.ts";
import { LiveBoard } from "../live/live-board.ts";
import type { History, HistoryBatch } from "../storage/history.ts";
import { missedPage } from "../storage/made-up-call.ts";
import { MemoryHistory } from "../storage/memory/memory-history.ts";
import {
  openIngest,
  type ExpireAfter,
  type IngestLimits,
  type TrunklineIngest,
} from "./open-ingest.ts";

const tenant = tenantKey({ ccId: 1, vdn: 170 });
const callId = "1795235373-1";
const origin = { source: "http", mayWrite: () => true };
const hour = 3_600_000;
const expireAfter: ExpireAfter = {
  arrived: 4 * hour,
  ivr: 4 * hour,
  queued: 4 * hour,
  ringing: 4 * hour,
  talking: 4 * hour,
  held: 4 * hour,
  outside: 4 * hour,
};

type Setup = {
  readonly ingest: TrunklineIngest;
  readonly board: LiveBoard;
  readonly history: History;
  readonly clock: { now: number };
  /** Tenants that the ingest made, or would have. */
  readonly made: ReadonlySet<number>;
};

async function setUp(
  history: History = new MemoryHistory(),
  limits: Partial<IngestLimits> = {},
  now = traceStart,
): Promise<Setup> {
  const board = new LiveBoard();
  const clock = { now };
  const made = new Set<number>();
  const ingest = await openIngest({
    history,
    board,
    registry: {
      accessCodeOfNumber: (_, number) =>
        number === "88880001"
          ? { innoId: 11, number, mediaType: 5, description: "sales" }
          : undefined,
      ensureTenant: (tenant) => void made.add(tenant),
    },
    now: () => clock.now,
    observer: { committed: () => {}, failed: () => {} },
    limits: { commitRetryAfterMs: 1, ...limits },
  });
  return { ingest, board, history, clock, made };
}

function candidates(events: readonly unknown[]) {
  return events.map((value, index) => ({ line: index + 1, value }));
}

const trace = `
  0 arrived
  1 queued   skillId=1
  2 offered  agentId=1001
  3 answered agentId=1001
  9 ended    by=customer
`;

test("an ended call leaves the board and has its record when the source hears of it", async () => {
  const { ingest, board, history } = await setUp();
  const reply = await ingest.accept(candidates(eventsOfTrace(trace)), origin);
  assert.deepEqual(reply, { accepted: 5, duplicates: 0, refused: [] });
  assert.equal(board.call(tenant, callId), undefined);
  const stored = await history.call([tenant], callId);
  assert.equal(stored?.row.callBegin, traceStart + 3000);
  assert.equal(stored?.events.length, 5);
});

test("repeated events are duplicates, while the call is live and after it has ended", async () => {
  const { ingest } = await setUp();
  const events = eventsOfTrace(trace);
  await ingest.accept(candidates(events.slice(0, 3)), origin);
  const again = await ingest.accept(candidates(events), origin);
  assert.deepEqual([again.accepted, again.duplicates], [2, 3]);
  const after = await ingest.accept(candidates(events), origin);
  assert.deepEqual([after.accepted, after.duplicates], [0, 5]);
});

test("the source of an event without one is its door: the same id from elsewhere is another event", async () => {
  const { ingest } = await setUp();
  const event = { ...eventsOfTrace("0 arrived")[0], id: "e-1" };
  assert.equal((await ingest.accept(candidates([event]), origin)).accepted, 1);
  assert.equal((await ingest.accept(candidates([event]), origin)).duplicates, 1);
  const elsewhere = { ...origin, source: "pbx2" };
  assert.equal((await ingest.accept(candidates([event]), elsewhere)).accepted, 1);
});

test("a refused event is said by its line, kept for the operator, and stops nobody", async () => {
  const { ingest, history } = await setUp();
  const [arrived] = eventsOfTrace("0 arrived");
  const reply = await ingest.accept(candidates([{ kind: "rang" }, arrived, 7]), origin);
  assert.equal(reply.accepted, 1);
  assert.deepEqual(
    reply.refused.map(({ line, field }) => [line, field]),
    [
      [1, "kind"],
      [3, ""],
    ],
  );
  const kept = await history.refusedEvents({ offset: 0, limit: 10 });
  assert.equal(kept.total, 2);
  assert.equal(kept.rows.find((row) => row.line === 1)?.raw, '{"kind":"rang"}');
});

test("what is refused of a connector's events is kept whole, whatever it is refused for", async () => {
  const { ingest, history, clock } = await setUp(new MemoryHistory(), { eventsPerCallMax: 1 });
  const [arrived, queued] = eventsOfTrace("0 arrived\n1 queued skillId=1");
  const ahead = { ...arrived, at: clock.now + 48 * hour };
  await ingest.accept(candidates([arrived, queued, ahead]), origin);
  await ingest.accept(candidates([arrived]), { source: "pbx1", mayWrite: () => false });
  const kept = await history.refusedEvents({ offset: 0, limit: 10 });
  const raws = kept.rows.map(({ raw }) => raw);
  assert.deepEqual(
    raws.sort(),
    [arrived, queued, ahead].map((event) => JSON.stringify(event)).sort(),
  );
});

test("events of a tenant that the key may not write are refused", async () => {
  const { ingest, board } = await setUp();
  const reply = await ingest.accept(candidates(eventsOfTrace("0 arrived")), {
    source: "http",
    mayWrite: (key) => key !== tenant,
  });
  assert.equal(reply.accepted, 0);
  assert.match(reply.refused[0]?.reason ?? "", /may not write events of tenant '1\/170'/);
  assert.equal(board.countsOfTenant(tenant).all, 0);
});

test("the access code is found by the dialled number when the event names none", async () => {
  const { ingest, board } = await setUp();
  const event = { ...eventsOfTrace("0 arrived")[0], innoId: undefined };
  const { innoId: _, ...named } = event;
  await ingest.accept(candidates([named]), origin);
  assert.equal(board.countsOfAccessCode(tenant, 11).all, 1);
});

test("a late event corrects the record of a call that has ended", async () => {
  const { ingest, history } = await setUp();
  const events = eventsOfTrace(trace);
  await ingest.accept(candidates(events.filter((event) => event.kind !== "answered")), origin);
  assert.equal((await history.call([tenant], callId))?.row.isMissed, true);
  await ingest.accept(candidates(events.filter((event) => event.kind === "answered")), origin);
  const stored = await history.call([tenant], callId);
  assert.equal(stored?.row.isMissed, false);
  assert.equal(stored?.row.callBegin, traceStart + 3000);
  const missed = await missedPage(history, { tenant, from: 0, to: 9e15, offset: 0, limit: 9 });
  assert.equal(missed.total, 0);
});

test("a late event finds its call though others end before it in the same batch", async () => {
  const { ingest, history } = await setUp(new MemoryHistory(), { endedCallsCached: 2 });
  const events = eventsOfTrace(trace);
  await ingest.accept(candidates(events.filter((event) => event.kind !== "offered")), origin);
  const others = ["2", "3", "4"].flatMap((id) => events.map((event) => ({ ...event, callId: id })));
  const late = events.filter((event) => event.kind === "offered");
  const [again] = events;
  const reply = await ingest.accept(candidates([...others, ...late, ...others, again]), origin);
  assert.deepEqual([reply.accepted, reply.duplicates], [others.length + 1, others.length + 1]);
  assert.deepEqual((await history.call([tenant], callId))?.events, events);
});

test("a silent call is closed as of its last event, and a later event brings it back", async () => {
  const { ingest, board, history, clock } = await setUp();
  await ingest.accept(candidates(eventsOfTrace("0 arrived\n1 queued skillId=1")), origin);
  clock.now += 4 * hour + 2000;
  assert.equal(await ingest.expireSilentCalls(expireAfter), 1);
  const expired = await history.call([tenant], callId);
  assert.deepEqual(
    [expired?.row.isExpired, expired?.row.leaveReason, expired?.row.callEnd],
    [true, 19, traceStart + 1000],
  );
  assert.equal(board.countsOfTenant(tenant).all, 0);
  const reply = await ingest.accept(candidates(eventsOfTrace("9 offered agentId=1001")), origin);
  assert.equal(reply.accepted, 1);
  assert.equal(await history.call([tenant], callId), undefined);
  assert.equal(board.countsOfTenant(tenant).queue, 1);
  assert.deepEqual(board.verify(), []);
});

test("calls of an import, which lie long ago, are not ended by a restart in the middle of it", async () => {
  const { ingest, history } = await setUp();
  await ingest.accept(candidates(eventsOfTrace("0 arrived\n1 queued skillId=1")), origin);
  const restarted = await setUp(history, {}, traceStart + 1000 * hour);
  assert.equal(await restarted.ingest.expireSilentCalls(expireAfter), 0);
  restarted.clock.now += 4 * hour + 1;
  assert.equal(await restarted.ingest.expireSilentCalls(expireAfter), 1);
});

test("an event far ahead of the clock is refused: it would be the newest for as long", async () => {
  const { ingest, board, clock } = await setUp();
  clock.now = traceStart - 24 * hour;
  const [first, later] = eventsOfTrace("0 arrived\n1 queued skillId=1");
  const reply = await ingest.accept(candidates([first, later]), origin);
  assert.equal(reply.accepted, 1);
  assert.deepEqual(
    reply.refused.map(({ line, field }) => [line, field]),
    [[2, "at"]],
  );
  assert.match(
    reply.refused[0]?.reason ?? "",
    /^must be at most 24 h ahead .*; '2026-11-21T04:29:34\.000Z' is 24 h ahead$/,
  );
  assert.equal(board.newestEventAt(tenant), traceStart);
});

test("events of one task have a limit, as those of one call have", async () => {
  const { ingest } = await setUp(new MemoryHistory(), { eventsPerTaskMax: 2 });
  const of = (ms: number) => ({ at: traceStart + ms, ccId: 1, vdn: 170, serialNo: "1" });
  const events = [1, 2, 3].map((ms) => ({ ...of(ms), kind: "taskAlerting", party: "agent" }));
  const reply = await ingest.accept(candidates(events), origin);
  assert.equal(reply.accepted, 2);
  const reason = "task '1' has 2 events already, the most that one task may have";
  assert.deepEqual(reply.refused, [{ line: 3, field: "serialNo", reason }]);
});

test("a call that expires and comes back within one commit leaves no record", async () => {
  const slow = new SlowHistory();
  const { ingest, clock } = await setUp(slow);
  await ingest.accept(candidates(eventsOfTrace("0 arrived")), origin);
  clock.now += 5 * hour;
  const expiry = ingest.expireSilentCalls(expireAfter);
  const revival = ingest.accept(candidates(eventsOfTrace("9 queued skillId=1")), origin);
  await Promise.all([expiry, revival]);
  assert.equal(await slow.call([tenant], callId), undefined);
  assert.equal((await liveEvents(slow)).length, 2);
});

test("a restart restores the board from what was stored", async () => {
  const { ingest, history } = await setUp();
  await ingest.accept(candidates(eventsOfTrace("0 arrived\n1 queued skillId=1")), origin);
  await ingest.accept(
    candidates([
      { kind: "agentState", at: traceStart, ccId: 1, vdn: 170, agentId: 1001, state: 1 },
    ]),
    origin,
  );
  const restarted = await setUp(history);
  assert.equal(restarted.board.countsOfSkill(tenant, 1).queue, 1);
  assert.equal(restarted.board.agent(tenant, 1001)?.state, 1);
  const again = await restarted.ingest.accept(
    candidates(eventsOfTrace("1 queued skillId=1")),
    origin,
  );
  assert.equal(again.duplicates, 1);
  // It may have been removed, and nothing new has come of it.
  assert.deepEqual([...restarted.made], []);
  await restarted.ingest.accept(candidates(eventsOfTrace("2 queued skillId=2")), origin);
  assert.deepEqual([...restarted.made], [tenant]);
});

test("a commit that fails is tried again, and nobody hears accepted before it is done", async () => {
  const history = new SlowHistory();
  history.failures = 3;
  const { ingest } = await setUp(history);
  const reply = await ingest.accept(candidates(eventsOfTrace(trace)), origin);
  assert.equal(reply.accepted, 5);
  assert.equal(history.failures, 0);
  assert.equal(ingest.isFailing(), false);
  assert.equal((await history.call([tenant], callId))?.events.length, 5);
});

test("duplicates of an event that is still being committed wait for that commit", async () => {
  const history = new SlowHistory();
  const { ingest } = await setUp(history);
  const order: string[] = [];
  history.onCommit = () => order.push("committed");
  const first = ingest.accept(candidates(eventsOfTrace("0 arrived")), origin);
  const second = ingest.accept(candidates(eventsOfTrace("0 arrived")), origin);
  const reply = await second.then((reply) => {
    order.push("answered");
    return reply;
  });
  await first;
  assert.equal(reply.duplicates, 1);
  assert.deepEqual(order, ["committed", "answered"]);
});

test("tasks are folded, repeated task events are duplicates", async () => {
  const { ingest, history } = await setUp();
  const base = { ccId: 1, vdn: 170, serialNo: "20261121000001" };
  const events = [
    { ...base, kind: "taskCreated", at: traceStart, taskType: "1", caller: "1001", called: "2" },
    { ...base, kind: "taskAlerting", at: traceStart + 100, party: "agent" },
    { ...base, kind: "taskEnded", at: traceStart + 8000, reasonCode: 4 },
  ];
  await ingest.accept(candidates(events), origin);
  const again = await ingest.accept(candidates(events), origin);
  assert.equal(again.duplicates, 3);
  assert.equal((await history.task([tenant], base.serialNo))?.task.reasonCode, 4);
});

test("any order, split and repetition of events gives the same board and the same records", async () => {
  const calls = fc.array(
    fc.integer({ min: 1, max: 5 }).chain((n) => callEventsArbitrary(`1795235373-${n}`)),
    { minLength: 1, maxLength: 4 },
  );
  await fc.assert(
    fc.asyncProperty(calls, fc.infiniteStream(fc.nat()), async (histories, random) => {
      const pick = () => random.next().value ?? 0;
      const events = distinct(histories.flat());
      const told = [...events, ...events.filter(() => pick() % 3 === 0)].sort(
        () => (pick() % 2) - 0.5,
      );
      const { ingest, board, history } = await setUp();
      while (told.length > 0)
        await ingest.accept(candidates(told.splice(0, 1 + (pick() % 4))), origin);
      assert.deepEqual(board.verify(), []);
      for (const [callId, own] of Map.groupBy(events, (event) => event.callId)) {
        const call = foldCall(own);
        const live = board.call(tenant, callId)?.call;
        const stored = await history.call([tenant], callId);
        if (call.phase === "ended") {
          assert.equal(live, undefined);
          assert.deepEqual(stored?.row, callRow(call, callId, traceStart));
        } else {
          assert.equal(stored, undefined);
          assert.deepEqual(live, call);
        }
      }
    }),
    { numRuns: 60 },
  );
});

function distinct(events: readonly CallEvent[]): CallEvent[] {
  return [...new Map(events.map((event) => [JSON.stringify(event), event])).values()];
}

async function liveEvents(history: History): Promise<CallEvent[]> {
  const events: CallEvent[] = [];
  for await (const call of history.liveCalls()) events.push(...call.events);
  return distinct(events);
}

/** The memory history behind a disk that is slow and sometimes refuses. */
class SlowHistory extends MemoryHistory {
  failures = 0;
  onCommit = () => {};

  override async commit(batch: HistoryBatch): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    if (this.failures > 0) {
      this.failures -= 1;
      throw new Error("Cannot write the journal: the disk is full");
    }
    await super.commit(batch);
    this.onCommit();
  }
}
