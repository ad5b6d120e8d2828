// The time as the page shows it: ticks once a second, by the server's clock.
import { signal, type ReadonlySignal } from "@preact/signals";

export type Clock = {
  /** Epoch ms by the server's clock, at the last tick. */
  readonly now: ReadonlySignal<number>;
};

export function openClock({
  now,
  aheadMs,
  signal: until,
}: {
  readonly now: () => number;
  readonly aheadMs: ReadonlySignal<number>;
  readonly signal: AbortSignal;
}): Clock {
  const time = signal(now() + aheadMs.value);
  const timer = setInterval(() => {
    time.value = now() + aheadMs.value;
  }, 1000);
  until.addEventListener("abort", () => clearInterval(timer), { once: true });
  return { now: time };
}
