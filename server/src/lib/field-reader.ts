// Reads one request field from what clients send for it, digits as text too; made once from its schema.
import type { TSchema } from "typebox";
import { parseTime } from "./parse-time.ts";

export type FieldReader = {
  /** The value in its documented type; undefined when it does not fit. */
  readonly read: (value: unknown) => unknown;
  /** Goes on after "must", e.g. "be an integer from 1 to 5000". */
  readonly expectation: string;
};

// The keywords that our request schemas use; TSchema alone shows none of them.
type Keywords = {
  readonly type?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly description?: string;
  readonly enum?: readonly string[];
  readonly anyOf?: readonly { readonly const?: string; readonly type?: string }[];
  readonly items?: TSchema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly properties?: Readonly<Record<string, TSchema>>;
};

export function fieldReader(schema: TSchema): FieldReader {
  const keywords = schema as Keywords;
  if (keywords.anyOf?.some(({ type }) => type === "integer") === true) return instantReader;
  const choices = keywords.enum ?? keywords.anyOf?.map((choice) => choice.const ?? "");
  if (choices !== undefined) return choiceReader(choices);
  if (keywords.type === "integer") return integerReader(keywords);
  if (keywords.type === "string") return textReader(keywords);
  if (keywords.type === "array") return arrayReader(keywords);
  if (keywords.type === "boolean") return booleanReader;
  if (keywords.type === "object") return objectReader(keywords);
  throw new Error(`Cannot read a field: no reader for type '${keywords.type}'`);
}

function integerReader({ minimum, maximum }: Keywords): FieldReader {
  const min = minimum ?? Number.MIN_SAFE_INTEGER;
  const max = maximum ?? Number.MAX_SAFE_INTEGER;
  const upTo = max === Number.MAX_SAFE_INTEGER && min >= 0 ? "" : ` to ${max}`;
  return {
    expectation: `be an integer from ${min}${upTo}`,
    read: (value) => {
      const number = typeof value === "string" && isDigits(value) ? Number(value) : value;
      if (typeof number !== "number" || !Number.isSafeInteger(number)) return undefined;
      return number >= min && number <= max ? number : undefined;
    },
  };
}

/** The last instant of a JavaScript date. */
const instantMax = 8_640_000_000_000_000;

/** An integer or a text: the only such union of ours is an instant. Read as epoch ms. */
const instantReader: FieldReader = {
  expectation: "be a time: epoch ms, or ISO 8601 with a zone, such as 2026-04-15T02:30:00Z",
  read: (value) => {
    const at =
      typeof value !== "string" ? value : isDigits(value) ? Number(value) : parseTime(value);
    if (typeof at !== "number" || !Number.isSafeInteger(at)) return undefined;
    return at >= 0 && at <= instantMax ? at : undefined;
  },
};

/** Only in a body, whose fields are checked by their schemas before they are read. */
function objectReader({ properties = {} }: Keywords): FieldReader {
  const names = Object.keys(properties).map((name) => `'${name}'`);
  return {
    expectation: `be an object of ${names.join(", ")}, each as the API's description has it`,
    read: (value) => (typeof value === "object" && value !== null ? value : undefined),
  };
}

const booleanReader: FieldReader = {
  expectation: "be true or false",
  read: (value) => (value === "true" ? true : value === "false" ? false : booleanOf(value)),
};

function booleanOf(value: unknown): boolean | undefined {
  return typeof value === "boolean" ? value : undefined;
}

const digitsMax = 20;

function isDigits(text: string): boolean {
  return text.length <= digitsMax && /^-?\d+$/.test(text);
}

function textReader({ minLength, maxLength, pattern, description }: Keywords): FieldReader {
  const min = minLength ?? 0;
  const max = maxLength ?? Number.MAX_SAFE_INTEGER;
  const form = pattern === undefined ? undefined : new RegExp(pattern);
  return {
    expectation:
      form === undefined
        ? `be a text of ${min > 0 ? `${min} to ` : "at most "}${max} characters`
        : `be of the form ${description}`,
    read: (value) => {
      const text = typeof value === "number" && Number.isSafeInteger(value) ? String(value) : value;
      if (typeof text !== "string" || text.length < min || !isAtMost(max, text)) return undefined;
      return form === undefined || form.test(text) ? text : undefined;
    },
  };
}

/** A character may be two of JavaScript's. */
function isAtMost(characters: number, text: string): boolean {
  if (text.length <= characters) return true;
  return text.length <= 2 * characters && Array.from(text).length <= characters;
}

/** Numbers and booleans are taken by their text: some languages print `True`. */
function choiceReader(choices: readonly string[]): FieldReader {
  const quoted = choices.map((choice) => `'${choice}'`);
  return {
    expectation: `be ${quoted.length === 2 ? quoted.join(" or ") : `one of ${quoted.join(", ")}`}`,
    read: (value) => {
      if (typeof value === "string" && choices.includes(value)) return value;
      if (typeof value !== "string" && typeof value !== "number" && typeof value !== "boolean") {
        return undefined;
      }
      const text = String(value).toLowerCase();
      return choices.includes(text) ? text : undefined;
    },
  };
}

function arrayReader({ items, minItems, maxItems }: Keywords): FieldReader {
  if (items === undefined) throw new Error("Cannot read an array field: its items have no schema");
  const element = fieldReader(items);
  const min = minItems ?? 0;
  const max = maxItems ?? Number.MAX_SAFE_INTEGER;
  return {
    expectation: `be an array of ${min} to ${max} values that ${element.expectation.replace(/^be /, "are each ")}`,
    read: (value) => {
      if (!Array.isArray(value) || value.length < min || value.length > max) return undefined;
      const read: unknown[] = [];
      for (const entry of value) {
        const fit = element.read(entry);
        if (fit === undefined) return undefined;
        read.push(fit);
      }
      return read;
    },
  };
}
