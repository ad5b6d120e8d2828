import assert from "node:assert/strict";
import { test } from "node:test";
import { isCallEvent, type CallEvent, type TrunklineEvent } from "@trunkline/contract";
import { foldCall } from "../call/fold.ts";
import { LiveBoard } from "../live/live-board.ts";
import { tenantKey } from "../lib/tenant-key.ts";
import { DemoClock } from "./demo-clock.ts";
import { demoReplayFrom, demoStatusLine, runDemo, type DemoStatus } from "./demo.ts";
import { DemoTally } from "./demo-tally.ts";
import {
  demoAgents,
  demoCallsPerDay,
  demoSkills,
  demoTenant,
  demoTenantSettings,
} from "./demo-tenant.ts";
import { localDays } from "../lib/local-day.ts";
import { simulateDay } from "./simulate-day.ts";
import { VirtualClock } from "./virtual-clock.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const midnight = Date.UTC(2026, 10, 20);
const startedAt = midnight + 9.5 * hourMs;
const callsPerDay = 2000;

type Run = {
  readonly events: readonly TrunklineEvent[];
  readonly statuses: readonly DemoStatus[];
  /** What the server's clock said of each batch, beside the newest event of it. */
  readonly lags: readonly number[];
};

/** Until `until`, on a clock that starts at `from`. */
async function demo(
  from: number,
  until: number,
  lastEventAt: number | undefined,
  acceptMs = 1,
): Promise<Run> {
  const real = new VirtualClock(from);
  const simulatedAt = demoReplayFrom({ now: from, lastEventAt });
  const clock = new DemoClock({ real, simulatedAt });
  assert.equal(clock.now(), simulatedAt);
  const stopping = new AbortController();
  const events: TrunklineEvent[] = [];
  const statuses: DemoStatus[] = [];
  const lags: number[] = [];
  let now = simulatedAt;
  await runDemo({
    accept: async (batch) => {
      real.pass(acceptMs);
      events.push(...batch);
      lags.push(clock.now() - (batch.at(-1)?.at ?? 0));
      assert.ok(clock.now() >= now, "the server's clock never goes back");
      now = clock.now();
      if (real.now() >= until) stopping.abort();
      await Promise.resolve();
    },
    clock,
    signal: stopping.signal,
    lastEventAt,
    callsPerDay,
    onStatus: (status) => statuses.push(status),
  });
  return { events, statuses, lags };
}

test("yesterday and today race by, then it goes on in real time", async () => {
  const { events, statuses, lags } = await demo(startedAt, startedAt + 5 * 60_000, undefined);
  const first = events[0]?.at ?? 0;
  assert.ok(first >= midnight - dayMs && first < midnight - dayMs + 10_000);
  assert.ok((events.at(-1)?.at ?? 0) >= startedAt + 4 * 60_000);
  for (const [index, { at }] of events.entries()) assert.ok(at >= (events[index - 1]?.at ?? 0));
  const live = statuses.at(-1);
  assert.equal(live?.phase, "live");
  assert.ok(statuses.slice(0, -1).every(({ phase }) => phase === "replaying"));
  assert.ok(statuses.length >= 25 && statuses.length <= 60, String(statuses.length));
  assert.ok(live.calls > 100 && live.ivr + live.queue + live.agent > 0);
  const wentLive = events.findIndex(({ at }) => at > startedAt + 60_000);
  assert.ok(wentLive > 0 && lags.every((lag) => lag >= 0 && lag < 5_000));
});

test("a second start tells the same again from a while before the end, and goes on", async () => {
  const first = await demo(startedAt, startedAt + 60_000, undefined);
  const lastEventAt = first.events.at(-1)?.at ?? 0;
  const later = startedAt + 3 * hourMs;
  const second = await demo(later, later + 60_000, lastEventAt);
  const repeatedFrom = second.events[0]?.at ?? 0;
  assert.ok(lastEventAt - repeatedFrom > 14 * 60_000 && lastEventAt - repeatedFrom < 17 * 60_000);
  const known = first.events.filter(({ at }) => at >= repeatedFrom);
  assert.deepEqual(second.events.slice(0, known.length), known);
  const uninterrupted = await demo(startedAt, later + 60_000, undefined);
  const rest = second.events.slice(known.length);
  const expected = uninterrupted.events.filter(({ at }) => at >= (rest[0]?.at ?? 0));
  const count = Math.min(rest.length, expected.length);
  assert.ok(count > 500);
  assert.deepEqual(rest.slice(0, count), expected.slice(0, count));
  assert.equal(second.statuses.at(-1)?.phase, "live");
});

test("after a long pause the demo begins with yesterday again", async () => {
  const weekLater = startedAt + 7 * dayMs;
  const { events } = await demo(weekLater, weekLater + 60_000, startedAt);
  const first = events[0];
  assert.ok((first?.at ?? 0) >= midnight + 6 * dayMs);
  const begun = new Set<string>();
  for (const event of events.filter(isCallEvent)) {
    if (event.kind === "arrived") begun.add(event.callId);
    assert.ok(begun.has(event.callId), "no call is told from its middle");
  }
});

test("a store that is slower than the replay delays it, and it catches up", async () => {
  const { statuses } = await demo(startedAt, startedAt + 10 * 60_000, undefined, 700);
  assert.equal(statuses.at(-1)?.phase, "live");
});

test("a store that fails ends the demo with its error", async () => {
  const clock = new DemoClock({ real: new VirtualClock(startedAt) });
  const accept = () => Promise.reject(new Error("disk full"));
  const { signal } = new AbortController();
  await assert.rejects(
    runDemo({ accept, clock, signal, lastEventAt: undefined, callsPerDay }),
    /disk full/,
  );
});

test("the tally says what the live board says", () => {
  const board = new LiveBoard();
  const tally = new DemoTally({ dayOf: localDays("UTC") });
  const calls = new Map<string, CallEvent[]>();
  let until = midnight + hourMs;
  for (const event of simulateDay({ tenant: demoTenant, day: midnight, seed: 3, callsPerDay })) {
    if (event.at > until) {
      const { all: _, longestWaitSince, ...counts } = board.countsOfTenant(tenantKey(demoTenant));
      const { ivr, queue, agent, longestWaitMs } = tally.counts(until);
      assert.deepEqual({ ivr, queue, agent }, counts);
      assert.equal(longestWaitMs, longestWaitSince === 0 ? 0 : until - longestWaitSince);
      until += hourMs / 2;
    }
    tally.add(event);
    if (!isCallEvent(event)) continue;
    const own = [...(calls.get(event.callId) ?? []), event];
    calls.set(event.callId, own);
    const call = foldCall(own);
    const entry = { call, cmsCallId: event.callId, events: own, receivedAt: event.at };
    const known = board.entry(tenantKey(demoTenant), event.callId);
    if (known !== undefined) board.remove(known);
    if (call.phase !== "ended") board.put(entry);
  }
});

test("the demo tenant's settings name every number, skill and agent of its events", () => {
  const settings = demoTenantSettings({ timeZone: "Europe/Berlin" });
  assert.equal(settings.timeZone, "Europe/Berlin");
  const codes = new Map(settings.accessCodes.map(({ innoId, number }) => [innoId, number]));
  assert.equal(codes.size, 8);
  const skills = new Set(demoSkills().map(({ skillId }) => skillId));
  const agents = new Map(demoAgents().map(({ agentId, skillIds }) => [agentId, skillIds]));
  const day = { tenant: demoTenant, day: midnight, seed: 1, callsPerDay: demoCallsPerDay } as const;
  for (const event of simulateDay({ ...day, profile: "lively", to: midnight + 2 * hourMs })) {
    if (event.kind === "arrived" && event.direction === "in") {
      assert.equal(codes.get(event.innoId ?? 0), event.calleeNo);
    } else if (event.kind === "queued") assert.ok(skills.has(event.skillId));
    else if (event.kind === "agentSkills") {
      assert.deepEqual(agents.get(event.agentId), event.skillIds);
    }
  }
});

test("the status is one line that says the time and the counts", () => {
  const status = { phase: "replaying", at: midnight + 10.25 * hourMs, ivr: 12, queue: 4 } as const;
  const rest = { agent: 61, longestWaitMs: 38_900, calls: 9120, missed: 311 };
  assert.equal(
    demoStatusLine({ ...status, ...rest }, "UTC"),
    "Fri 10:15  IVR 12  queue 4  agents 61  longest wait 0:38  calls 9,120  missed 311",
  );
});
