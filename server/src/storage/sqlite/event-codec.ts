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
const kindsMax = 16;
/** The code of an event that no kind's list fits: all of it is JSON. */
const anyKind = kindsMax - 1;
const sameAsRow = ["ccId", "vdn", "callId"] as const;
/** Shorter ones gain nothing. */
const deflatedBytesMin = 200;
const isPlain = 0;
const isDeflated = 1;

export function packEvents(events: readonly CallEvent[], row: CallRow): Buffer {
  const writer = new ByteWriter();
  const before = new Before(row);
  for (const event of events) putEvent(writer, event, row, before);
  const plain = writer.bytes();
  if (plain.length < deflatedBytesMin) return Buffer.concat([Buffer.of(isPlain), plain]);
  return Buffer.concat([Buffer.of(isDeflated), deflateRawSync(plain)]);
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
  const done = ["at", ...sameAsRow.filter((name) => fields[name] === row[name])];
  const code = done.length > sameAsRow.length ? (codes.get(event.kind) ?? anyKind) : anyKind;
  if (code !== anyKind) done.push("kind");
  const taken: Choice[] = [];
  let mask = 0;
  for (const [place, choice] of choicesOf(code).entries()) {
    if (!isFit(choice, fields, done, row, before)) continue;
    mask += 2 ** place;
    taken.push(choice);
    if (choice.form !== "rest") done.push(choice.field);
  }
  writer.putCount(code + kindsMax * mask);
  writer.putInteger(event.at - before.at);
  for (const choice of taken) {
    // isFit has looked at the types.
    if (choice.form === "integer") writer.putInteger(fields[choice.field] as number);
    else if (choice.form === "text") writer.putText(fields[choice.field] as string);
    else if (choice.form === "rest") {
      const rest = Object.entries(fields).filter(([name]) => !done.includes(name));
      writer.putText(JSON.stringify(Object.fromEntries(rest)));
    }
  }
  before.note(event);
}

function isFit(
  choice: Choice,
  fields: Fields,
  done: readonly string[],
  row: CallRow,
  before: Before,
): boolean {
  if (choice.form === "rest") return Object.keys(fields).length > done.length;
  const value = fields[choice.field];
  if (value === undefined || done.includes(choice.field)) return false;
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

function choicesOf(code: number): readonly Choice[] {
  return formats[code]?.[1] ?? [{ form: "rest" }];
}

function readEvent(reader: ByteReader, row: CallRow, before: Before): CallEvent {
  const head = reader.count();
  const code = head % kindsMax;
  const { ccId, vdn, callId } = row;
  const kind = formats[code]?.[0];
  const fields: Fields = { kind, at: before.at + reader.integer(), ccId, vdn, callId };
  let mask = Math.floor(head / kindsMax);
  for (const choice of choicesOf(code)) {
    if (mask % 2 === 1) readChoice(choice, fields, { reader, row, before });
    mask = Math.floor(mask / 2);
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
      Object.assign(fields, JSON.parse(reader.text()));
  }
}
