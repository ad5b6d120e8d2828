// Threads that need less memory for what is short-lived than the server itself.
import { setFlagsFromString } from "node:v8";
import { Worker, type WorkerOptions } from "node:worker_threads";

/**
 * `youngMiB` is that of V8's semi-space, a power of two: what is short-lived takes up to three times as much. It is
 * set by the flag, which is read when a thread begins: a thread's own limit would give way to the one that the
 * server is started with.
 */
export function startThread(
  file: URL,
  { youngMiB, ...options }: WorkerOptions & { readonly youngMiB: number },
): Worker {
  setFlagsFromString(`--max-semi-space-size=${youngMiB}`);
  return new Worker(file, options);
}
