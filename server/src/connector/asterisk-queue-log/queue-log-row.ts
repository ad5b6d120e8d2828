// A line of queue_log -> its fields: time|callid|queue|agent|event|data1|...|data5
import type { FactTime } from "../fact-writer.ts";
import { timeReader } from "../local-time.ts";
import { QueueLogTable } from "./queue-log-table.ts";
import { lineFault, TextLines, type TextLine, type TextLineLimits } from "../text-lines.ts";

export type QueueLogRow = {
  readonly line: number;
  readonly text: string;
  readonly time: FactTime;
  /** Uniqueid of the caller's channel; NONE, REALTIME or MANAGER where there is no call. */
  readonly uniqueId: string;
  readonly queue: string;
  /** Member name or interface; NONE. */
  readonly agent: string;
  readonly event: string;
  readonly data: readonly string[];
};

export type QueueLogFault = Pick<TextLine, "line" | "text"> & { readonly reason: string };

export class QueueLogParser {
  readonly #lines: TextLines;
  readonly #timeOf: ReturnType<typeof timeReader>;
  readonly #table = new QueueLogTable();

  constructor(options: {
    readonly limits: TextLineLimits;
    readonly encoding: string;
    /** Of times that a database wrote; those of the file are epoch seconds. */
    readonly timeZone: string;
  }) {
    this.#lines = new TextLines(options);
    this.#timeOf = timeReader(options.timeZone);
  }

  push(chunk: Uint8Array): readonly (QueueLogRow | QueueLogFault)[] {
    return this.#rowsOf(this.#lines.push(chunk));
  }

  finish(): readonly (QueueLogRow | QueueLogFault)[] {
    return this.#rowsOf(this.#lines.finish());
  }

  #rowsOf(lines: readonly TextLine[]): (QueueLogRow | QueueLogFault)[] {
    return lines
      .filter(({ text, isTooLong }) => text !== "" || isTooLong)
      .flatMap((line) => this.#rowOf(line) ?? []);
  }

  /** Undefined of a row that names the columns. */
  #rowOf({ line, text, isTooLong, hasEnd }: TextLine): QueueLogRow | QueueLogFault | undefined {
    if (isTooLong) return { line, text, reason: lineFault.tooLong };
    if (!hasEnd) return { line, text, reason: lineFault.cutOff };
    const fields = this.#table.read(text);
    if (fields === "header") return undefined;
    const [stamp = "", uniqueId = "", queue = "", agent = "", event = "", ...data] =
      fields ?? text.split("|");
    const time = this.#timeOf(stamp);
    if (time === undefined || event === "") return { line, text, reason: "no row of queue_log" };
    return { line, text, time, uniqueId, queue, agent, event, data };
  }
}
