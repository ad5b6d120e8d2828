// Files -> batches of events: progress shown, a checkpoint kept, what was made of them summed up.
import { createHash } from "node:crypto";
import type { TrunklineEvent } from "@trunkline/contract";
import type { ImportFormat, ImportReport } from "../connector/import-format.ts";
import { canonicalJson } from "../lib/canonical-json.ts";
import { batchesOf } from "./event-destination.ts";
import type { ImportCheckpoint } from "./import-checkpoint.ts";
import { bytesOfFiles, printOf, ReadingPlace, type FilePrint } from "./import-files.ts";
import { progressLine } from "./import-progress.ts";
import type { Terminal } from "./terminal.ts";

/** One pass over one file, or over several that are read as one. */
type Pass = {
  readonly paths: readonly string[];
  readonly bytes: number;
  /** Undefined when it cannot be gone on with. */
  readonly key: string | undefined;
};

export type PassResult = {
  readonly paths: readonly string[];
  readonly place: ReadingPlace;
  readonly report: ImportReport;
  /** A file that begins before the one read ahead of it. */
  readonly outOfOrder: string | undefined;
};

const progressEveryMs = 200;
const betweenFiles = {
  line: "\n",
  block: "\r\n\r\n",
  message: "",
  record: "\n",
} as const;

export class ImportRun {
  readonly #options: ImportRunOptions;
  readonly #startedAt: number;
  readonly #results: PassResult[] = [];
  #shownAt = 0;
  #bytesBefore = 0;
  #bytesTotal = 0;
  #events = 0;
  #resumedAfter = 0;
  #isUnderWay = false;

  constructor(options: ImportRunOptions) {
    this.#options = options;
    this.#startedAt = options.terminal.now();
  }

  /** Of the passes so far; the last one may not be over. */
  get results(): readonly PassResult[] {
    return this.#results;
  }

  /** Events that an earlier run has delivered. */
  get resumedAfter(): number {
    return this.#resumedAfter;
  }

  /** This run has delivered events, and not all of them. */
  get isUnderWay(): boolean {
    return this.#isUnderWay;
  }

  /** A batch counts as delivered when the next one is asked for. */
  async *batches(): AsyncGenerator<readonly TrunklineEvent[]> {
    const { checkpoint, terminal } = this.#options;
    const passes = await this.#passes();
    this.#bytesTotal = passes.reduce((sum, pass) => sum + pass.bytes, 0);
    let isOver = false;
    try {
      for (const pass of passes) {
        yield* this.#batchesOf(pass);
        this.#bytesBefore += pass.bytes;
      }
      isOver = true;
      this.#isUnderWay = false;
    } finally {
      terminal.status("");
      if (isOver) await checkpoint.forget(passes.flatMap(({ key }) => key ?? []));
      else await checkpoint.save();
    }
  }

  async #passes(): Promise<readonly Pass[]> {
    const { format, paths, settings, destination } = this.#options;
    const groups = format.joinsFiles === true ? [paths] : paths.map((path) => [path]);
    const passes: Pass[] = [];
    for (const group of groups) {
      const prints = await Promise.all(group.map(printOf));
      const known = prints.filter((print): print is FilePrint => print !== undefined);
      const bytes = known.reduce((sum, print) => sum + print.bytes, 0);
      const content = [format.name, settings, destination, known.map(({ print }) => print)];
      const isWhole = known.length === group.length;
      passes.push({ paths: group, bytes, key: isWhole ? keyOf(content) : undefined });
    }
    return passes;
  }

  async *#batchesOf({ paths, key }: Pass): AsyncGenerator<readonly TrunklineEvent[]> {
    const { checkpoint, format, settings, terminal } = this.#options;
    const place = new ReadingPlace();
    const { rowName = "line" } = format;
    const bytes = bytesOfFiles(paths, place, betweenFiles[rowName]);
    const imported = format.open({ bytes, settings, signal: terminal.signal });
    const order = new FileOrder();
    const result = {
      paths,
      place,
      get report() {
        return imported.report();
      },
      get outOfOrder() {
        return order.fault === undefined ? undefined : paths[order.fault];
      },
    };
    this.#results.push(result);
    let delivered = key === undefined ? 0 : checkpoint.delivered(key);
    this.#resumedAfter += delivered;
    const fresh = withoutFirst(imported, delivered, (event) => {
      order.note(place.file, event.at);
      this.#events += 1;
      this.#show(place);
    });
    for await (const batch of batchesOf(fresh)) {
      yield batch;
      delivered += batch.length;
      this.#isUnderWay = true;
      if (key !== undefined) await checkpoint.note(key, delivered);
      terminal.signal.throwIfAborted();
    }
  }

  #show(place: ReadingPlace): void {
    const now = this.#options.terminal.now();
    if (now - this.#shownAt < progressEveryMs) return;
    this.#shownAt = now;
    const progress = {
      bytes: this.#bytesBefore + place.bytes,
      bytesTotal: this.#bytesTotal,
      events: this.#events,
      elapsedMs: now - this.#startedAt,
    };
    this.#options.terminal.status(progressLine(progress));
  }
}

export type ImportRunOptions = {
  readonly format: ImportFormat;
  readonly paths: readonly string[];
  readonly settings: unknown;
  /** What has been delivered elsewhere is not there. */
  readonly destination: string;
  readonly checkpoint: ImportCheckpoint;
  readonly terminal: Pick<Terminal, "now" | "signal" | "status">;
};

function keyOf(content: unknown): string {
  return createHash("sha256").update(canonicalJson(content)).digest("hex");
}

async function* withoutFirst(
  events: AsyncIterable<TrunklineEvent>,
  count: number,
  seen: (event: TrunklineEvent) => void,
): AsyncGenerator<TrunklineEvent> {
  let index = 0;
  for await (const event of events) {
    seen(event);
    index += 1;
    if (index > count) yield event;
  }
}

/** Files that are read as one must come in the order in which the PBX wrote them. */
class FileOrder {
  /** By file: what was held back of the one ahead may come first. */
  readonly #earliestAt: number[] = [];
  /** Of the first file that begins before the one ahead of it. */
  fault: number | undefined;

  note(file: number, at: number): void {
    const known = this.#earliestAt[file];
    if (known !== undefined && known <= at) return;
    this.#earliestAt[file] = at;
    const before = this.#earliestAt.slice(0, file).findLast((time) => time !== undefined);
    if (before !== undefined && at < before) this.fault ??= file;
  }
}
