// Brings missed calls and conversations of all day files together in the main file.
import type { DataFiles } from "./data-files.ts";
import type { GoneCall, Stretch } from "./day-writer.ts";
import { callColumns, rowOfArray } from "./call-columns.ts";
import { digestOfStored } from "./call-digest.ts";
import { unpackEvents } from "./event-codec.ts";
import { link, LinkQueue, type DigestedChanges } from "./link-queue.ts";
import type { MainWriter } from "./main-writer.ts";
import type { LinkedCall } from "./missed-writer.ts";
import { ReaderPool } from "./reader-pool.ts";
import { findTalks, type TalkDay, type TalkQuestion } from "./talk-finder.ts";

/** Day files open at a time for looking conversations up. */
const readersMax = 16;

export class Links implements Disposable {
  readonly #files: DataFiles;
  readonly #main: MainWriter;
  readonly #isLeaving: (day: number) => boolean;
  readonly #stretchOf: (day: number) => Stretch | undefined;
  readonly #queue = new LinkQueue();
  readonly #pool = new ReaderPool({ readersMax });
  /** Entries up to this one are in the main file. */
  #linkedSeq: number;
  #seq = 0;

  constructor(parts: {
    readonly files: DataFiles;
    readonly main: MainWriter;
    /** Days whose damaged file is being set aside. */
    readonly isLeaving: (day: number) => boolean;
    /** Of days that are being written. */
    readonly stretchOf: (day: number) => Stretch | undefined;
  }) {
    this.#files = parts.files;
    this.#main = parts.main;
    this.#isLeaving = parts.isLeaving;
    this.#stretchOf = parts.stretchOf;
    this.#linkedSeq = this.#main.linkedSeq;
    this.#seq = this.#linkedSeq;
  }

  /** Records that are not in the missed calls yet. */
  get calls(): number {
    return this.#queue.calls;
  }

  add(seq: number, batch: DigestedChanges, gone: readonly GoneCall[]): void {
    if (seq <= this.#linkedSeq) return;
    this.#queue.add(batch, gone);
    this.#seq = seq;
  }

  /** Brings in all that was added. */
  flush(): void {
    if (this.#seq === this.#linkedSeq) return;
    const days = this.#talkDays();
    this.#main.link(this.#seq, (missed) => {
      this.#queue.bringInto(missed, (questions) => this.#find(days, questions));
    });
    this.#queue.clear();
    this.#linkedSeq = this.#seq;
  }

  /** Also files that it does not know yet, one at a time; false while there is more to do. */
  step(): boolean {
    this.flush();
    const next = this.#main.fileDays().find(({ isLinked }) => !isLinked);
    if (next === undefined) return true;
    this.#linkDay(next.fileDay);
    return false;
  }

  /** The day's file is gone, or will be in a moment. */
  forgetDay(day: number): void {
    this.#pool.close(this.#files.day(day));
    const days = this.#talkDays(day);
    this.#main.link(this.#linkedSeq, (missed) => {
      missed.resolve(missed.dropDay(day), (questions) => this.#find(days, questions));
    });
  }

  /** A file that came from elsewhere, or was written before there were missed calls in the main file. */
  #linkDay(day: number): void {
    const days = this.#talkDays();
    const recorded = [...this.#callsOf(day)];
    this.#main.link(this.#linkedSeq, (missed) => {
      link(missed, (questions) => this.#find(days, questions), { gone: [], recorded });
      this.#main.setLinked(day);
    });
  }

  *#callsOf(day: number): Iterable<LinkedCall> {
    const columns = callColumns.join(", ");
    const reader = this.#pool.reader(this.#files.day(day));
    const sql = `select ${columns}, events from call where is_missed = 1 or call_after is not null`;
    for (const values of reader.arrays(sql).iterate()) {
      const row = rowOfArray(values, day);
      const events = values[callColumns.length];
      if (!(events instanceof Uint8Array)) continue;
      yield { row, talk: digestOfStored(row, unpackEvents(events, row)).talk };
    }
  }

  /** One that is going is not asked anything: it may be damaged. */
  #talkDays(going?: number): TalkDay[] {
    return this.#main.fileDays().flatMap(({ fileDay, endMax }) => {
      if (fileDay === going || this.#isLeaving(fileDay)) return [];
      if (!this.#files.hasDay(fileDay)) return [];
      const { endMax: reached = endMax, longestMs } = this.#stretchOf(fileDay) ?? {};
      return [{ day: fileDay, path: this.#files.day(fileDay), endMax: reached, longestMs }];
    });
  }

  #find(days: readonly TalkDay[], questions: readonly TalkQuestion[]) {
    return findTalks(this.#pool, days, questions);
  }

  [Symbol.dispose](): void {
    this.flush();
    this.#pool[Symbol.dispose]();
  }
}
