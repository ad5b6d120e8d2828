// Reads the value of an option from a text or from YAML, and says what is wrong with it.
import type { TSchema } from "typebox";
import { Check, Errors } from "typebox/schema";
import type { Option } from "./option.ts";

export type OptionValue =
  | { readonly kind: "value"; readonly value: unknown }
  /** `at` leads to the entry of a list that is wrong. */
  | { readonly kind: "wrong"; readonly reason: string; readonly at?: readonly string[] };

// The keywords that option schemas use; TSchema alone shows none of them.
type Keywords = {
  readonly type?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly enum?: readonly string[];
};

type Fault = { readonly keyword: string; readonly message: string };

/** Of an environment variable or a flag. */
export function valueOfText(option: Option, text: string): OptionValue {
  return checked(option, fromText(option.schema, text.trim()), text);
}

/** Of the configuration file. */
export function valueOfYaml(option: Option, value: unknown): OptionValue {
  return checked(option, value, value);
}

function checked(option: Option, value: unknown, sent: unknown): OptionValue {
  if (Check(option.schema, value)) return { kind: "value", value };
  const rule = expectationOf(option.schema);
  if (rule !== undefined) return { kind: "wrong", reason: `must be ${rule}, got '${shown(sent)}'` };
  const [, [error]] = Errors(option.schema, value);
  const at = error?.instancePath.split("/").slice(1) ?? [];
  const reason = `${at.length === 0 ? "" : `'${at.join(".")}' `}${faultOf(error, value, at)}`;
  return { kind: "wrong", reason, at };
}

function faultOf(error: Fault | undefined, value: unknown, at: readonly string[]): string {
  if (error === undefined) return "is wrong";
  if (error.keyword === "boolean") return "is not known";
  const found = valueAt(value, at);
  // Entries may hold secrets; what is missing in one is not there to be shown.
  return typeof found === "object" ? error.message : `${error.message}, got '${shown(found)}'`;
}

function valueAt(value: unknown, at: readonly string[]): unknown {
  // Lists and maps of YAML alike.
  return at.reduce((inner, name) => (inner as Readonly<Record<string, unknown>>)[name], value);
}

function fromText(schema: TSchema, text: string): unknown {
  const { type } = schema as Keywords;
  if (type === "integer") return /^-?\d{1,16}$/.test(text) ? Number(text) : text;
  if (type === "boolean") return text === "true" ? true : text === "false" ? false : text;
  if (type !== "array") return text;
  const parts = text.split(",").map((part) => part.trim());
  return parts.filter((part) => part !== "");
}

/** What a plain value must be; undefined for lists of objects. */
export function expectationOf(schema: TSchema): string | undefined {
  const { type, minimum = 0, maximum = 0, enum: choices } = schema as Keywords;
  if (choices !== undefined) return `one of ${choices.join(", ")}`;
  if (type === "boolean") return "true or false";
  if (type === "string") return "a text";
  if (type !== "integer") return undefined;
  if (maximum === Number.MAX_SAFE_INTEGER) return `an integer from ${minimum}`;
  return `an integer from ${minimum} to ${maximum}`;
}

const shownMax = 80;

function shown(value: unknown): string {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? String(value));
  return text.length > shownMax ? `${text.slice(0, shownMax)}...` : text;
}
