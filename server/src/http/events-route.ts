// POST /v1/events: a batch is read as it arrives and handed on in chunks, never held whole.
import { Readable } from "node:stream";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { postEvents } from "@trunkline/contract";
import type { AdmittedBearer } from "../access/bearer-key.ts";
import { mayUse } from "../access/scope.ts";
import type { Candidate, Ingest, IngestReply, Origin, RefusedLine } from "../ingest/ingest.ts";
import { ApiProblem } from "../api/api-problem.ts";
import { joined } from "../lib/joined.ts";
import { mediaTypeOf } from "../lib/media-type.ts";
import { candidatesOf, eventOfCloudEvent, readCandidates } from "./read-candidates.ts";
import { ArraySplitter } from "./split-array.ts";
import { SharedRoom } from "./shared-room.ts";
import { LineSplitter, type Splitter } from "./split-lines.ts";

export type EventsLimits = {
  readonly bodyBytesMax: number;
  readonly lineBytesMax: number;
  readonly chunkEvents: number;
  readonly chunksInFlight: number;
  /** Of all bodies of one key. */
  readonly eventsInFlightPerKeyMax: number;
  /** Refused lines named one by one; the last one counts the rest. */
  readonly refusedLinesMax: number;
  readonly retryAfterSeconds: number;
};

export type EventsParts = {
  readonly ingest: Pick<Ingest, "accept" | "isOverloaded">;
  readonly limits: EventsLimits;
  readonly authenticate: (request: FastifyRequest) => AdmittedBearer;
};

/** A smaller body is read at once: an iterator over a stream takes longer than a single event. */
const wholeBytesMax = 65_536;

const ndjson = "application/x-ndjson";
const cloudEvents = "application/cloudevents-batch+json";

export function eventsRoute(app: FastifyInstance, parts: EventsParts): void {
  const room = new SharedRoom(parts.limits.eventsInFlightPerKeyMax);
  app.removeAllContentTypeParsers();
  for (const type of postEvents.requestTypes ?? []) {
    app.addContentTypeParser(type, (_request, payload, done) => done(null, payload));
  }
  app.post(postEvents.path, async (request, reply) =>
    takeEvents(request, reply, { ...parts, room }),
  );
}

async function takeEvents(
  request: FastifyRequest,
  reply: FastifyReply,
  { ingest, limits, authenticate, room }: EventsParts & { readonly room: SharedRoom },
): Promise<object> {
  const key = authenticate(request);
  if (!(request.body instanceof Readable)) {
    throw new ApiProblem("unsupportedMediaType", "There is no body, or no Content-Type");
  }
  const declared = Number(request.headers["content-length"] ?? 0);
  if (declared > limits.bodyBytesMax) throw tooLarge(limits.bodyBytesMax);
  if (ingest.isOverloaded()) {
    reply.header("retry-after", String(limits.retryAfterSeconds));
    throw new ApiProblem("tooManyRequests", "More events wait for a commit than may wait");
  }
  const type = mediaTypeOf(request.headers["content-type"]);
  const eventOf = type === cloudEvents ? eventOfCloudEvent : (value: unknown) => value;
  const { bodyBytesMax, chunkEvents, chunksInFlight } = limits;
  const reading = { splitter: splitterOf(type, limits), eventOf, chunkEvents };
  const origin = originOf(key);
  const merged = new MergedReply(limits.refusedLinesMax);
  // Not awaited in between, which would hold the candidates until they are on disk.
  const accept = (candidates: readonly Candidate[]) =>
    ingest.accept(candidates, origin).then((reply) => merged.add(reply));
  const chunks =
    declared > 0 && declared <= wholeBytesMax
      ? candidatesOf(await whole(request.body), reading)
      : readCandidates(limited(request.body, bodyBytesMax), reading);
  await inFlight(chunks, { most: chunksInFlight, room, name: key.key }, accept);
  const answer = merged.reply();
  const isAllRefused = answer.refused.length > 0 && answer.accepted + answer.duplicates === 0;
  reply.code(isAllRefused ? 400 : 200);
  // Who returns the reply waits until it has left.
  return answer;
}

function splitterOf(type: string, { lineBytesMax }: EventsLimits): Splitter {
  if (type === ndjson) return new LineSplitter({ lineBytesMax });
  return new ArraySplitter({ elementBytesMax: lineBytesMax });
}

export function originOf({ scope }: AdmittedBearer): Origin {
  const origin = { source: "http", mayWrite: (tenant: number) => mayUse(scope, tenant) };
  const only =
    scope.kind === "tenants" && scope.tenants.length === 1 ? scope.tenants[0] : undefined;
  return only === undefined ? origin : { ...origin, onlyTenant: only };
}

/**
 * Runs `work` on each chunk, at most `most` at a time, and only while there is room for its events; until then no
 * more is read. The first failure stops the reading.
 */
async function inFlight(
  chunks: AsyncIterable<readonly Candidate[]> | Iterable<readonly Candidate[]>,
  limits: { readonly most: number; readonly room: SharedRoom; readonly name: string },
  work: (chunk: readonly Candidate[]) => Promise<void>,
): Promise<void> {
  const { most, room, name } = limits;
  const running = new Set<Promise<void>>();
  try {
    for await (const chunk of chunks) {
      const { length } = chunk;
      await room.enter(name, length);
      const one = work(chunk).finally(() => {
        room.leave(name, length);
        running.delete(one);
      });
      // Its failure is met below; until then nobody waits for it.
      one.catch(() => {});
      running.add(one);
      if (running.size >= most) await Promise.race(running);
    }
  } catch (error) {
    await Promise.allSettled(running);
    throw error;
  }
  await Promise.all(running);
}

/** Of a declared length, which the parser of HTTP does not let it exceed. */
function whole(body: Readable): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    body.on("data", (part: Buffer) => parts.push(part));
    body.once("end", () => resolve(joined(parts)));
    body.once("error", reject);
    body.once("close", () => {
      // It comes after the end, too: an error that nobody hears would take longer than the event.
      if (!body.readableEnded) reject(new Error("Cannot read the body: the client has gone"));
    });
  });
}

async function* limited(body: AsyncIterable<Buffer>, bytesMax: number): AsyncIterable<Buffer> {
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > bytesMax) throw tooLarge(bytesMax);
    yield chunk;
  }
}

function tooLarge(bytesMax: number): ApiProblem {
  return new ApiProblem("tooLarge", `A batch may have ${bytesMax} bytes (ingest.bodyBytesMax)`);
}

class MergedReply {
  #accepted = 0;
  #duplicates = 0;
  #refusedCount = 0;
  readonly #refused: RefusedLine[] = [];
  readonly #refusedMax: number;

  constructor(refusedMax: number) {
    this.#refusedMax = refusedMax;
  }

  add(reply: IngestReply): void {
    this.#accepted += reply.accepted;
    this.#duplicates += reply.duplicates;
    this.#refusedCount += reply.refused.length;
    for (const line of reply.refused) {
      if (this.#refused.length < this.#refusedMax) this.#refused.push(line);
    }
  }

  reply(): IngestReply {
    const refused = this.#refused.toSorted((a, b) => a.line - b.line);
    const unnamed = this.#refusedCount - refused.length;
    if (unnamed > 0) {
      const reason = `${unnamed} more events were refused (ingest.refusedLinesMax)`;
      refused.push({ line: refused.at(-1)?.line ?? 0, field: "", reason });
    }
    return { accepted: this.#accepted, duplicates: this.#duplicates, refused };
  }
}
