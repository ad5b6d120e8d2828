// An answer that is a file: under another name until all of it has come, so that no file looks whole and is not.
import { statSync } from "node:fs";
import { open, rename, type FileHandle } from "node:fs/promises";
import { reasonOf } from "./ask-server.ts";
import { CommandFailure } from "./exit-code.ts";
import { size } from "./import-progress.ts";
import type { Terminal } from "./terminal.ts";

type Bytes = AsyncIterable<Uint8Array>;

const progressEveryMs = 200;

export async function saveFile(
  path: string,
  {
    ask,
    force,
    terminal,
  }: {
    readonly ask: () => Promise<Bytes>;
    /** A file of that name goes. */
    readonly force: boolean;
    readonly terminal: Terminal;
  },
): Promise<void> {
  refuseToOverwrite(path, force);
  const bytes = await ask();
  const partial = `${path}.partial`;
  const written = await writePartial(partial, bytes, terminal);
  refuseToOverwrite(path, force);
  await rename(partial, path);
  terminal.out(`wrote ${size(written)} to '${path}'`);
}

/** To where the command's output goes. */
export async function showBytes(bytes: Bytes, terminal: Terminal): Promise<void> {
  try {
    for await (const chunk of bytes) await terminal.write(chunk);
  } catch (cause) {
    throw new CommandFailure(`Cannot finish the export: ${whyOf(cause, terminal)}`, { cause });
  }
}

async function writePartial(path: string, bytes: Bytes, terminal: Terminal): Promise<number> {
  let written = 0;
  try {
    await using file = await open(path, "w");
    const progress = openProgress(terminal);
    for await (const chunk of bytes) {
      await writeAll(file, chunk);
      written += chunk.length;
      progress(written);
    }
  } catch (cause) {
    const reason = whyOf(cause, terminal);
    const rest = written === 0 ? "nothing came" : `'${path}' holds the ${size(written)} that came`;
    throw new CommandFailure(`Cannot finish the export: ${reason}; ${rest}`, { cause });
  } finally {
    terminal.status("");
  }
  return written;
}

async function writeAll(file: FileHandle, chunk: Uint8Array): Promise<void> {
  for (let from = 0; from < chunk.length;) {
    const { bytesWritten } = await file.write(chunk, from);
    from += bytesWritten;
  }
}

function refuseToOverwrite(path: string, force: boolean): void {
  const there = statSync(path, { throwIfNoEntry: false });
  if (there?.isDirectory() === true) {
    throw new CommandFailure(`Cannot write '${path}': it is a directory`);
  }
  if (force || there === undefined) return;
  throw new CommandFailure(`Cannot write '${path}': it exists; --force takes its place`);
}

function openProgress({
  now,
  status,
}: Pick<Terminal, "now" | "status">): (written: number) => void {
  const startedAt = now();
  let shownAt = startedAt;
  return (written) => {
    const at = now();
    if (at - shownAt < progressEveryMs) return;
    shownAt = at;
    const perSecond = Math.round((written * 1000) / Math.max(1, at - startedAt));
    status(`${size(written)}, ${size(perSecond)}/s`);
  };
}

function whyOf(cause: unknown, { signal }: Pick<Terminal, "signal">): string {
  return signal.aborted ? "it was interrupted" : reasonOf(cause);
}
