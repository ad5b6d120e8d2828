// Arguments -> a command. The first SIGINT or SIGTERM asks it to finish, the second ends the process.
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { runCommandLine } from "./cli/run-command-line.ts";
import { visibleText, visibleWords } from "./cli/visible-text.ts";

export async function runMain(): Promise<void> {
  const stopping = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      if (stopping.signal.aborted) process.exit(1);
      stopping.abort();
    });
  }

  const words = process.argv.slice(2);
  process.stdout.on("error", (error: NodeJS.ErrnoException) => leave(error, words));
  // Whom nobody reads may go on all the same.
  process.stderr.on("error", () => {});

  process.exitCode = await runCommandLine(words, {
    out: (text) => process.stdout.write(`${visibleText(text)}\n`),
    write: async (bytes) => {
      if (!process.stdout.write(bytes)) await once(process.stdout, "drain");
    },
    isOutSeen: process.stdout.isTTY,
    err: (text) => process.stderr.write(`${visibleText(text)}\n`),
    status: (text) => {
      if (process.stderr.isTTY) process.stderr.write(`\r\u001B[2K${visibleWords(text)}`);
    },
    environment: process.env,
    now: Date.now,
    randomBytes,
    signal: stopping.signal,
  });
}

function leave(error: NodeJS.ErrnoException, [command]: readonly string[]): void {
  // What a server says at its start is not what it is there for.
  if (command === "serve") return;
  // A reader that has seen enough, such as `head`, is no failure.
  if (error.code === "EPIPE") process.exit(0);
  process.stderr.write(`Cannot write the output: ${error.message}\n`);
  process.exit(1);
}
