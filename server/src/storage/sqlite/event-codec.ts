// The events of a record as bytes, a few for each event. Per kind there is a list of choices: a field
// with a certain value, equal to that of the record, or with a value of its own; a mask says which
// were taken. What no choice fits is kept as JSON, so nothing is ever lost.
import { deflateRawSync, inflateRawSync } from "node:zlib";
import type { CallEvent, CallEventKind } from "@trunkline/contract";
import type { CallRow } from "../history.ts";
import { ByteReader, ByteWriter, isSmallInteger } from "./byte-text.ts";

type Fields = Record<string, unknown>;
type RowField = "callerNo" | "calleeNo" | "innoId" | "agentId" | "skillId";

type Choice =
  | { readonly form: "fixed"; readonly field: string; readonly value: unknown }
  | { readonly form: "row"; readonly field: RowField }
  | { readonly form: "again" | "integer" | "text"; readonly field: string }
  | { readonly form: "rest" };

const fixed = (field: string, value: unknown): Choice => ({ form: "fixed", field, value });
const row = (field: RowField): Choice => ({ form: "row", field });
const integer = (field: string): Choice => ({ form: "integer", field });
const text = (field: string): Choice => ({ form: "text", field });

const agent = [row("agentId"), integer("agentId")];
const skill = [row("skillId"), integer("skillId")];
const leaving = integer("leaveReason");
const shared: readonly Choice[] = [
  text("id"),
  { form: "again", field: "source" },
  text("source"),
  integer("sequence"),
  fixed("extension", true),
  { form: "rest" },
];

/** Kinds and choices are told by their place: part of the format, changed by a migration only. */
const formats: readonly (readonly [CallEventKind, readonly Choice[]])[] = [
  [
    "arrived",
    [
      ...[fixed("direction", "in"), row("callerNo"), row("calleeNo"), row("innoId")],
      ...[fixed("direction", "out"), text("callerNo"), text("calleeNo"), integer("innoId")],
      ...[integer("callType"), integer("mediaType"), integer("subMediaType")],
      ...[text("originalCalleeNo"), text("callData"), integer("callFeature")],
      ...[integer("priority"), integer("trunkNo"), integer("keyId"), fixed("agentFirst", true)],
      ...shared,
    ],
  ],
  ["ivrEntered", [integer("flowId"), leaving, ...shared]],
  ["queued", [...skill, text("skillName"), leaving, ...shared]],
  ["offered", [...agent, ...skill, leaving, ...shared]],
  ["unanswered", [...agent, text("reason"), ...shared]],
  ["answered", [...agent, ...shared]],
  ["held", [...agent, ...shared]],
  ["resumed", [...agent, ...shared]],
  ["transferred", [...agent, leaving, ...shared]],
  [
    "ended",
    [
      ...[fixed("by", "customer"), fixed("by", "agent"), fixed("by", "system")],
      ...[integer("releaseCause"), leaving, ...shared],
    ],
  ],
];
const codes = new Map(formats.map(([kind], code) => [kind, code]));

type PlacedChoice = {
  readonly choice: Choice;
  readonly bit: number;
  /** Bits of the choices before it for the same field: one of them at most is taken. */
  readonly others: number;
};

const placedChoices = formats.map(([, choices]) => placed(choices));
const restAlone = placed([{ form: "rest" }]);

/** A mask of choices is an integer of 32 bits: no list is longer. */
function placed(choices: readonly Choice[]): readonly PlacedChoice[] {
  return choices.map((choice, place) => {
    const isOther = (other: Choice) =>
      other.form !== "rest" && choice.form !== "rest" && other.field === choice.field;
    const others = choices
      .slice(0, place)
      .reduce((bits, other, at) => (isOther(other) ? bits | (1 << at) : bits), 0);
    return { choice, bit: 1 << place, others };
  });
}

const kindsMax = 16;
/** The code of an event that no kind's list fits: all of it is JSON. */
const anyKind = kindsMax - 1;
const sameAsRow = ["ccId", "vdn", "callId"] as const;
const ofAnyKind = ["at"];
const ofItsKind = ["at", "kind", ...sameAsRow];
/** Shorter ones gain nothing. */
const deflatedBytesMin = 200;
const isPlain = 0;
const isDeflated = 1;

/** `writer` may be used for many records, one after the other. */
export function packEvents(
  events: readonly CallEvent[],
  row: CallRow,
  writer = new ByteWriter(),
): Uint8Array<ArrayBuffer> {
  writer.clear();
  writer.putCount(isPlain);
  const before = new Before(row);
  for (const event of events) putEvent(writer, event, row, before);
  if (writer.length <= deflatedBytesMin) return writer.bytes();
  const plain = writer.bytes().subarray(1);
  writer.clear();
  writer.putCount(isDeflated);
  writer.putBytes(deflateRawSync(plain));
  return writer.bytes();
}

export function unpackEvents(bytes: Uint8Array, row: CallRow): readonly CallEvent[] {
  const body = bytes.subarray(1);
  const reader = new ByteReader(bytes[0] === isPlain ? body : inflateRawSync(body));
  const before = new Before(row);
  const events: CallEvent[] = [];
  while (!reader.isAtEnd) events.push(readEvent(reader, row, before));
  return events;
}

/** What an event may refer to of the one before it. */
class Before {
  at: number;
  source: unknown = undefined;

  constructor({ arrivedAt }: CallRow) {
    this.at = arrivedAt;
  }

  note({ at, source }: CallEvent): void {
    this.at = at;
    this.source = source ?? this.source;
  }
}

function putEvent(writer: ByteWriter, event: CallEvent, row: CallRow, before: Before): void {
  // Its fields are read by name.
  const fields = event as Fields;
  const isOfRow = sameAsRow.every((name) => fields[name] === row[name]);
  const code = isOfRow ? (codes.get(event.kind) ?? anyKind) : anyKind;
  const choices = choicesOf(code);
  let mask = 0;
  let told = toldAnyway(code).length;
  for (const { choice, bit, others } of choices) {
    if ((mask & others) !== 0 || !isFit(choice, fields, row, before, told)) continue;
    mask |= bit;
    told += 1;
  }
  writer.putCount(code + kindsMax * mask);
  writer.putInteger(event.at - before.at);
  for (const { choice, bit } of choices) {
    if ((mask & bit) === 0) continue;
    // isFit has looked at the types.
    if (choice.form === "integer") writer.putInteger(fields[choice.field] as number);
    else if (choice.form === "text") writer.putText(fields[choice.field] as string);
    else if (choice.form === "rest") writer.putText(restOf(fields, code, mask));
  }
  before.note(event);
}

/** `told`: fields that are told already; the rest comes last of the choices. */
function isFit(
  choice: Choice,
  fields: Fields,
  row: CallRow,
  before: Before,
  told: number,
): boolean {
  if (choice.form === "rest") return Object.keys(fields).length > told;
  const value = fields[choice.field];
  if (value === undefined) return false;
  switch (choice.form) {
    case "fixed":
      return value === choice.value;
    case "row":
      return value === row[choice.field];
    case "again":
      return value === before.source;
    case "integer":
      return isSmallInteger(value);
    case "text":
      return typeof value === "string" && value.isWellFormed();
  }
}

/** What no choice has taken, as JSON. */
function restOf(fields: Fields, code: number, mask: number): string {
  const told = new Set<string>(toldAnyway(code));
  for (const { choice, bit } of choicesOf(code)) {
    if ((mask & bit) !== 0 && choice.form !== "rest") told.add(choice.field);
  }
  return JSON.stringify(
    Object.fromEntries(Object.entries(fields).filter(([name]) => !told.has(name))),
  );
}

/** Fields that need no choice. */
function toldAnyway(code: number): readonly string[] {
  return code === anyKind ? ofAnyKind : ofItsKind;
}

function choicesOf(code: number): readonly PlacedChoice[] {
  return placedChoices[code] ?? restAlone;
}

function readEvent(reader: ByteReader, row: CallRow, before: Before): CallEvent {
  const head = reader.count();
  const code = head % kindsMax;
  const { ccId, vdn, callId } = row;
  const kind = formats[code]?.[0];
  const fields: Fields = { kind, at: before.at + reader.integer(), ccId, vdn, callId };
  const mask = Math.floor(head / kindsMax);
  for (const { choice, bit } of choicesOf(code)) {
    if ((mask & bit) !== 0) readChoice(choice, fields, { reader, row, before });
  }
  // Written from a CallEvent.
  const event = fields as CallEvent;
  before.note(event);
  return event;
}

function readChoice(
  choice: Choice,
  fields: Fields,
  {
    reader,
    row,
    before,
  }: { readonly reader: ByteReader; readonly row: CallRow; readonly before: Before },
): void {
  switch (choice.form) {
    case "fixed":
      fields[choice.field] = choice.value;
      return;
    case "row":
      fields[choice.field] = row[choice.field];
      return;
    case "again":
      fields[choice.field] = before.source;
      return;
    case "integer":
      fields[choice.field] = reader.integer();
      return;
    case "text":
      fields[choice.field] = reader.text();
      return;
    case "rest":
      // Defined, as a name may be "__proto__".
      Object.defineProperties(fields, Object.getOwnPropertyDescriptors(restFrom(reader.text())));
  }
}

function restFrom(text: string): object {
  // As restOf wrote it.
  return JSON.parse(text) as object;
}
