// Where `import` and `simulate` send their events: a file, a running server, or the data directory.
import { statSync } from "node:fs";
import { open, type FileHandle } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import type { TrunklineEvent } from "@trunkline/contract";
import type { Ingest, IngestReply, RefusedLine } from "../ingest/ingest.ts";
import { orAborted } from "../lib/or-aborted.ts";
import { retryAfterMs } from "../lib/retry-after.ts";
import { askServer, reasonOf, refusalOf, serverAddress } from "./ask-server.ts";
import { CommandFailure } from "./exit-code.ts";
import type { Terminal } from "./terminal.ts";

/** What it is of, such as "arrived of call a": by that the row in the file is found. */
export type RefusedEvent = RefusedLine & { readonly what: string };

export type Delivered = {
  readonly accepted: number;
  readonly duplicates: number;
  readonly refused: number;
  /** The first few, to show. `line` counts the events as they were written. */
  readonly refusedLines: readonly RefusedEvent[];
};

export type EventDestination = AsyncDisposable & {
  /** Resolves once the events are where they go. */
  readonly write: (events: readonly TrunklineEvent[]) => Promise<void>;
  /** All have been written. */
  readonly end: () => Promise<void>;
  readonly delivered: () => Delivered;
};

const deliveryBatchEvents = 1000;
const refusedShownMax = 10;
const postAttemptsMax = 60;
/** Also what a server is given that does not say when to come again. */
const postPauseLeastMs = 1000;
const postPauseMostMs = 3_600_000;

/** A file that is there is emptied when the first events come, or none have: until then anything may be amiss. */
export function fileDestination(path: string, out: (text: string) => void): EventDestination {
  const sum = new DeliverySum();
  let file: FileHandle | undefined;
  return {
    write: async (events) => {
      const lines = events.map((event) => JSON.stringify(event)).join("\n");
      if (path === "-") out(lines);
      else {
        file ??= await openToWrite(path);
        await writeLines(file, path, lines);
      }
      sum.add({ accepted: events.length, duplicates: 0, refused: [] }, events);
    },
    end: async () => {
      if (path !== "-") file ??= await openToWrite(path);
    },
    delivered: () => sum.delivered(),
    [Symbol.asyncDispose]: async () => file?.close(),
  };
}

async function writeLines(file: FileHandle, path: string, lines: string): Promise<void> {
  try {
    await file.writeFile(`${lines}\n`);
  } catch (cause) {
    throw cannotWrite(path, cause);
  }
}

function cannotWrite(path: string, cause: unknown): CommandFailure {
  return new CommandFailure(`Cannot write '${path}': ${reasonOf(cause)}`, { cause });
}

/** What is to be read would be gone before it is: a file that events are written to begins anew. */
export function refuseToWriteOver(inputs: readonly string[], path: string): void {
  const written = statSync(path, { throwIfNoEntry: false });
  if (written?.isFile() !== true) return;
  for (const input of inputs) {
    const read = statSync(input, { throwIfNoEntry: false });
    if (read?.dev !== written.dev || read.ino !== written.ino) continue;
    throw new CommandFailure(`Cannot write '${path}': it is to be read`);
  }
}

async function openToWrite(path: string): Promise<FileHandle> {
  try {
    return await open(path, "w");
  } catch (cause) {
    throw cannotWrite(path, cause);
  }
}

/** `givenUp` fires when nobody waits any more for a store that refuses. */
export function ingestDestination(
  ingest: Ingest,
  source: string,
  givenUp: AbortSignal,
): EventDestination {
  const sum = new DeliverySum();
  return {
    write: async (events) => {
      const candidates = events.map((value, index) => ({ line: index + 1, value }));
      const accepting = ingest.accept(candidates, { source, mayWrite: () => true });
      const reply = await orAborted(accepting, givenUp);
      sum.add(reply, events);
    },
    end: () => Promise.resolve(),
    delivered: () => sum.delivered(),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

export function urlDestination(options: {
  readonly url: string;
  readonly token: string;
  readonly terminal: Pick<Terminal, "now" | "signal">;
}): EventDestination {
  const sum = new DeliverySum();
  const address = serverAddress("/v1/events", options.url, "post to");
  const posting = { ...options, address };
  return {
    write: async (events) => sum.add(await postUntilTaken(events, posting), events),
    end: () => Promise.resolve(),
    delivered: () => sum.delivered(),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

type Posting = {
  readonly address: URL;
  readonly token: string;
  readonly terminal: Pick<Terminal, "now" | "signal">;
};

/** A server that is too busy says when to come again. */
async function postUntilTaken(
  events: readonly TrunklineEvent[],
  { address, token, terminal: { now, signal } }: Posting,
): Promise<IngestReply> {
  const body = events.map((event) => JSON.stringify(event)).join("\n");
  const headers = { "content-type": "application/x-ndjson", authorization: `Bearer ${token}` };
  for (let attempt = 1; ; attempt += 1) {
    const reply = await askServer(address, { method: "POST", headers, body, signal });
    if (reply.status === 429 && attempt < postAttemptsMax) {
      await reply.body?.cancel();
      const asked = retryAfterMs(reply.headers.get("retry-after") ?? undefined, now()) ?? 0;
      const pauseMs = Math.min(Math.max(asked, postPauseLeastMs), postPauseMostMs);
      await delay(pauseMs, undefined, { signal });
      continue;
    }
    const answer = await eventsReplyOf(reply.clone());
    if (answer !== undefined) return answer;
    throw new CommandFailure(`Cannot post to '${address.href}': ${await refusalOf(reply)}`);
  }
}

/** undefined: a problem document, or what something between us and the server has answered. */
async function eventsReplyOf(reply: Response): Promise<IngestReply | undefined> {
  try {
    const { accepted = 0, duplicates = 0, refused } = (await reply.json()) as Partial<IngestReply>;
    return refused === undefined ? undefined : { accepted, duplicates, refused };
  } catch {
    return undefined;
  }
}

class DeliverySum {
  #accepted = 0;
  #duplicates = 0;
  #refused = 0;
  #written = 0;
  readonly #lines: RefusedEvent[] = [];

  add(reply: IngestReply, written: readonly TrunklineEvent[]): void {
    this.#accepted += reply.accepted;
    this.#duplicates += reply.duplicates;
    this.#refused += reply.refused.length;
    for (const refused of reply.refused) {
      if (this.#lines.length >= refusedShownMax) break;
      const what = nameOf(written[refused.line - 1]);
      this.#lines.push({ ...refused, line: this.#written + refused.line, what });
    }
    this.#written += written.length;
  }

  delivered(): Delivered {
    return {
      accepted: this.#accepted,
      duplicates: this.#duplicates,
      refused: this.#refused,
      refusedLines: this.#lines,
    };
  }
}

/** A server may put those that it does not name into one line of none. */
function nameOf(event: TrunklineEvent | undefined): string {
  if (event === undefined) return "";
  if ("callId" in event && event.callId !== undefined)
    return `${event.kind} of call ${event.callId}`;
  return event.kind;
}

/** Events that come at no pace of their own, in batches. */
export async function* batchesOf(
  events: AsyncIterable<TrunklineEvent> | Iterable<TrunklineEvent>,
): AsyncIterable<readonly TrunklineEvent[]> {
  let batch: TrunklineEvent[] = [];
  for await (const event of events) {
    batch.push(event);
    if (batch.length < deliveryBatchEvents) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

export async function deliver(
  batches: AsyncIterable<readonly TrunklineEvent[]>,
  destination: EventDestination,
  signal: AbortSignal,
): Promise<void> {
  for await (const batch of batches) {
    signal.throwIfAborted();
    await destination.write(batch);
  }
  await destination.end();
}
