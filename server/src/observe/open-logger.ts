// Structured log lines on stderr: stdout is for what the user asked for.
import { write } from "node:fs";
import { promisify } from "node:util";
import { pino, stdTimeFunctions, type Logger } from "pino";
import { LineWriter } from "./line-writer.ts";

export type OpenedLogger = AsyncDisposable & { readonly logger: Logger };

const stderr = 2;

/** Characters of lines that wait for a slow reader of the log. */
const waitingMax = 4 * 1024 * 1024;

const writeTo = promisify(write);

export function openLogger(level: string): OpenedLogger {
  const lines = new LineWriter({
    write: async (bytes) => (await writeTo(stderr, bytes)).bytesWritten,
    waitingMax,
    onLost: (lost) => logger.warn({ lost }, "lines of the log could not be written"),
  });
  const logger = pino({ level, base: null, timestamp: stdTimeFunctions.isoTime }, lines);
  return { logger, [Symbol.asyncDispose]: () => lines[Symbol.asyncDispose]() };
}
