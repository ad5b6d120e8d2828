// Applies batches: first the journal (synced), then day files and main file (made durable by it). What is
// derived of the records follows later, many batches at a time.
import { rmSync } from "node:fs";
import type { AgentStateChange } from "../../call/agent.ts";
import { tenantKey, type TenantKey } from "../../lib/tenant-key.ts";
import type { CallRow, LiveCallEvents } from "../history.ts";
import { readBatch, readChanges, type BatchBytes } from "./batch-bytes.ts";
import { unpackDigests, type PackedDigests } from "./call-digest.ts";
import { dataFiles, withSideFiles, type DataFiles } from "./data-files.ts";
import { DayWriter, type DigestedCall, type GoneCall } from "./day-writer.ts";
import { Journal } from "./journal.ts";
import type { DigestedChanges } from "./link-queue.ts";
import { Links } from "./links.ts";
import { LiveEvents } from "./live-events.ts";
import { MainWriter, type FileCounts } from "./main-writer.ts";
import { dayOf } from "./minute.ts";

export type WriterLimits = {
  /** Day files open for writing at a time. */
  readonly dayWritersMax: number;
  /** Refused events kept for the operator. */
  readonly refusedMax: number;
  /** Records of a day, or of all, of which something derived may be outstanding. */
  readonly unsettledCallsMax: number;
};

/** What is known of the records of a batch beside what the journal has; in their order. */
export type RecordHints = {
  readonly digests: PackedDigests;
  /** 1 = the day has no record of the call. */
  readonly areNew: Uint8Array;
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

type Unfinished = {
  readonly seq: number;
  readonly batch: BatchBytes;
  readonly changes: DigestedChanges;
};

export class BatchWriter implements Disposable {
  readonly #files: DataFiles;
  readonly #limits: WriterLimits;
  readonly #journal: Journal;
  readonly #main: MainWriter;
  readonly #links: Links;
  readonly #days = new Map<number, DayWriter>();
  /**
   * Those that the journal has entries of, and the last generation that has: after a power cut they are written, and
   * unsettled, again.
   */
  readonly #journalled = new Map<number, number>();
  /** What is to be done, in order, until older generations of the journal can go. */
  #outstanding: (() => void)[] = [];
  /** Days that a killed run has left unsettled. */
  readonly #leftBehind: number[];
  #unfinished: Unfinished | undefined;
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
    this.#links = new Links({
      ...{ files: this.#files, main: this.#main, journal: this.#journal },
      stretchOf: (day) => this.#days.get(day)?.stretch(),
    });
    // Day files may have been taken away or put back while nobody was looking.
    const unknown = this.#unknownDays();
    const live = new LiveEvents();
    this.#takeUp(unknown);
    // What the journal has and a file lacks is written again: the files sync later than the journal.
    for (const { seq, text } of this.#journal.entries()) {
      const { events, isNewGeneration, isCarried, ...changes } = readBatch(text);
      if (isNewGeneration === true) live.clear();
      if (isCarried === true) live.replace(events);
      else live.apply(events, changes.ended);
      this.#apply(seq, changes);
    }
    this.#takeUp(unknown);
    this.#forgetLostDays();
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
      this.#unfinished = { seq: this.#journal.append(batch.bytes), batch, changes };
    }
    this.#finish();
  }

  get journal(): JournalState {
    return { generation: this.#journal.generation, bytes: this.#journal.grownBy };
  }

  /**
   * One piece of what has become due by the batches so far, for when nobody waits for an answer; false when nothing was.
   * What fails is done again: when it can wait no longer, before a batch, which is told why.
   */
  catchUp(): boolean {
    if (this.#outstanding.length === 0) {
      return this.#deriveFrom(Math.ceil(this.#limits.unsettledCallsMax / 2));
    }
    this.#doOutstanding();
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
    const counts = this.#files.hasDay(day) ? this.#day(day).dayCounts() : undefined;
    this.#days.get(day)?.[Symbol.dispose]();
    this.#days.delete(day);
    this.#main.forgetDay(day, counts);
    this.#main.forgetMarks(day);
    this.#links.forgetDay(day);
    for (const path of withSideFiles(this.#files.day(day))) rmSync(path, { force: true });
  }

  #finish(): void {
    const unfinished = this.#unfinished;
    if (unfinished === undefined) return;
    this.#apply(unfinished.seq, unfinished.changes);
    this.#unfinished = undefined;
  }

  /** Keeps what is derived of the records from lagging behind too far. */
  #derive(): void {
    // At a start they wait: nobody has asked for them yet.
    if (this.#links.calls === 0) return;
    this.#settleLeftBehind();
    this.#deriveFrom(this.#limits.unsettledCallsMax);
  }

  /** One piece, where as many records wait for it; false where they do not. */
  #deriveFrom(calls: number): boolean {
    if (this.#links.calls >= calls) {
      this.#links.flush();
      return true;
    }
    for (const [day, writer] of this.#days) {
      if (writer.unsettledCalls < calls) continue;
      this.#settle(day);
      return true;
    }
    return false;
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

  #apply(seq: number, batch: DigestedChanges): void {
    const counts: FileCounts[] = [];
    const gone: GoneCall[] = [];
    for (const [day, changes] of changesByDay(batch)) {
      const { recorded, agentStates, tenants } = changes;
      // A record that goes may be of a day that was dropped.
      if (recorded.length + agentStates.length === 0 && !this.#files.hasDay(day)) continue;
      const writer = this.#day(day);
      this.#journalled.set(day, this.#journal.generation);
      gone.push(...writer.apply(seq, changes));
      // The main file may be further on than this one.
      if (this.#main.hasApplied(seq)) this.#main.setUnsettled(day);
      counts.push({ fileDay: day, counts: writer.dayCounts(tenants) });
    }
    this.#main.apply(seq, batch, counts);
    this.#links.add(seq, batch, gone);
  }

  #settle(day: number): boolean {
    const writer = this.#day(day);
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
    while (this.#outstanding.length > 0) this.#doOutstanding();
    this.#journal.turn(carried.map(({ bytes }) => bytes));
    this.#outstanding = this.#leaving(keptFrom);
  }

  /** One that stands alone: what had records of a day that is dropped would bring it back. */
  #replaceJournal(carried: readonly BatchBytes[]): void {
    this.#outstanding = this.#leaving(this.#journal.generation + 1);
    const remove = this.#outstanding.pop();
    while (this.#outstanding.length > 0) this.#doOutstanding();
    this.#journal.turn(carried.map(({ bytes }) => bytes));
    remove?.();
  }

  #doOutstanding(): void {
    this.#outstanding[0]?.();
    this.#outstanding.shift();
  }

  /** What older generations of the journal have comes to lie on the disk elsewhere; then they go. */
  #leaving(keptFrom: number): (() => void)[] {
    const days = [...this.#days.keys()].map((day) => () => {
      // One that was closed meanwhile has been synced.
      const writer = this.#days.get(day);
      if (writer === undefined) return;
      this.#settleIfQuick(day, writer);
      writer.sync();
    });
    return [
      // The journal is where links are made anew from after a crash.
      () => this.#links.flush(),
      ...days,
      () => this.#main.sync(),
      () => {
        this.#journal.removeBefore(keptFrom);
        for (const [day, generation] of this.#journalled) {
          if (generation < keptFrom) this.#journalled.delete(day);
        }
      },
    ];
  }

  #unknownDays(): readonly number[] {
    const known = new Set(this.#main.fileDays().map(({ fileDay }) => fileDay));
    return this.#files.days().filter((day) => !known.has(day));
  }

  #takeUp(days: readonly number[]): void {
    for (const day of days) {
      this.#main.takeUpDay({ fileDay: day, counts: this.#day(day).dayCounts() });
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
      this.#settleIfQuick(day, writer);
      // The journal turns without it: its last changes must be safe.
      writer.sync();
      writer[Symbol.dispose]();
      this.#days.delete(day);
      return;
    }
  }

  /** Spares the next run to read the calls again. */
  #settleIfQuick(day: number, writer: DayWriter): void {
    if (writer.isSettled || !writer.isQuicklySettled || !writer.settle()) return;
    this.#noteSettled(day, writer);
  }

  [Symbol.dispose](): void {
    while (this.#outstanding.length > 0) this.#doOutstanding();
    this.#links[Symbol.dispose]();
    for (const [day, writer] of this.#days) {
      this.#settleIfQuick(day, writer);
      writer[Symbol.dispose]();
    }
    this.#main[Symbol.dispose]();
    this.#journal[Symbol.dispose]();
  }
}

function isSameBatch(a: BatchBytes | undefined, b: BatchBytes): boolean {
  return a !== undefined && Buffer.compare(a.bytes, b.bytes) === 0;
}

function withHints(changes: DigestedChanges, hints: RecordHints | undefined): DigestedChanges {
  if (hints === undefined) return changes;
  const digests = unpackDigests(hints.digests);
  const ended = changes.ended.map((call, index) => ({
    ...call,
    digest: digests[index],
    isNew: hints.areNew[index] === 1,
  }));
  return { ...changes, ended };
}

type DayChangesOfBatch = {
  readonly removed: CallRow[];
  readonly recorded: DigestedCall[];
  readonly agentStates: AgentStateChange[];
  readonly tenants: Set<TenantKey>;
};

function changesByDay(batch: DigestedChanges): Map<number, DayChangesOfBatch> {
  const byDay = new Map<number, DayChangesOfBatch>();
  const changesOf = (at: number): DayChangesOfBatch => {
    const day = dayOf(at);
    const known = byDay.get(day);
    if (known !== undefined) return known;
    const made = { removed: [], recorded: [], agentStates: [], tenants: new Set<TenantKey>() };
    byDay.set(day, made);
    return made;
  };
  const changes = (row: CallRow): DayChangesOfBatch => {
    const found = changesOf(row.arrivedAt);
    found.tenants.add(tenantKey(row));
    return found;
  };
  for (const { row } of batch.reopened) changes(row).removed.push(row);
  for (const call of batch.ended) {
    if (call.replaces !== undefined) changes(call.replaces).removed.push(call.replaces);
    changes(call.row).recorded.push(call);
  }
  for (const change of batch.agentStates) changesOf(change.at).agentStates.push(change);
  return byDay;
}
