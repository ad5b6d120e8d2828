// A command line as tests run it: nothing of this process, what was said kept.
import { randomBytes } from "node:crypto";
import { runCommandLine } from "./run-command-line.ts";
import type { Terminal } from "./terminal.ts";

export type CommandResult = { readonly code: number; readonly said: string };

/** `said` is what both streams say, in order. */
export async function runInTest(
  words: readonly string[],
  terminal: Partial<Terminal> = {},
): Promise<CommandResult> {
  let said = "";
  const say = (text: string) => {
    said += `${text}\n`;
  };
  const code = await runCommandLine(words, {
    out: say,
    err: say,
    write: (bytes) => Promise.resolve(say(Buffer.from(bytes).toString("latin1"))),
    isOutSeen: false,
    status: () => {},
    environment: {},
    now: () => Date.parse("2026-11-21T08:00:00Z"),
    randomBytes,
    signal: new AbortController().signal,
    ...terminal,
  });
  return { code, said };
}
