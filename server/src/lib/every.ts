/**
 * Runs a job again and again, one at a time, with the pause between; disposing stops it and waits for
 * the run that is under way.
 */
export function every(
  pauseMs: number,
  failed: (error: unknown) => void,
  job: () => Promise<void>,
): AsyncDisposable {
  let timer: NodeJS.Timeout | undefined;
  let running = Promise.resolve();
  let isStopped = false;
  const run = async () => {
    try {
      await job();
    } catch (error) {
      failed(error);
    }
    schedule();
  };
  const schedule = () => {
    if (isStopped) return;
    timer = setTimeout(() => {
      running = run();
    }, pauseMs);
    timer.unref();
  };
  schedule();
  return {
    [Symbol.asyncDispose]: async () => {
      isStopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
