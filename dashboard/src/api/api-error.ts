/** Why a question has no answer: a problem of the server (RFC 9457), or no server at all. */
export class ApiError extends Error {
  /** Of the contract; `unreachable` where nobody answered. */
  readonly code: string;
  readonly status: number;
  /** Finds the reason in the server's log; "" = none. */
  readonly requestId: string;

  constructor({
    code,
    status,
    detail,
    requestId = "",
    cause,
  }: {
    readonly code: string;
    readonly status: number;
    readonly detail: string;
    readonly requestId?: string;
    readonly cause?: unknown;
  }) {
    super(detail, { cause });
    this.code = code;
    this.status = status;
    this.requestId = requestId;
  }
}

export function isAborted(error: unknown): boolean {
  return error instanceof DOMException && error.name === "AbortError";
}
