// The demo of `npm start`: yesterday and today up to now race by, then it goes on in real time.
//   const real = { now: Date.now, sleep };  // sleep(ms, signal)
//   const simulatedAt = demoReplayFrom({ now: real.now(), lastEventAt, timeZone });
//   const clock = new DemoClock({ real, simulatedAt });      // the server's clock: clock.now
//   registry.putTenant(demoTenantSettings({ timeZone }));
//   await runDemo({ accept, clock, signal, lastEventAt, timeZone, onStatus });  // until aborted
// A second start gives the same events again from a while before lastEventAt: duplicates cost nothing.
import type { TrunklineEvent } from "@trunkline/contract";
import type { DemoClock } from "./demo-clock.ts";

export type DemoOptions = {
  /** The ingest; one batch at a time. When it rejects, the demo ends with its error. */
  readonly accept: (events: readonly TrunklineEvent[]) => Promise<unknown>;
  readonly clock: DemoClock;
  readonly signal: AbortSignal;
  /** `at` of the newest event that is stored of the demo tenant; undefined = the first start. */
  readonly lastEventAt: number | undefined;
  /** Of the demo tenant; default "UTC". Must stay the same from start to start. */
  readonly timeZone?: string;
  /** Default demoTenant: 1/100. */
  readonly tenant?: { readonly ccId: number; readonly vdn: number };
  readonly seed?: number;
  readonly callsPerDay?: number;
  /** Simulated ms per real ms while it replays; default 4320: a day in twenty seconds. */
  readonly replaySpeed?: number;
  /** About once a second while it replays, and once more when it goes live. */
  readonly onStatus?: (status: DemoStatus) => void;
};

export type DemoStatus = {
  readonly phase: "replaying" | "live";
  /** The simulated time; epoch ms. */
  readonly at: number;
  readonly ivr: number;
  readonly queue: number;
  readonly agent: number;
  readonly longestWaitMs: number;
  /** Calls that arrived, and that were missed, since the replay began. */
  readonly calls: number;
  readonly missed: number;
};

/** Where a demo that starts now begins: epoch ms. */
export function demoReplayFrom(options: {
  readonly now: number;
  readonly lastEventAt: number | undefined;
  readonly timeZone?: string;
}): number {
  return options.now;
}

/** Resolves when the signal is aborted. */
export async function runDemo(_options: DemoOptions): Promise<void> {
  await Promise.resolve();
}

/** One line for a terminal: "Fri 10:15  ivr 12  queue 4  agents 61  longest wait 0:38  calls 9,120  missed 311". */
export function demoStatusLine(_status: DemoStatus, _timeZone: string): string {
  return "";
}
