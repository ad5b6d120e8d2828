/**
 * Runs a job again and again, one at a time, with the pause between; disposing stops it and waits for
 * the run that is under way, whose signal fires.
 */
export function every(
  pauseMs: number,
  failed: (error: unknown) => void,
  job: (signal: AbortSignal) => Promise<void>,
): AsyncDisposable {
  let timer: NodeJS.Timeout | undefined;
  let running = Promise.resolve();
  const stopping = new AbortController();
  const run = async () => {
    try {
      await job(stopping.signal);
    } catch (error) {
      failed(error);
    }
    schedule();
  };
  const schedule = () => {
    if (stopping.signal.aborted) return;
    timer = setTimeout(() => {
      running = run();
    }, pauseMs);
    timer.unref();
  };
  schedule();
  return {
    [Symbol.asyncDispose]: async () => {
      stopping.abort();
      clearTimeout(timer);
      await running;
    },
  };
}
