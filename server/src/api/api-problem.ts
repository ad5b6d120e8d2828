// A refusal of our own API: a code of the contract and what is wrong in this case.
import { problems, type ProblemCode } from "@trunkline/contract";
import { jsonText } from "../lib/json-text.ts";

export class ApiProblem extends Error {
  readonly code: ProblemCode;
  /** The field of the request that is wrong; "" = none. */
  readonly field: string;

  constructor(code: ProblemCode, detail: string, field = "", options: ErrorOptions = {}) {
    super(detail, options);
    this.code = code;
    this.field = field;
  }

  get status(): number {
    return problems[this.code].status;
  }
}

/** `must` goes on after the word, e.g. "be at most 'to'". */
export function invalidField(field: string, must: string, sent: unknown): ApiProblem {
  return new ApiProblem("invalidField", `'${field}' must ${must}; got ${shown(sent)}`, field);
}

export function problemBody(
  {
    code,
    detail,
    field = "",
  }: Pick<ApiProblem, "code"> & {
    readonly detail: string;
    readonly field?: string;
  },
  requestId: string,
): object {
  const { status, title } = problems[code];
  return {
    type: `/docs/reference/problems#${code}`,
    title,
    status,
    code,
    detail,
    instance: requestId,
    ...(field === "" ? {} : { field }),
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

const shownMax = 80;

function shown(value: unknown): string {
  const text = typeof value === "string" ? value : (jsonText(value) ?? "nothing");
  return text.length > shownMax ? `'${text.slice(0, shownMax)}...'` : `'${text}'`;
}
