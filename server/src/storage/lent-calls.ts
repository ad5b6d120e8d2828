// What another thread needs to read all calls of a history that is open in this one.
import type { MessagePort } from "node:worker_threads";
import type { History } from "./history.ts";

/** Given back when the thread has ended. */
export type LentCalls = Disposable & {
  readonly data: LoanData;
  /** To be handed over with the data. */
  readonly moved: readonly MessagePort[];
};

/** What that thread opens them with: borrow-calls.ts. */
export type LoanData = {
  readonly dataDir: string;
  readonly callsPerTurnMax: number;
  /** Days whose file goes, or is gone for a while; once for each time. */
  readonly away: readonly number[];
  readonly port: MessagePort;
};

export type BorrowedCalls = Pick<History, "eachCall"> & Disposable;
