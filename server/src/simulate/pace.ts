import type { TrunklineEvent } from "@trunkline/contract";
import type { RealClock } from "./demo-clock.ts";

export type PaceOptions = {
  readonly events: Iterable<TrunklineEvent>;
  readonly clock: RealClock;
  readonly signal: AbortSignal;
  /** Real time at which an event of time `at` is due: atSpeed(), asFastAsPossible or an own rule. */
  readonly dueAt: (at: number) => number;
  readonly batchEventsMax: number;
  /** Events that are due within this time of each other go together; real ms. */
  readonly batchMs: number;
};

/** Batches of events, each when it is due; a consumer that is slow gets them late, never more at once. */
export async function* paceEvents(
  _options: PaceOptions,
): AsyncGenerator<readonly TrunklineEvent[], void, void> {
  await Promise.resolve();
  yield [];
}

/** `speed`: simulated ms per real ms. */
export function atSpeed(options: {
  readonly speed: number;
  readonly firstAt: number;
  readonly startedAt: number;
}): (at: number) => number {
  return (at) => options.startedAt + (at - options.firstAt) / options.speed;
}

export const asFastAsPossible = (): number => 0;
