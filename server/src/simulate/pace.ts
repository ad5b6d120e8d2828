// Events at the pace of a clock: each when it is due, in batches.
import type { TrunklineEvent } from "@trunkline/contract";
import type { RealClock } from "./demo-clock.ts";

export type PaceOptions = {
  readonly events: Iterable<TrunklineEvent> | AsyncIterable<TrunklineEvent>;
  readonly clock: RealClock;
  /** When it is aborted the batches end. */
  readonly signal: AbortSignal;
  /** Real time at which an event of time `at` is due: atSpeed(), asFastAsPossible or an own rule. */
  readonly dueAt: (at: number) => number;
  readonly batchEventsMax: number;
  /** Events that are due within this time of each other go together; real ms. */
  readonly batchMs: number;
};

/** Sleeps are cut, so that a clock that is set or a machine that slept is noticed. */
const sleepMaxMs = 10_000;

/** A consumer that is slow gets its batches late, never more than batchEventsMax at once. */
export async function* paceEvents(
  options: PaceOptions,
): AsyncGenerator<readonly TrunklineEvent[], void, void> {
  const { events, clock, signal, dueAt, batchEventsMax, batchMs } = options;
  let batch: TrunklineEvent[] = [];
  let closesAt = 0;
  let lastDueAt = 0;
  for await (const event of events) {
    const due = dueAt(event.at);
    const isFull = batch.length >= batchEventsMax;
    if (batch.length > 0 && (isFull || (due > closesAt && due > clock.now()))) {
      if (!(await isReached(lastDueAt, clock, signal))) return;
      yield batch;
      batch = [];
    }
    if (batch.length === 0) closesAt = due + batchMs;
    lastDueAt = due;
    batch.push(event);
  }
  if (batch.length > 0 && (await isReached(lastDueAt, clock, signal))) yield batch;
}

/** False when the signal is aborted before. */
async function isReached(at: number, clock: RealClock, signal: AbortSignal): Promise<boolean> {
  while (!signal.aborted) {
    const restMs = at - clock.now();
    if (restMs <= 0) return true;
    try {
      await clock.sleep(Math.min(restMs, sleepMaxMs), signal);
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }
  return false;
}

/** `speed`: simulated ms per real ms. */
export function atSpeed(options: {
  readonly speed: number;
  readonly firstAt: number;
  readonly startedAt: number;
}): (at: number) => number {
  const { speed, firstAt, startedAt } = options;
  return (at) => startedAt + (at - firstAt) / speed;
}

export const asFastAsPossible = (): number => 0;
