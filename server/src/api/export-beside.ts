// The near side of threads that make the bytes of an export, part by part.
import type { LentCalls } from "../storage/lent-calls.ts";
import type { Chunk, ExportOrder } from "./call-chunks.ts";
import { ExportParts, type ExportPart } from "./export-parts.ts";
import type { TellNames } from "./export-names.ts";
import { ExportReader } from "./export-reader.ts";

/** By one thread: so many take as long as another takes to begin. */
const bytesAlone = 8_388_608;
/** A thread has the next while it reads one. */
const partsMax = 2;

type Parts = {
  /** To the first thread. */
  readonly lent: LentCalls;
  /** To each of the others. */
  readonly lend: () => LentCalls | undefined;
  /** Days that have calls, ascending. */
  readonly days: readonly number[];
  readonly tellNames: TellNames;
  readonly signal: AbortSignal;
  /** That read one export. */
  readonly threadsMax: number;
};

/**
 * No more than a few chunks are made before they are asked for. A chunk is the reader's until it asks for the next.
 * The threads end when the reading does.
 */
export async function* chunksBeside(
  order: ExportOrder,
  { lent, lend, days, threadsMax, ...parts }: Parts,
): AsyncGenerator<Chunk, void, void> {
  const isCut = order.filter.time === "arrived" && order.format !== "parquet";
  const cut = new ExportParts(order.filter, isCut ? days : []);
  await using owned = new AsyncDisposableStack();
  const start = (lent: LentCalls) => {
    owned.use(lent);
    parts.signal.throwIfAborted();
    return owned.use(new ExportReader({ ...parts, order, lent }));
  };
  const readers = [start(lent)];
  const underWay: { readonly part: ExportPart; readonly reader: ExportReader }[] = [];
  const idlest = () => readers.reduce((a, b) => (b.underWay < a.underWay ? b : a));
  for (let bytes = 0; ;) {
    for (let reader = idlest(); reader.underWay < partsMax; reader = idlest()) {
      const part = cut.next();
      if (part === undefined) break;
      reader.read(part);
      underWay.push({ part, reader });
    }
    const first = underWay.shift();
    if (first === undefined) return;
    const held = yield* first.reader.chunks();
    cut.held(first.part, held);
    bytes += held;
    if (readers.length >= threadsMax || bytes < bytesAlone || underWay.length === 0) continue;
    const lentNext = lend();
    if (lentNext !== undefined) readers.push(start(lentNext));
  }
}
