// Writes tasks, agents, refused events, missed calls, and what is known of the day files.
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { tenantKey } from "../../lib/tenant-key.ts";
import type { CallRow } from "../history.ts";
import type { BatchChanges, Mark } from "./batch-bytes.ts";
import type { DayCount } from "./day-counts.ts";
import type { DayExtent } from "./day-digest.ts";
import { naming } from "./file-failure.ts";
import { dayOf } from "./minute.ts";
import { MissedWriter } from "./missed-writer.ts";
import { appliedSeq, openDatabase, syncAll } from "./open-database.ts";
import { packCallId, packNumber } from "./packed-text.ts";
import { RefusedWriter } from "./refused-writer.ts";
import { TaskWriter } from "./task-writer.ts";
import { transact } from "./transaction.ts";

/** The counts of one day file, of all tenants or of some. */
export type FileCounts = { readonly fileDay: number; readonly counts: readonly DayCount[] };

export type FileDay = {
  readonly fileDay: number;
  /** Its missed calls and conversations are in. */
  readonly isLinked: boolean;
  /** The latest end of its calls; undefined while the file is not settled. */
  readonly endMax: number | undefined;
};

/** Of marks whose call is live again: its next record has the mark. No day begins then. */
const liveDay = -1;

export class MainWriter implements Disposable {
  readonly #path: string;
  readonly #database: DatabaseSync;
  readonly #tasks: TaskWriter;
  readonly #agent: StatementSync;
  readonly #refused: RefusedWriter;
  readonly #dayFile: StatementSync;
  readonly #dayCount: StatementSync;
  readonly #unsettle: StatementSync;
  readonly #mark: StatementSync;
  readonly #markMissed: StatementSync;
  readonly #moveMark: StatementSync;
  readonly #liveMark: StatementSync;
  readonly #setApplied: StatementSync;
  readonly #missed: MissedWriter;
  #appliedSeq: number;

  constructor(options: {
    readonly path: string;
    readonly refusedMax: number;
    readonly journalSeq: number;
  }) {
    const { path } = options;
    this.#path = path;
    this.#database = openDatabase(path, "main", "normal");
    this.#tasks = new TaskWriter(this.#database);
    this.#agent = this.#database.prepare(
      "insert or replace into agent (tenant, agent_id, agent) values (?, ?, ?)",
    );
    this.#refused = new RefusedWriter(this.#database, options.refusedMax);
    this.#dayFile = this.#database.prepare(
      "insert or ignore into day_file (file_day, is_linked) values (?, ?)",
    );
    this.#unsettle = this.#database.prepare(
      "update day_file set is_settled = 0 where file_day = ? and is_settled = 1",
    );
    this.#mark = this.#database.prepare(
      "insert or ignore into mark (day, tenant, call_id, at, by, note) values (?, ?, ?, ?, ?, ?)",
    );
    this.#markMissed = this.#database.prepare(
      `update missed_call set is_marked = 1
       where tenant = ? and caller_no = ? and ended_at = ? and arrived_at = ? and call_id = ?`,
    );
    this.#moveMark = this.#database.prepare(
      "update or replace mark set day = ? where day = ? and tenant = ? and call_id = ?",
    );
    this.#liveMark = this.#database.prepare("select 1 from mark where day = ? limit 1");
    this.#dayCount = this.#database.prepare(
      `insert or replace into day_count (tenant, kind, day, file_day, calls)
       values (?, ?, ?, ?, ?)`,
    );
    this.#setApplied = this.#database.prepare("update applied set seq = ?");
    this.#appliedSeq = this.#forgetOtherJournal(options.journalSeq);
    this.#missed = new MissedWriter(this.#database);
  }

  /** As appliedSeq; written down, as readers compare what is applied with what is linked. */
  #forgetOtherJournal(journalSeq: number): number {
    const seq = appliedSeq(this.#database, journalSeq);
    transact(this.#database, () => {
      this.#database.prepare("update applied set seq = ? where seq <> ?").run(seq, seq);
      this.#database.prepare("update linked set seq = 0 where seq > ?").run(journalSeq);
    });
    return seq;
  }

  hasApplied(seq: number): boolean {
    return seq <= this.#appliedSeq;
  }

  /** Idempotent by `seq`. `counts` are those of the tenants and days that the batch has changed. */
  apply(seq: number, batch: BatchChanges, counts: readonly FileCounts[]): void {
    const { tasks, agents, refused, marks = [] } = batch;
    if (this.hasApplied(seq)) return;
    const changes = tasks.length + agents.length + refused.length + counts.length + marks.length;
    if (changes === 0) return;
    this.#transact(() => {
      this.#tasks.put(tasks);
      for (const agent of agents) {
        this.#agent.run(tenantKey(agent), agent.agentId, JSON.stringify(agent));
      }
      this.#refused.put(refused);
      for (const file of counts) this.#putCounts(file, true);
      this.#moveMarks(batch);
      for (const mark of marks) this.#putMark(mark);
      this.#setApplied.run(seq);
    });
    this.#appliedSeq = seq;
  }

  /** As TaskWriter.drop(). */
  dropTasks(before: number): number {
    return this.#transact(() => this.#tasks.drop(before));
  }

  /** Files that are known, ascending. */
  fileDays(): FileDay[] {
    const sql = "select file_day, is_linked, is_settled, end_max from day_file order by file_day";
    return this.#database
      .prepare(sql)
      .all()
      .map((row) => ({
        fileDay: Number(row["file_day"]),
        isLinked: row["is_linked"] === 1,
        endMax: row["is_settled"] === 1 ? Number(row["end_max"]) : undefined,
      }));
  }

  /** Takes up the counts of a file that came from elsewhere, such as a copy that was put back. */
  takeUpDay(file: FileCounts): void {
    this.#transact(() => this.#putCounts(file, false));
  }

  /** `counts` names what is kept of the day; without it everything is searched. */
  forgetDay(fileDay: number, counts?: readonly DayCount[]): void {
    const sql = "delete from day_count where file_day = ?";
    transact(this.#database, () => {
      this.#database.prepare("delete from day_file where file_day = ?").run(fileDay);
      if (counts === undefined) this.#database.prepare(sql).run(fileDay);
      else {
        const one = this.#database.prepare(`${sql} and tenant = ? and kind = ? and day = ?`);
        for (const { tenant, kind, day } of counts) one.run(fileDay, tenant, kind, day);
      }
    });
  }

  /** Calls of the day that were marked need not be known any longer. */
  forgetMarks(day: number): void {
    this.#database.prepare("delete from mark where day = ?").run(day);
  }

  /** What the file derives beside its calls is no longer, or again, complete. */
  setSettled(fileDay: number, extent: DayExtent | undefined): void {
    const { endMax = fileDay, loggedMin = fileDay, loggedMax = fileDay } = extent ?? {};
    this.#database
      .prepare(
        `update day_file set is_settled = 1, end_max = ?, logged_min = ?, logged_max = ?
         where file_day = ?`,
      )
      .run(endMax, loggedMin, loggedMax, fileDay);
  }

  setUnsettled(fileDay: number): void {
    this.#unsettle.run(fileDay);
  }

  /** Journal entries up to this one are in the missed calls. */
  get linkedSeq(): number {
    return Number(this.#database.prepare("select seq from linked").get()?.["seq"]);
  }

  /** Changes the missed calls; `seq` is the last entry that is in them then. */
  link(seq: number, work: (missed: MissedWriter) => void): void {
    this.#transact(() => {
      work(this.#missed);
      this.#database.prepare("update linked set seq = ?").run(seq);
    });
  }

  /** In the same transaction as link(). */
  setLinked(fileDay: number): void {
    this.#database.prepare("update day_file set is_linked = 1 where file_day = ?").run(fileDay);
  }

  #putCounts({ fileDay, counts }: FileCounts, isLinked: boolean): void {
    this.#dayFile.run(fileDay, isLinked ? 1 : 0);
    this.#unsettle.run(fileDay);
    for (const { tenant, kind, day, calls } of counts) {
      this.#dayCount.run(tenant, kind, day, fileDay, calls);
    }
  }

  /** A mark goes with its call, to another day or through a time when it is live again. */
  #moveMarks({ reopened, ended }: BatchChanges): void {
    const move = ({ callId, ...row }: CallRow, from: number, to: number) => {
      if (from !== to) this.#moveMark.run(to, from, tenantKey(row), callId);
    };
    for (const { row } of reopened) move(row, dayOf(row.arrivedAt), liveDay);
    const isLive = this.#liveMark.get(liveDay) !== undefined;
    for (const { row, replaces } of ended) {
      const day = dayOf(row.arrivedAt);
      if (replaces !== undefined) move(row, dayOf(replaces.arrivedAt), day);
      else if (isLive) move(row, liveDay, day);
    }
  }

  #putMark(mark: Mark): void {
    const { arrivedAt, callId, callerNo, callEnd, at, by, note } = mark;
    const tenant = tenantKey(mark);
    this.#mark.run(dayOf(arrivedAt), tenant, callId, at, by, note);
    const identity = [arrivedAt, packCallId(callId, arrivedAt)] as const;
    this.#markMissed.run(tenant, packNumber(callerNo), callEnd, ...identity);
  }

  /** Its errors name the file. */
  #transact<Result>(work: () => Result): Result {
    return naming(this.#path, () => transact(this.#database, work));
  }

  /** Everything that has been applied is on disk when it returns. */
  sync(): void {
    syncAll(this.#database, this.#path);
  }

  [Symbol.dispose](): void {
    this.#database.close();
  }
}
