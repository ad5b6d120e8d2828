// Applies batches: first the journal (synced), then day files and main file (made durable by it). What is
// derived of the records follows later, many batches at a time.
import { rmSync } from "node:fs";
import type { LiveCallEvents } from "../history.ts";
import { readBatch, readChanges, type BatchBytes } from "./batch-bytes.ts";
import { changesByDay } from "./changes-by-day.ts";
import { dataFiles, withSideFiles, type DataFiles } from "./data-files.ts";
import type { DayChanges, DayWriter, GoneCall } from "./day-writer.ts";
import { DayWriters } from "./day-writers.ts";
import { notSetAside, withoutDamage } from "./file-failure.ts";
import { Journal } from "./journal.ts";
import type { DigestedChanges } from "./link-queue.ts";
import { Links } from "./links.ts";
import { LiveEvents } from "./live-events.ts";
import { MainWriter, type FileCounts } from "./main-writer.ts";
import { withHints, type RecordHints } from "./record-hints.ts";

export type WriterLimits = {
  /** Day files open for writing at a time. */
  readonly dayWritersMax: number;
  /** Refused events kept for the operator. */
  readonly refusedMax: number;
  /** Records of a day, or of all, of which something derived may be outstanding; from half of it on it is made up. */
  readonly unsettledCallsMax: number;
};

export type WriteOptions = {
  readonly hints?: RecordHints;
  readonly turn?: JournalTurn;
};

/** Begins a journal generation before the batch. */
export type JournalTurn = {
  /** Older generations are removed; calls that live on may have events in this one and younger ones. */
  readonly keptFrom: number;
  /** Made by carriedBytes() of all other live calls. */
  readonly carried: readonly BatchBytes[];
};

export type JournalState = {
  readonly generation: number;
  /** That it has grown by since it began. */
  readonly bytes: number;
};

/** Where a batch lies in the journal. */
type Place = { readonly generation: number; readonly seq: number };

type Unfinished = Place & {
  readonly batch: BatchBytes;
  readonly changes: DigestedChanges;
};

export class BatchWriter implements Disposable {
  readonly #files: DataFiles;
  readonly #limits: WriterLimits;
  readonly #journal: Journal;
  readonly #main: MainWriter;
  readonly #links: Links;
  readonly #days: DayWriters;
  /** Days whose damaged file is being set aside; true once it has another name. */
  readonly #leaving = new Map<number, boolean>();
  /**
   * Those that the journal has entries of, and the last generation that has: after a power cut they are written, and
   * unsettled, again.
   */
  readonly #journalled = new Map<number, number>();
  /** What is to be done, in order, until older generations of the journal can go. */
  #outstanding: (() => void)[] = [];
  /** A piece of it has failed: the rest waits for the next turn. */
  #isHeldUp = false;
  /** Days that a killed run has left unsettled. */
  readonly #leftBehind: number[];
  #unfinished: Unfinished | undefined;
  /** At a start what an earlier run has left waits: nobody has asked for it yet. */
  #hasWritten = false;
  #restored: readonly LiveCallEvents[];

  constructor(dataDir: string, limits: WriterLimits) {
    this.#files = dataFiles(dataDir);
    this.#limits = limits;
    this.#journal = new Journal(this.#files);
    this.#main = new MainWriter({
      path: this.#files.main,
      refusedMax: limits.refusedMax,
      journalSeq: this.#journal.seq,
    });
    this.#days = new DayWriters({
      ...{ files: this.#files, journal: this.#journal, openMax: limits.dayWritersMax },
      closing: (day, writer) => this.#settleIfQuick(day, writer),
    });
    this.#links = new Links({
      ...{ files: this.#files, main: this.#main },
      isLeaving: (day) => this.#leaving.has(day),
      stretchOf: (day) => this.#days.known(day)?.stretch(),
    });
    this.#setAsideAll(this.#days.updateAll());
    // Day files may have been taken away or put back while nobody was looking.
    const unknown = this.#unknownDays();
    const live = new LiveEvents();
    this.#withoutDamage(() => this.#takeUp(unknown));
    // What the journal has and a file lacks is written again: the files sync later than the journal.
    for (const { generation, seq, text } of this.#journal.entries()) {
      const { events, isNewGeneration, isCarried, ...changes } = readBatch(text);
      if (isNewGeneration === true) live.clear();
      if (isCarried === true) live.replace(events);
      else live.apply(events, changes.ended);
      this.#withoutDamage(() => this.#apply({ generation, seq }, changes));
    }
    this.#withoutDamage(() => this.#takeUp(unknown));
    this.#withoutDamage(() => this.#forgetLostDays());
    this.#restored = live.calls();
    this.#leftBehind = this.#main
      .fileDays()
      .flatMap(({ fileDay, endMax }) => (endMax === undefined ? [fileDay] : []));
  }

  /**
   * Everything is on disk when it returns. When it throws, the batch may be in the journal already:
   * it is finished before any other, and counts once if it is written again.
   */
  write(batch: BatchBytes, { hints, turn }: WriteOptions): void {
    if (!isSameBatch(this.#unfinished?.batch, batch)) {
      this.#finish();
      // Before the journal has the batch: what fails here can be tried again.
      this.#derive();
      if (turn !== undefined) this.#turnJournal(turn);
      const changes = withHints(readChanges(batch), hints);
      const seq = this.#journal.append(batch.bytes);
      this.#unfinished = { generation: this.#journal.generation, seq, batch, changes };
    }
    this.#finish();
    this.#hasWritten = true;
  }

  get journal(): JournalState {
    return { generation: this.#journal.generation, bytes: this.#journal.grownBy };
  }

  /**
   * One piece of what has become due by the batches so far, for when nobody waits for an answer; false when nothing was.
   * What fails is done again: when it can wait no longer, before a batch, which is told why.
   */
  catchUp(): boolean {
    if (this.#unfinished !== undefined) return false;
    if (this.#outstanding.length > 0 && !this.#isHeldUp) {
      this.#isHeldUp = true;
      this.#doOutstanding();
      this.#isHeldUp = false;
      return true;
    }
    const calls = Math.ceil(this.#limits.unsettledCallsMax / 2);
    const [day] = this.#daysBehind(calls);
    if (day !== undefined) this.#settle(day);
    else if (this.#links.calls >= calls) this.#links.flush();
    else return false;
    return true;
  }

  /** Calls that had been accepted and not recorded when it was opened; told once. */
  restored(): readonly LiveCallEvents[] {
    const calls = this.#restored;
    this.#restored = [];
    return calls;
  }

  /** Brings what days derive of their records up to date, a step at a time; false while there is more. */
  settle(days: readonly number[]): boolean {
    this.#finish();
    return days.every((day) => !this.#files.hasDay(day) || this.#settle(day));
  }

  /** Brings the missed calls up to date, a step at a time; false while there is more to do. */
  link(): boolean {
    this.#finish();
    return this.#links.step();
  }

  /** The records of the day are gone when it returns. */
  dropDay(day: number, carried: readonly BatchBytes[]): void {
    this.#finish();
    this.#replaceJournal(carried);
    const counts = this.#files.hasDay(day) ? this.#days.get(day).dayCounts() : undefined;
    this.#days.close(day);
    this.#main.forgetDay(day, counts);
    this.#main.forgetMarks(day);
    this.#links.forgetDay(day);
    for (const path of withSideFiles(this.#files.day(day))) rmSync(path, { force: true });
  }

  /**
   * Takes a damaged file out of the way; what the journal has of the day is written into a new one. Nobody else may
   * have the file open. What fails is done again by the next call.
   */
  setAside(day: number): void {
    if (this.#leaving.get(day) !== true) {
      this.#links.forgetDay(day);
      this.#leaving.set(day, false);
      // Before the file goes: a start must not take what is known of it for a new one's.
      this.#main.forgetDay(day);
      this.#main.sync();
      this.#days.close(day);
      this.#files.setAside(day);
      this.#leaving.set(day, true);
    }
    this.#writeAgain(day);
    this.#leaving.delete(day);
  }

  /** At the start: until the last of them is away, nobody asks any. */
  #setAsideAll(days: readonly number[]): void {
    for (const day of days) this.#leaving.set(day, false);
    for (const day of days) this.#withoutDamage(() => this.setAside(day));
  }

  #writeAgain(day: number): void {
    for (const { generation, seq, text } of this.#journal.entries()) {
      const changes = changesByDay(readBatch(text)).get(day);
      if (changes === undefined || !this.#isOfFile(day, changes)) continue;
      this.#days.get(day).apply(seq, changes);
      this.#journalled.set(day, generation);
    }
    this.#takeUp([day]);
    // Of what it has, the journal may be about to lose a part.
    this.#days.known(day)?.sync();
    this.#main.sync();
  }

  /** For when nobody else has a day file open. */
  #withoutDamage(work: () => void): void {
    withoutDamage(work, (day) => this.setAside(day));
  }

  /** Drops some of the tasks that began before then; how many, 0 when there are no more. */
  dropTasks(before: number): number {
    this.#finish();
    return this.#main.dropTasks(before);
  }

  #finish(): void {
    const unfinished = this.#unfinished;
    if (unfinished === undefined) return;
    this.#apply(unfinished, unfinished.changes);
    this.#unfinished = undefined;
  }

  /** Keeps what is derived of the records from lagging behind too far. */
  #derive(): void {
    const calls = this.#limits.unsettledCallsMax;
    if (this.#hasWritten) this.#settleLeftBehind();
    if (this.#links.calls >= calls) this.#links.flush();
    for (const day of this.#daysBehind(calls)) this.#settle(day);
  }

  /** Those that so many records have come for since they were settled. */
  #daysBehind(calls: number): number[] {
    return this.#days
      .all()
      .flatMap(([day, writer]) => (writer.unsettledCalls < calls ? [] : [day]));
  }

  /** One step: conversations are looked for in all days that may reach far, and nobody knows how far these do. */
  #settleLeftBehind(): void {
    const [day] = this.#leftBehind;
    if (day === undefined) return;
    let isOver = !this.#files.hasDay(day);
    try {
      isOver ||= this.#settle(day);
    } catch {
      // Who asks for what it derives is told why; new records need not wait for it.
      isOver = true;
    }
    if (isOver) this.#leftBehind.shift();
  }

  #apply({ generation, seq }: Place, batch: DigestedChanges): void {
    const counts: FileCounts[] = [];
    const gone: GoneCall[] = [];
    for (const [day, changes] of changesByDay(batch)) {
      if (!this.#isOfFile(day, changes)) continue;
      if (this.#leaving.has(day)) throw notSetAside(this.#files.day(day));
      const writer = this.#days.get(day);
      this.#journalled.set(day, generation);
      gone.push(...writer.apply(seq, changes));
      // The main file may be further on than this one.
      if (this.#main.hasApplied(seq)) this.#main.setUnsettled(day);
      counts.push({ fileDay: day, counts: writer.dayCounts(changes.tenants) });
    }
    this.#main.apply(seq, batch, counts);
    this.#links.add(seq, batch, gone);
  }

  /** A record that goes may be of a day that was dropped. */
  #isOfFile(day: number, { recorded, agentStates }: DayChanges): boolean {
    return recorded.length + agentStates.length > 0 || this.#files.hasDay(day);
  }

  #settle(day: number): boolean {
    const writer = this.#days.get(day);
    if (!writer.settle()) return false;
    this.#noteSettled(day, writer);
    return true;
  }

  /** The main file must never be ahead of the day's in this. */
  #noteSettled(day: number, writer: DayWriter): void {
    if (!this.#journalled.has(day)) writer.sync();
    this.#main.setSettled(day, writer.extent());
  }

  #turnJournal({ carried, keptFrom }: JournalTurn): void {
    // It has turned for this batch already, which failed after it.
    if (this.#journal.generation > keptFrom) return;
    while (this.#outstanding.length > 0) this.#doOutstanding();
    this.#isHeldUp = false;
    this.#journal.turn(carried.map(({ bytes }) => bytes));
    this.#forgetBefore(keptFrom);
    this.#outstanding = [...this.#syncing(), () => this.#journal.removeBefore(keptFrom)];
  }

  /** By a generation that stands alone: what had records of a day that is dropped would bring it back. */
  #replaceJournal(carried: readonly BatchBytes[]): void {
    for (const sync of this.#syncing()) sync();
    this.#journal.turn(carried.map(({ bytes }) => bytes));
    this.#forgetBefore(this.#journal.generation);
    this.#journal.removeBefore(this.#journal.generation);
    this.#outstanding = [];
  }

  #doOutstanding(): void {
    this.#outstanding[0]?.();
    this.#outstanding.shift();
  }

  /** From here on these generations count no more, though they may still be there. */
  #forgetBefore(first: number): void {
    for (const [day, generation] of this.#journalled) {
      if (generation < first) this.#journalled.delete(day);
    }
  }

  /** All that older generations of the journal have comes to lie on the disk elsewhere. */
  #syncing(): (() => void)[] {
    const days = this.#days.all().map(([day]) => () => {
      // One that was closed meanwhile has been synced.
      const writer = this.#days.known(day);
      if (writer === undefined) return;
      // One that records still come for is settled when there are many of them.
      const isIdle = (this.#journalled.get(day) ?? 0) < this.#journal.generation;
      if (isIdle) this.#settleIfQuick(day, writer);
      writer.sync();
    });
    // The journal is where links are made anew from after a crash.
    return [() => this.#links.flush(), ...days, () => this.#main.sync()];
  }

  #unknownDays(): readonly number[] {
    const known = new Set(this.#main.fileDays().map(({ fileDay }) => fileDay));
    return this.#files.days().filter((day) => !known.has(day));
  }

  #takeUp(days: readonly number[]): void {
    for (const day of days) {
      if (!this.#files.hasDay(day)) continue;
      this.#main.takeUpDay({ fileDay: day, counts: this.#days.get(day).dayCounts() });
    }
  }

  #forgetLostDays(): void {
    const present = new Set(this.#files.days());
    for (const { fileDay } of this.#main.fileDays()) {
      if (present.has(fileDay)) continue;
      this.#main.forgetDay(fileDay);
      this.#links.forgetDay(fileDay);
    }
  }

  /** Spares the next run to read the calls again. */
  #settleIfQuick(day: number, writer: DayWriter): void {
    if (writer.isSettled || !writer.isQuicklySettled || !writer.settle()) return;
    this.#noteSettled(day, writer);
  }

  [Symbol.dispose](): void {
    this.#withoutDamage(() => this.#links[Symbol.dispose]());
    for (const [day] of this.#days.all()) {
      this.#withoutDamage(() => {
        const writer = this.#days.known(day);
        if (writer !== undefined) this.#settleIfQuick(day, writer);
      });
      this.#days.close(day);
    }
    this.#main[Symbol.dispose]();
    this.#journal[Symbol.dispose]();
  }
}

function isSameBatch(a: BatchBytes | undefined, b: BatchBytes): boolean {
  return a !== undefined && Buffer.compare(a.bytes, b.bytes) === 0;
}
