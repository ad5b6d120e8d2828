// Opens what another thread has lent.
import type { BorrowedCalls, LoanData } from "./lent-calls.ts";
import { BorrowedDays } from "./sqlite/borrowed-days.ts";

export function borrowCalls(data: LoanData): BorrowedCalls {
  return new BorrowedDays(data);
}
