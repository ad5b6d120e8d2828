// Messages of a PBX without the people in them: phone numbers and callers' names become made-up ones.
import { createHmac } from "node:crypto";
import { NumberCipher } from "./number-cipher.ts";

/** What a field of a message may hold, as its name tells. */
export type FieldKind = "machine" | "number" | "name" | "secret" | "text";

export type Field = { readonly kind: FieldKind; readonly value: string };

/** Shorter ones are extensions and service codes: they tell of nobody. */
const numberDigitsMin = 6;

const nameLetters = 8;
const namePatternMin = 3;

/** Not names, but that there is none. Compared in lower case. */
const noNames: ReadonlySet<string> = new Set(
  "|<unknown>|unknown|anonymous|restricted|private|withheld|unavailable|outbound call".split("|"),
);

/** Passed over within a text: UUIDs, unique IDs, the counter of a channel's name, times, ratios. */
const machineToken = [
  "[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}",
  "(?<!\\d)[12]\\d{9}\\.\\d+",
  "(?<=[A-Za-z0-9]/[^\\s,;\"'&|<>]{1,80})-0[0-9a-f]{7}(?![0-9A-Za-z])",
  "(?<!\\d)[12]\\d{9}(?=:[0-9a-f]{8}-)",
  "(?<!\\d)\\d{8}T\\d{6}Z",
  "(?<!\\d)\\d{1,3}\\.\\d{6}(?!\\d)",
].join("|");

/** With its country code a number is one however it is written; without, it could be a date. */
const writtenNumber = String.raw`\+\d(?:[ ()-]{0,2}\d){${numberDigitsMin},}`;
const tokens = new RegExp(`(${machineToken})|${writtenNumber}|\\d{${numberDigitsMin},}`, "g");
const quotedName = /"((?:[^"\\<>]|\\.)+)" ?</g;
/** As a dialplan sets them: `CALLERID(name)=Ann Lee`, `effective_caller_id_name=Ann Lee`. */
const setNames = [
  /(?:callerid|connectedline)\((?:name|all)[^)]*\)=["']?([^"'<>]+)/gi,
  /(?:caller|callee)_id_name='([^']+)'/gi,
  /(?:caller|callee)_id_name=([^'<>{}[\]]+?)(?=,\w+=|[\]}]|$)/gi,
];
const numberAlone = /^[+*#\d ().-]+$/;

export class Disguise {
  readonly #key: Uint8Array;
  readonly #cipher: NumberCipher;
  readonly #keptNames: ReadonlySet<string>;

  /** What the settings name stays, but for how to connect. Another key gives other numbers. */
  constructor(options: { readonly key: Uint8Array; readonly settings: unknown }) {
    const kept = [...textsOf(options.settings)];
    const numbers = kept.flatMap((text) => text.match(/\d+/g) ?? []);
    this.#key = options.key;
    this.#cipher = new NumberCipher({ key: options.key, kept: new Set(numbers) });
    this.#keptNames = new Set(kept);
  }

  /** The fields of one message, in their order. */
  of(fields: readonly Field[]): string[] {
    const names = this.#namePattern(fields);
    return fields.map(({ kind, value }) => {
      switch (kind) {
        case "machine":
          return value;
        case "secret":
          return "x".repeat(value.length);
        case "number":
          return this.number(value);
        case "name":
          return this.#name(value);
        case "text":
          return this.#text(value, names);
      }
    });
  }

  /** A number however it is written: only its digits change. */
  number(value: string): string {
    if (!numberAlone.test(value)) return this.#text(value, undefined);
    const digits = value.replaceAll(/\D/g, "");
    if (digits.length < numberDigitsMin) return value;
    const made = this.#cipher.of(digits);
    let next = 0;
    return value.replaceAll(/\d/g, () => made.charAt(next++));
  }

  #name(value: string): string {
    if (this.#keptNames.has(value) || noNames.has(value.toLowerCase())) return value;
    if (numberAlone.test(value)) return this.number(value);
    const digest = createHmac("sha256", this.#key).update(`name/${value}`).digest();
    const letters = [...digest.subarray(0, nameLetters)].map((byte) =>
      String.fromCharCode(65 + (byte % 26)),
    );
    return `Name ${letters.join("")}`;
  }

  #text(value: string, names: RegExp | undefined): string {
    const unnamed = names === undefined ? value : value.replace(names, (name) => this.#name(name));
    return unnamed.replace(tokens, (token, machine: string | undefined) =>
      machine === undefined ? this.number(token) : token,
    );
  }

  /** The names that a message tells, wherever it repeats them. */
  #namePattern(fields: readonly Field[]): RegExp | undefined {
    const found = new Set<string>();
    for (const { kind, value } of fields) {
      if (kind === "name") found.add(value);
      else if (kind === "text") for (const name of namesIn(value)) found.add(name);
    }
    const names = [...found].filter((name) => isLongEnough(name) && this.#name(name) !== name);
    if (names.length === 0) return undefined;
    const longestFirst = names.toSorted((a, b) => b.length - a.length).map(escapePattern);
    return new RegExp(`(?<![\\p{L}\\p{N}])(?:${longestFirst.join("|")})(?![\\p{L}\\p{N}])`, "gu");
  }
}

/** What is shorter may be a word of the PBX; a Chinese name has two characters. */
function isLongEnough(name: string): boolean {
  return name.length >= namePatternMin || /\P{ASCII}/u.test(name);
}

function* namesIn(text: string): Generator<string> {
  if (text.includes('"')) for (const [, name = ""] of text.matchAll(quotedName)) yield name;
  if (!text.includes("=")) return;
  for (const set of setNames) for (const [, name = ""] of text.matchAll(set)) yield name.trim();
}

function escapePattern(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
}

/** The connection is no part of what stays: it has the secret. */
function* textsOf(value: unknown): Generator<string> {
  if (typeof value === "string") yield value;
  if (typeof value !== "object" || value === null) return;
  for (const [name, inner] of Object.entries(value)) {
    if (name !== "connection") yield* textsOf(inner);
  }
}
