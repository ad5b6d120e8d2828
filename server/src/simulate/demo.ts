// The demo of `npm start`: yesterday and today up to now race by, then it goes on in real time.
//   const real = { now: Date.now, sleep };  // sleep(ms, signal)
//   const simulatedAt = demoReplayFrom({ now: real.now(), lastEventAt, timeZone });
//   const clock = new DemoClock({ real, simulatedAt });      // clock.now: for ingest and live waits
//   registry.putTenant(demoTenantSettings({ timeZone }));
//   await runDemo({ accept, clock, signal, lastEventAt, timeZone, onStatus });  // until aborted
// A second start gives the same events again from a while before lastEventAt: duplicates cost nothing.
import type { TrunklineEvent } from "@trunkline/contract";
import { dayChain } from "./day-chain.ts";
import type { DemoClock } from "./demo-clock.ts";
import { DemoTally, type TallyCounts } from "./demo-tally.ts";
import { demoCallsPerDay, demoProfile, demoSeed, demoTenant } from "./demo-tenant.ts";
import { localDays } from "../lib/local-day.ts";
import { paceEvents } from "./pace.ts";
import { simulateDay } from "./simulate-day.ts";

export type DemoOptions = {
  /** The ingest; one batch at a time. When it rejects, the demo ends with its error. */
  readonly accept: (events: readonly TrunklineEvent[]) => Promise<unknown>;
  readonly clock: DemoClock;
  readonly signal: AbortSignal;
  /** `at` of the newest event that is stored of the demo tenant; undefined = the first start. */
  readonly lastEventAt: number | undefined;
  /** Of the demo tenant; default "UTC". Must stay the same from start to start, as all below. */
  readonly timeZone?: string;
  /** Default demoTenant: 1/100. */
  readonly tenant?: { readonly ccId: number; readonly vdn: number };
  readonly seed?: number;
  readonly callsPerDay?: number;
  /** Simulated ms per real ms while it replays; default 4320: a day in twenty seconds. */
  readonly replaySpeed?: number;
  readonly batchEventsMax?: number;
  /** About once a second while it replays, and once more when it goes live. */
  readonly onStatus?: (status: DemoStatus) => void;
};

/** `at`: the simulated time; epoch ms. Calls and missed calls are those of its day. */
export type DemoStatus = TallyCounts & {
  readonly phase: "replaying" | "live";
  readonly at: number;
};

/** What the end of the last run may have lost, with room to spare. */
const overlapMs = 15 * 60_000;
/** The longest time by which calls run on past midnight. */
const tailMs = 2 * 60 * 60_000;
const caughtUpMs = 2_000;
const batchMs = 100;
const statusEveryMs = 1_000;
const skippedAtOnce = 20_000;

/** Where a demo that starts now begins: epoch ms. */
export function demoReplayFrom(options: {
  readonly now: number;
  readonly lastEventAt: number | undefined;
  readonly timeZone?: string;
}): number {
  const { now, lastEventAt = 0, timeZone = "UTC" } = options;
  return Math.max(startOfYesterday(now, timeZone), lastEventAt - overlapMs);
}

function startOfYesterday(now: number, timeZone: string): number {
  const dayOf = localDays(timeZone);
  return dayOf(dayOf(now).from - 1).from;
}

/** Resolves when the signal is aborted. */
export async function runDemo(options: DemoOptions): Promise<void> {
  const { accept, clock, signal, lastEventAt, onStatus } = options;
  const { timeZone = "UTC", replaySpeed = 4_320, batchEventsMax = 1_000 } = options;
  const { real } = clock;
  const from = demoReplayFrom({ now: real.now(), lastEventAt, timeZone });
  clock.replayTo(from);
  const tally = new DemoTally({ dayOf: localDays(timeZone) });
  const events = demoEvents(options, from);
  const first = await skip(events, { until: from, tally, clock, signal });
  if (first === undefined) return;
  const startedAt = real.now();
  const dueAt = (at: number) => Math.max(at, startedAt + (at - from) / replaySpeed);
  let saidAt = 0;
  const pace = { clock: real, signal, dueAt, batchEventsMax, batchMs };
  for await (const batch of paceEvents({ events: begunWith(first, events), ...pace })) {
    const at = batch.at(-1)?.at ?? from;
    const wasReplaying = clock.isReplaying;
    if (wasReplaying) clock.replayTo(at);
    await accept(batch);
    for (const event of batch) tally.add(event);
    if (!wasReplaying) continue;
    const now = real.now();
    const phase = now - at < caughtUpMs ? "live" : "replaying";
    if (phase === "live") clock.goLive();
    else if (now - saidAt < statusEveryMs) continue;
    saidAt = now;
    onStatus?.({ phase, at, ...tally.counts(at) });
  }
}

/** Endless; from the first instant of the day of whose calls some may still be live. */
function demoEvents(options: DemoOptions, from: number): Generator<TrunklineEvent, void, void> {
  const { timeZone = "UTC", tenant = demoTenant, seed = demoSeed } = options;
  const { callsPerDay = demoCallsPerDay, clock } = options;
  const earliest = startOfYesterday(clock.real.now(), timeZone);
  return dayChain({
    dayOf: localDays(timeZone),
    from: Math.max(earliest, from - tailMs),
    to: Infinity,
    openDay: ({ from: day }) => [
      simulateDay({ tenant, day, timeZone, seed, callsPerDay, profile: demoProfile }),
    ],
  });
}

/** The first event that is not before `until`; undefined when aborted. Lets others work meanwhile. */
async function skip(
  events: Iterator<TrunklineEvent, void>,
  options: {
    readonly until: number;
    readonly tally: DemoTally;
    readonly clock: DemoClock;
    readonly signal: AbortSignal;
  },
): Promise<TrunklineEvent | undefined> {
  const { until, tally, clock, signal } = options;
  for (let skipped = 0; !signal.aborted; skipped += 1) {
    const { done, value } = events.next();
    if (done === true) return undefined;
    if (value.at >= until) return value;
    tally.add(value);
    if (skipped % skippedAtOnce === 0) await clock.real.sleep(1, signal).catch(() => undefined);
  }
  return undefined;
}

function* begunWith(
  first: TrunklineEvent,
  rest: Iterable<TrunklineEvent>,
): Generator<TrunklineEvent, void, void> {
  yield first;
  yield* rest;
}

/** One line: "Fri 10:15  IVR 12  queue 4  agents 61  longest wait 0:38  calls 9,120  missed 311". */
export function demoStatusLine(status: DemoStatus, timeZone: string): string {
  const time = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    weekday: "short",
    hour: "2-digit",
    minute: "2-digit",
  });
  const { at, ivr, queue, agent, longestWaitMs, calls, missed } = status;
  const seconds = Math.floor(longestWaitMs / 1000);
  const wait = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  return [
    time.format(at).replace(",", ""),
    `IVR ${ivr}`,
    `queue ${queue}`,
    `agents ${agent}`,
    `longest wait ${wait}`,
    `calls ${calls.toLocaleString("en-US")}`,
    `missed ${missed.toLocaleString("en-US")}`,
  ].join("  ");
}
