// What another thread needs to read all calls of a history that is open in this one.
import type { MessagePort } from "node:worker_threads";
import type { History } from "./history.ts";
import type { LoanData } from "./sqlite/lender.ts";
import { BorrowedDays } from "./sqlite/borrowed-days.ts";

/** Given back when the thread has ended. */
export type LentCalls = Disposable & {
  readonly data: LoanData;
  /** To be handed over with the data. */
  readonly moved: readonly MessagePort[];
};

export type BorrowedCalls = Pick<History, "eachCall"> & Disposable;

/** In the other thread. */
export function borrowCalls(data: LoanData): BorrowedCalls {
  return new BorrowedDays(data);
}
