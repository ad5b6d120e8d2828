// What another thread needs to read all calls of a history that is open in this one.
import type { MessagePort } from "node:worker_threads";
import type { History } from "./history.ts";

/** Given back when the thread has ended. */
export type LentCalls = Disposable & { readonly data: LoanData };

/** What that thread opens them with (borrow-calls.ts). The port is handed over to it. */
export type LoanData = {
  readonly dataDir: string;
  readonly callsPerTurnMax: number;
  /** Days whose file goes, or is gone for a while; once for each time. */
  readonly away: readonly number[];
  readonly port: MessagePort;
};

export type BorrowedCalls = Pick<History, "eachCall"> & Disposable;
