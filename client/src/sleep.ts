/** The longest that a timer takes: one that is set to more rings at once. */
const timerMsMax = 2 ** 31 - 1;

/** Of waits that have no end, too. */
export function timerMs(ms: number): number {
  return Math.min(ms, timerMsMax);
}

/** Resolves after the time, or at once when the signal is aborted. */
export async function sleep(ms: number, signal: AbortSignal | undefined): Promise<void> {
  if (signal?.aborted === true) return;
  await new Promise<void>((resolve) => {
    const wake = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", wake);
      resolve();
    };
    const timer = setTimeout(wake, timerMs(ms));
    signal?.addEventListener("abort", wake);
  });
}
