// A refusal of our own API: a code of the contract and what is wrong in this case.
import { problems, type ProblemCode } from "@trunkline/contract";

export class ApiProblem extends Error {
  readonly code: ProblemCode;

  constructor(code: ProblemCode, detail: string) {
    super(detail);
    this.code = code;
  }

  get status(): number {
    return problems[this.code].status;
  }
}

export function problemBody(code: ProblemCode, detail: string, requestId: string): object {
  const { status, title } = problems[code];
  return {
    type: `/docs/reference/problems#${code}`,
    title,
    status,
    code,
    detail,
    instance: requestId,
  };
}

/** The problem that an HTTP status of the framework stands for. */
export function problemOfStatus(status: number): ProblemCode {
  switch (status) {
    case 404:
      return "notFound";
    case 405:
      return "methodNotAllowed";
    case 413:
      return "tooLarge";
    case 415:
      return "unsupportedMediaType";
    case 429:
      return "tooManyRequests";
    case 503:
      return "unavailable";
    default:
      return status >= 500 ? "internal" : "malformed";
  }
}
