// Applies batches: first the journal (synced), then day files and main file (made durable by it).
import { rmSync } from "node:fs";
import { tenantKey, type TenantKey } from "../../lib/tenant-key.ts";
import type { CallRow, LiveCallEvents } from "../history.ts";
import { readBatch, type BatchContent, type RecordedCall } from "./batch-text.ts";
import { dataFiles, withSideFiles, type DataFiles } from "./data-files.ts";
import { DayWriter } from "./day-writer.ts";
import { Journal } from "./journal.ts";
import { LiveEvents } from "./live-events.ts";
import { MainWriter, type FileCounts } from "./main-writer.ts";
import { dayOf } from "./minute.ts";

export type WriterLimits = {
  /** Characters that a journal generation grows by before the next one begins. */
  readonly journalTextMax: number;
  /** Day files open for writing at a time. */
  readonly dayWritersMax: number;
  /** Refused events kept for the operator. */
  readonly refusedMax: number;
};

type Unfinished = {
  readonly seq: number;
  readonly text: string;
  readonly batch: BatchContent;
  isApplied: boolean;
};

export class BatchWriter implements Disposable {
  readonly #files: DataFiles;
  readonly #limits: WriterLimits;
  readonly #journal: Journal;
  readonly #main: MainWriter;
  readonly #days = new Map<number, DayWriter>();
  readonly #live = new LiveEvents();
  #unfinished: Unfinished | undefined;

  constructor(dataDir: string, limits: WriterLimits) {
    this.#files = dataFiles(dataDir);
    this.#limits = limits;
    this.#journal = new Journal(this.#files);
    this.#main = new MainWriter({
      path: this.#files.main,
      refusedMax: limits.refusedMax,
      journalSeq: this.#journal.seq,
    });
    // What the journal has and a file lacks is written again: the files sync later than the journal.
    for (const { seq, text } of this.#journal.entries()) this.#apply(seq, readBatch(text));
    this.#matchDays();
  }

  /**
   * Everything is on disk when it returns. When it throws, the batch may be in the journal already:
   * it is finished before any other, and counts once if it is written again.
   */
  write(text: string): void {
    if (this.#unfinished?.text !== text) {
      this.#finish();
      const batch = readBatch(text);
      this.#unfinished = { seq: this.#journal.append(text), text, batch, isApplied: false };
    }
    this.#finish();
  }

  /** Calls that have been accepted and not recorded. */
  liveCalls(): LiveCallEvents[] {
    return this.#live.calls();
  }

  /** The records of the day are gone when it returns. */
  dropDay(day: number): void {
    this.#finish();
    // A journal that still had records of the day would bring it back.
    this.#turnJournal();
    const counts = this.#files.hasDay(day) ? this.#day(day).dayCounts() : undefined;
    this.#days.get(day)?.[Symbol.dispose]();
    this.#days.delete(day);
    this.#main.forgetDay(day, counts);
    for (const path of withSideFiles(this.#files.day(day))) rmSync(path, { force: true });
  }

  #finish(): void {
    const unfinished = this.#unfinished;
    if (unfinished === undefined) return;
    if (!unfinished.isApplied) this.#apply(unfinished.seq, unfinished.batch);
    unfinished.isApplied = true;
    if (this.#journal.grownBy > this.#limits.journalTextMax) this.#turnJournal();
    this.#unfinished = undefined;
  }

  #apply(seq: number, batch: BatchContent): void {
    const counts: FileCounts[] = [];
    for (const [day, { removed, recorded, tenants }] of changesByDay(batch)) {
      // A record that goes may be of a day that was dropped.
      if (recorded.length === 0 && !this.#files.hasDay(day)) continue;
      const writer = this.#day(day);
      writer.apply(seq, removed, recorded);
      counts.push({ fileDay: day, counts: writer.dayCounts(tenants) });
    }
    this.#main.apply(seq, batch, counts);
    this.#live.apply(batch);
  }

  #turnJournal(): void {
    for (const day of this.#days.values()) day.sync();
    this.#main.sync();
    this.#journal.turn(this.#live.events());
  }

  /** Day files may have been taken away or put back while nobody was looking. */
  #matchDays(): void {
    const known = new Set(this.#main.fileDays());
    const present = new Set(this.#files.days());
    for (const day of known) if (!present.has(day)) this.#main.forgetDay(day);
    for (const day of present) {
      if (known.has(day)) continue;
      this.#main.takeUpDay({ fileDay: day, counts: this.#day(day).dayCounts() });
    }
  }

  #day(day: number): DayWriter {
    const known = this.#days.get(day);
    this.#days.delete(day);
    const path = this.#files.day(day);
    const writer = known ?? new DayWriter({ path, day, journalSeq: this.#journal.seq });
    // The most recently used is last.
    this.#days.set(day, writer);
    if (this.#days.size > this.#limits.dayWritersMax) this.#closeOldest();
    return writer;
  }

  #closeOldest(): void {
    for (const [day, writer] of this.#days) {
      // The journal turns without it: its last changes must be safe.
      writer.sync();
      writer[Symbol.dispose]();
      this.#days.delete(day);
      return;
    }
  }

  [Symbol.dispose](): void {
    for (const day of this.#days.values()) day[Symbol.dispose]();
    this.#main[Symbol.dispose]();
    this.#journal[Symbol.dispose]();
  }
}

type DayChanges = {
  readonly removed: CallRow[];
  readonly recorded: RecordedCall[];
  readonly tenants: Set<TenantKey>;
};

function changesByDay(batch: BatchContent): Map<number, DayChanges> {
  const byDay = new Map<number, DayChanges>();
  const changes = (row: CallRow): DayChanges => {
    const day = dayOf(row.arrivedAt);
    let known = byDay.get(day);
    if (known === undefined) {
      known = { removed: [], recorded: [], tenants: new Set() };
      byDay.set(day, known);
    }
    known.tenants.add(tenantKey(row));
    return known;
  };
  for (const { row } of batch.reopened) changes(row).removed.push(row);
  for (const call of batch.ended) {
    if (call.replaces !== undefined) changes(call.replaces).removed.push(call.replaces);
    changes(call.row).recorded.push(call);
  }
  return byDay;
}
