// Refusals of the CC-CMS interfaces: a result code, and a text that names field, value and range.
import { jsonText } from "../lib/json-text.ts";

export const resultCode = {
  success: "0100000",
  failed: "0100001",
  invalid: "0100002",
  bug: "0100999",
  forbidden: "0101003",
} as const;

export type Refusal = {
  readonly kind: "refused";
  readonly code: Exclude<(typeof resultCode)[keyof typeof resultCode], "0100000">;
  /** The field that is to blame; "" = none. */
  readonly field: string;
  readonly text: string;
};

/** The form of this text is the real service's; clients look for it. */
export function missing(field: string): Refusal {
  return refusal(resultCode.invalid, field, `Invalid param, must have parameter: '${field}'`);
}

/** `expectation` goes on after "must": "be an integer from 1 to 5000". */
export function invalid(field: string, expectation: string, value: unknown): Refusal {
  const text = `Invalid param, parameter '${field}' must ${expectation}: '${shown(value)}'`;
  return refusal(resultCode.invalid, field, text);
}

export function unknownField(name: string, meant: string | undefined): Refusal {
  const hint = meant === undefined ? "" : `, did you mean '${meant}'`;
  return refusal(
    resultCode.invalid,
    name,
    `Invalid param, unknown parameter: '${shown(name)}'${hint}`,
  );
}

export const notAnObject = refusal(
  resultCode.invalid,
  "",
  "Invalid param, the body must be a JSON object",
);

/** The same text whether or not what is asked for exists. */
export function notPermitted(field: string, value: number): Refusal {
  return refusal(
    resultCode.forbidden,
    field,
    `No permission, the key may not ask for ${field}: '${value}'`,
  );
}

export function notInProgress(callId: string): Refusal {
  return refusal(resultCode.failed, "callId", `The call is not in progress: '${shown(callId)}'`);
}

export function noRecord(callId: string): Refusal {
  return refusal(resultCode.failed, "callId", `The call has no record: '${shown(callId)}'`);
}

/** What went wrong is for the log, not for the client. */
export function failed(what: "storage" | "bug"): Refusal {
  return what === "storage"
    ? refusal(resultCode.failed, "", "Cannot answer: the storage failed")
    : refusal(resultCode.bug, "", "Cannot answer: unknown error");
}

function refusal(code: Refusal["code"], field: string, text: string): Refusal {
  return { kind: "refused", code, field, text };
}

const shownLengthMax = 100;

function shown(value: unknown): string {
  const text = typeof value === "string" ? value : (jsonText(value) ?? String(value));
  return text.length > shownLengthMax ? `${text.slice(0, shownLengthMax)}...` : text;
}
