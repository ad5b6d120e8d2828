// Where `import` and `simulate` send their events: a file, a running server, or the data directory.
import { open } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import type { TrunklineEvent } from "@trunkline/contract";
import type { Ingest, IngestReply, RefusedLine } from "../ingest/ingest.ts";
import { askServer } from "./ask-server.ts";
import { CommandFailure } from "./exit-code.ts";

export type Delivered = {
  readonly accepted: number;
  readonly duplicates: number;
  readonly refused: number;
  /** The first few, to show. `line` counts the events as they were written. */
  readonly refusedLines: readonly RefusedLine[];
};

export type EventDestination = AsyncDisposable & {
  /** Resolves once the events are where they go. */
  readonly write: (events: readonly TrunklineEvent[]) => Promise<void>;
  readonly delivered: () => Delivered;
};

const deliveryBatchEvents = 1000;
const refusedShownMax = 10;
const postAttemptsMax = 60;

export function fileDestination(path: string, out: (text: string) => void): EventDestination {
  const sum = new DeliverySum();
  const file = path === "-" ? undefined : open(path, "w");
  // Met by the first write; an iteration without events needs no file.
  file?.catch(() => {});
  return {
    write: async (events) => {
      const lines = events.map((event) => JSON.stringify(event)).join("\n");
      if (file === undefined) out(lines);
      else await (await file).write(`${lines}\n`);
      sum.add({ accepted: events.length, duplicates: 0, refused: [] }, events.length);
    },
    delivered: () => sum.delivered(),
    [Symbol.asyncDispose]: async () => (await file)?.close(),
  };
}

export function ingestDestination(ingest: Ingest, source: string): EventDestination {
  const sum = new DeliverySum();
  return {
    write: async (events) => {
      const candidates = events.map((value, index) => ({ line: index + 1, value }));
      const reply = await ingest.accept(candidates, { source, mayWrite: () => true });
      sum.add(reply, events.length);
    },
    delivered: () => sum.delivered(),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

export function urlDestination(options: {
  readonly url: string;
  readonly token: string;
  readonly signal: AbortSignal;
}): EventDestination {
  const sum = new DeliverySum();
  return {
    write: async (events) => sum.add(await postUntilTaken(events, options), events.length),
    delivered: () => sum.delivered(),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

type Posting = { readonly url: string; readonly token: string; readonly signal: AbortSignal };

/** A server that is too busy says when to come again. */
async function postUntilTaken(
  events: readonly TrunklineEvent[],
  { url, token, signal }: Posting,
): Promise<IngestReply> {
  const address = new URL("/v1/events", url);
  const body = events.map((event) => JSON.stringify(event)).join("\n");
  const headers = { "content-type": "application/x-ndjson", authorization: `Bearer ${token}` };
  for (let attempt = 1; ; attempt += 1) {
    const reply = await askServer(address, { method: "POST", headers, body, signal });
    if (reply.status === 429 && attempt < postAttemptsMax) {
      await reply.body?.cancel();
      await delay(Number(reply.headers.get("retry-after") ?? 1) * 1000, undefined, { signal });
      continue;
    }
    // The server's answer: of events, or a problem with a detail.
    const answer = (await reply.json()) as Partial<IngestReply> & { readonly detail?: string };
    const { accepted = 0, duplicates = 0, refused } = answer;
    if (refused !== undefined) return { accepted, duplicates, refused };
    throw new CommandFailure(
      `Cannot post to '${address.href}': ${reply.status} ${answer.detail ?? reply.statusText}`,
    );
  }
}

class DeliverySum {
  #accepted = 0;
  #duplicates = 0;
  #refused = 0;
  #written = 0;
  readonly #lines: RefusedLine[] = [];

  add(reply: IngestReply, written: number): void {
    this.#accepted += reply.accepted;
    this.#duplicates += reply.duplicates;
    this.#refused += reply.refused.length;
    for (const refused of reply.refused) {
      if (this.#lines.length >= refusedShownMax) break;
      this.#lines.push({ ...refused, line: this.#written + refused.line });
    }
    this.#written += written;
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
}
