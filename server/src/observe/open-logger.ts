// Structured log lines on stderr: stdout is for what the user asked for.
import { destination, pino, stdTimeFunctions, type Logger } from "pino";

export type OpenedLogger = Disposable & { readonly logger: Logger };

export function openLogger(level: string): OpenedLogger {
  const stderr = destination({ fd: 2, sync: false });
  // A reader that has gone away must not take the server with it.
  stderr.on("error", () => {});
  const logger = pino({ level, base: null, timestamp: stdTimeFunctions.isoTime }, stderr);
  return {
    logger,
    [Symbol.dispose]: () => {
      try {
        stderr.flushSync();
      } catch {
        // Nobody reads any more.
      }
    },
  };
}
