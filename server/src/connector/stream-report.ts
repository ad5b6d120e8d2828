// The report of an import whose meaning is that of a live stream: what it counts, in the report's words.
import type { ImportReport } from "./import-format.ts";

type Counts = Readonly<Record<string, number>>;

/** What the meaning of a stream counts, by name or reason. */
export type StreamCounts = {
  readonly openCalls: number;
  readonly ignored: ReadonlyMap<string, number>;
  readonly unknown: ReadonlyMap<string, number>;
  readonly skipped: ReadonlyMap<string, number>;
};

/** Counts of 0 are left out. */
export function reportOfStream(options: {
  readonly rows: number;
  readonly rowName: string;
  readonly meaning: StreamCounts;
  /** Rows that are no events. */
  readonly others: Counts;
  readonly skipped: Counts;
  readonly notes: Counts;
  /** Of a last block or message that the bytes cut off. */
  readonly unfinishedBytes: number;
}): Omit<ImportReport, "bytes" | "events"> {
  const { rows, rowName, meaning, unfinishedBytes } = options;
  const reason = `last ${rowName} is not finished`;
  const isCutOff = unfinishedBytes > 0;
  return {
    rows,
    openCalls: meaning.openCalls,
    ignored: counted([...meaning.ignored, ...Object.entries(options.others)]),
    skipped: counted([
      ...meaning.skipped,
      ...Object.entries(options.skipped),
      [reason, isCutOff ? 1 : 0],
    ]),
    skippedRows: isCutOff ? [{ row: rows + 1, reason, text: `${unfinishedBytes} bytes` }] : [],
    notes: counted([...unknownNotes(meaning), ...Object.entries(options.notes)]),
  };
}

function unknownNotes({ unknown }: Pick<StreamCounts, "unknown">): [string, number][] {
  return [...unknown].map(([name, count]) => [unknownEventNote(name), count]);
}

/** How a report names what a later version of the PBX, or a module of its own, has sent. */
export function unknownEventNote(name: string): string {
  return `unknown event '${name}'`;
}

export function counted(entries: readonly (readonly [string, number])[]): Counts {
  return Object.fromEntries(entries.filter(([, count]) => count > 0));
}
