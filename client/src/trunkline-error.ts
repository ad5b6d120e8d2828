import type { ProblemDocument } from "./contract.ts";

type Said = {
  readonly code: string;
  readonly message: string;
  readonly status: number;
  readonly requestId?: string | null;
  readonly problem?: ProblemDocument | undefined;
  readonly cause?: unknown;
};

/** Why a question has no answer: what a service refused, or that nobody answered. */
export class TrunklineError extends Error {
  /**
   * Of our own API the problem's code, of the CC-CMS interfaces the result code; else the HTTP status,
   * or `unreachable` where nobody answered.
   */
  readonly code: string;
  /** HTTP status; 0 where nobody answered. */
  readonly status: number;
  /** RFC 9457, of our own API alone. */
  readonly problem: ProblemDocument | undefined;
  /** Finds the reason in the server's log; "" where the answer has none. */
  readonly requestId: string;

  constructor({ code, message, status, requestId, problem, cause }: Said) {
    super(`${code}: ${message}`, { cause });
    this.name = "TrunklineError";
    this.code = code;
    this.status = status;
    this.problem = problem;
    this.requestId = requestId ?? "";
  }
}
