// Arguments -> a command. The first SIGINT or SIGTERM asks it to finish, the second ends the process.
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { runCommandLine } from "./cli/run-command-line.ts";

export async function runMain(): Promise<void> {
  const stopping = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      if (stopping.signal.aborted) process.exit(1);
      stopping.abort();
    });
  }

  // A reader that has seen enough, such as `head`, is no failure.
  process.stdout.on("error", () => process.exit(0));

  process.exitCode = await runCommandLine(process.argv.slice(2), {
    out: (text) => process.stdout.write(`${text}\n`),
    write: async (bytes) => {
      if (!process.stdout.write(bytes)) await once(process.stdout, "drain");
    },
    isOutSeen: process.stdout.isTTY,
    err: (text) => process.stderr.write(`${text}\n`),
    status: (text) => {
      if (process.stderr.isTTY) process.stderr.write(`\r\u001B[2K${text}`);
    },
    environment: process.env,
    now: Date.now,
    randomBytes,
    signal: stopping.signal,
  });
}
