// Runs one connection after another, with a growing pause between those that fail.
import { setTimeout as delay } from "node:timers/promises";
import { pauseAfter, type Pauses } from "../lib/pause-after.ts";

export type BackOff = Pauses & {
  /** A connection that was live for as long starts the pauses anew. */
  readonly settledAfterMs: number;
};

export const defaultBackOff: BackOff = { firstMs: 500, mostMs: 30_000, settledAfterMs: 3_000 };

export async function keepConnected(options: {
  /** One connection, from dialling to its end; a return and a throw both mean that it is over. */
  readonly connect: (signal: AbortSignal) => Promise<void>;
  /** Since when it has been live; 0 = not yet: dialling in vain for a minute is no connection. */
  readonly liveSince: () => number;
  readonly failed: (error: unknown, pauseMs: number) => void;
  readonly backOff: BackOff;
  /** 0..1; spreads the reconnects of many servers. */
  readonly random: () => number;
  readonly now: () => number;
  readonly signal: AbortSignal;
}): Promise<void> {
  const { connect, liveSince, failed, backOff, random, now, signal } = options;
  let failures = 0;
  while (!signal.aborted) {
    let error: unknown = new Error("the connection was closed by the other side");
    try {
      await connect(signal);
    } catch (thrown) {
      error = thrown;
    }
    if (signal.aborted) return;
    const since = liveSince();
    const isSettled = since > 0 && now() - since >= backOff.settledAfterMs;
    failures = isSettled ? 1 : failures + 1;
    const pauseMs = pauseAfter(failures, backOff, random());
    failed(error, pauseMs);
    await pause(pauseMs, signal);
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await delay(ms, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
