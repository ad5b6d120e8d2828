// Applies batches: first the journal (synced), then day files and main file (made durable by it).
import type { AcceptedEvent, CallRow, LiveCallEvents } from "../history.ts";
import { tenantKey } from "../../lib/tenant-key.ts";
import { readBatch, type BatchContent, type RecordedCall } from "./batch-text.ts";
import { dataFiles, type DataFiles } from "./data-files.ts";
import { DayWriter } from "./day-writer.ts";
import { Journal } from "./journal.ts";
import { MainWriter } from "./main-writer.ts";
import { dayOf } from "./minute.ts";

export type WriterLimits = {
  /** Characters of a journal generation before the next one begins. */
  readonly journalTextMax: number;
  /** Day files open for writing at a time. */
  readonly dayWritersMax: number;
  /** Refused events kept for the operator. */
  readonly refusedMax: number;
};

export class BatchWriter implements Disposable {
  readonly #files: DataFiles;
  readonly #limits: WriterLimits;
  readonly #journal: Journal;
  readonly #main: MainWriter;
  readonly #days = new Map<number, DayWriter>();
  readonly #live = new Map<string, AcceptedEvent[]>();

  constructor(dataDir: string, limits: WriterLimits) {
    this.#files = dataFiles(dataDir);
    this.#limits = limits;
    this.#journal = new Journal(this.#files);
    this.#main = new MainWriter(this.#files.main, limits);
    // What the journal has and a file lacks is written again: the files sync later than the journal.
    for (const { seq, text } of this.#journal.entries()) this.#apply(seq, readBatch(text));
  }

  /** Everything is on disk when it returns. */
  write(text: string): void {
    const seq = this.#journal.append(text);
    this.#apply(seq, readBatch(text));
    if (this.#journal.textLength > this.#limits.journalTextMax) this.turnJournal();
  }

  /** Calls that have been accepted and not recorded. */
  liveCalls(): LiveCallEvents[] {
    return [...this.#live.values()].flatMap((accepted) => {
      const [first] = accepted;
      if (first === undefined) return [];
      const { event, cmsCallId } = first;
      const events = accepted.map(({ event }) => event);
      return [{ tenant: tenantKey(event), callId: event.callId, cmsCallId, events }];
    });
  }

  turnJournal(): void {
    for (const day of this.#days.values()) day.checkpoint();
    this.#main.checkpoint();
    this.#journal.turn([...this.#live.values()].flat());
  }

  closeDay(day: number): void {
    this.#days.get(day)?.[Symbol.dispose]();
    this.#days.delete(day);
  }

  #apply(seq: number, batch: BatchContent): void {
    for (const accepted of batch.events) {
      const name = nameOf(accepted.event);
      const known = this.#live.get(name);
      if (known === undefined) this.#live.set(name, [accepted]);
      else known.push(accepted);
    }
    for (const { row } of batch.ended) this.#live.delete(nameOf(row));
    for (const [day, { removed, recorded }] of changesByDay(batch)) {
      this.#day(day).apply(seq, removed, recorded);
    }
    this.#main.apply(seq, batch);
  }

  #day(day: number): DayWriter {
    const known = this.#days.get(day);
    this.#days.delete(day);
    const writer = known ?? new DayWriter(this.#files.day(day));
    this.#days.set(day, writer);
    if (this.#days.size > this.#limits.dayWritersMax) {
      for (const [oldest, idle] of this.#days) {
        // The journal may be the only place that has its last changes safely.
        idle.checkpoint();
        this.closeDay(oldest);
        break;
      }
    }
    return writer;
  }

  [Symbol.dispose](): void {
    for (const day of [...this.#days.keys()]) this.closeDay(day);
    this.#main[Symbol.dispose]();
    this.#journal[Symbol.dispose]();
  }
}

type DayChanges = { readonly removed: CallRow[]; readonly recorded: RecordedCall[] };

function changesByDay(batch: BatchContent): Map<number, DayChanges> {
  const byDay = new Map<number, DayChanges>();
  const changes = (at: number): DayChanges => {
    const day = dayOf(at);
    const known = byDay.get(day);
    if (known !== undefined) return known;
    const made = { removed: [], recorded: [] };
    byDay.set(day, made);
    return made;
  };
  for (const { row } of batch.reopened) changes(row.arrivedAt).removed.push(row);
  for (const call of batch.ended) {
    if (call.replaces !== undefined) {
      changes(call.replaces.arrivedAt).removed.push(call.replaces);
    }
    changes(call.row.arrivedAt).recorded.push(call);
  }
  return byDay;
}

function nameOf({ ccId, vdn, callId }: Pick<CallRow, "ccId" | "vdn" | "callId">): string {
  return `${ccId}/${vdn} ${callId}`;
}
