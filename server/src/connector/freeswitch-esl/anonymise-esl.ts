// The byte stream of the event socket without the people in it: messages, IDs and times stay.
import type { Disguise, Field, FieldKind } from "../disguise.ts";
import type { StreamFilter } from "../stream-filter.ts";
import { percentDecode } from "./esl-event.ts";
import { EslParser, type EslParserLimits } from "./esl-parser.ts";

/** Of FreeSWITCH itself: read by programs, and nobody's. */
const machineHeader =
  /^(?:event-(?!info)|freeswitch-|core-|content-|answer-state|cc-(?:queue|action|agent|cause)|uuid$)|(?:uuid|unique-id|time|timestamp|epoch|stamp|sec|duration|accum|last-hold|hold_events|sequence|bytes|samples|context|dialplan|state|direction|cause|application)$/i;
const nameHeader = /(?:(?:caller|callee)[-_]id[-_]name|cid[-_]name|(?:from|to)_display)$/i;
const numberHeader =
  /(?:id[-_]number|cid[-_]num(?:ber)?|destination[-_]number|[-_]ani|rdnis|dnis|username|[-_]user(?:_stripped)?|^dest)$/i;
const secretHeader = /secret|passw|passphrase|token|nonce|a1[-_]hash|(?:^|_)pin$/i;

type Entry = { readonly name: string; readonly value: string };

export function openEslAnonymiser(options: {
  readonly disguise: Disguise;
  readonly limits: EslParserLimits;
}): StreamFilter {
  const { disguise, limits } = options;
  let rewritten: Buffer[] = [];
  const parser = new EslParser(limits, (_message, bytes) => {
    rewritten.push(rewriteMessage(bytes, disguise));
  });
  return {
    take: (chunk) => {
      parser.push(chunk);
      const kept = Buffer.concat(rewritten);
      rewritten = [];
      return kept;
    },
    left: () => ({
      "messages that are damaged": parser.damaged,
      "messages that are too long": parser.oversizeBodies,
    }),
  };
}

function rewriteMessage(bytes: Buffer, disguise: Disguise): Buffer {
  const headEnd = bytes.indexOf("\n\n") + 2;
  const head = bytes.toString("latin1", 0, headEnd);
  const body = bytes.toString("utf8", headEnd);
  if (body === "") return Buffer.from(rewriteText(head, disguise), "latin1");
  const made = Buffer.from(rewriteBody(contentTypeOf(head), body, disguise));
  return Buffer.concat([Buffer.from(withLength(head, made.length), "latin1"), made]);
}

function contentTypeOf(head: string): string {
  return /^Content-Type: (.*)$/im.exec(head)?.[1] ?? "";
}

function withLength(head: string, length: number): string {
  return head.replace(/^(Content-Length: )\d+$/im, `$1${length}`);
}

function rewriteBody(contentType: string, body: string, disguise: Disguise): string {
  if (contentType === "text/event-json") return rewriteJson(body, disguise);
  if (contentType === "text/event-plain") return rewritePlain(body, disguise);
  if (contentType !== "api/response") return rewriteText(body, disguise);
  if (body.startsWith("{")) return rewriteJson(body, disguise);
  if (body.startsWith("Event-Name: ")) return rewritePlain(body, disguise);
  const [columns = ""] = body.split("\n", 1);
  return columns.includes("|")
    ? rewriteTable(body, columns.split("|"), disguise)
    : rewriteText(body, disguise);
}

/** Headers that are percent-encoded, and what follows them in the length that they say. */
function rewritePlain(text: string, disguise: Disguise): string {
  const end = text.indexOf("\n\n");
  if (end < 0) return rewriteText(text, disguise);
  const entries = text.slice(0, end).split("\n").map(readLine);
  const made = rewriteEntries(
    entries.map(({ name, value }) => ({ name, value: percentDecode(value) })),
    disguise,
  );
  const lines = entries.map(({ name, value }, index) => {
    const other = made[index] ?? "";
    const isSame = other === percentDecode(value);
    return `${name}: ${isSame ? value : encodeURIComponent(other)}`;
  });
  const inner = text.slice(end + 2);
  if (inner === "") return `${lines.join("\n")}\n\n`;
  const body = rewriteText(inner, disguise);
  return `${withLength(lines.join("\n"), Buffer.byteLength(body))}\n\n${body}`;
}

function readLine(line: string): Entry {
  const colon = line.indexOf(": ");
  return colon < 0
    ? { name: line, value: "" }
    : { name: line.slice(0, colon), value: line.slice(colon + 2) };
}

/** An event, or an answer with rows: every text in it is a field, named by the nearest key. */
function rewriteJson(text: string, disguise: Disguise): string {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return rewriteText(text, disguise);
  }
  const entries: Entry[] = [];
  mapTexts(parsed, "", (name, value) => {
    entries.push({ name, value });
    return value;
  });
  const made = rewriteEntries(entries, disguise);
  let next = 0;
  const rewritten = mapTexts(parsed, "", () => made[next++] ?? "");
  return JSON.stringify(withInnerLength(rewritten));
}

function mapTexts(
  value: unknown,
  name: string,
  map: (name: string, text: string) => string,
): unknown {
  if (typeof value === "string") return map(name, value);
  if (Array.isArray(value)) return value.map((item: unknown) => mapTexts(item, name, map));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, mapTexts(inner, key, map)]),
  );
}

function withInnerLength(event: unknown): unknown {
  if (typeof event !== "object" || event === null || !("_body" in event)) return event;
  const length = String(Buffer.byteLength(String(event._body)));
  return { ...event, ...("Content-Length" in event ? { "Content-Length": length } : {}) };
}

/** A list with its columns' names in the first line: of agents, of queues. */
function rewriteTable(text: string, columns: readonly string[], disguise: Disguise): string {
  const [head = "", ...lines] = text.split("\n");
  const rows = lines.map((line) => {
    const entries = line.split("|").map((value, index) => ({ name: columns[index] ?? "", value }));
    return rewriteEntries(entries, disguise).join("|");
  });
  return [head, ...rows].join("\n");
}

function rewriteText(text: string, disguise: Disguise): string {
  return disguise.of([{ kind: "text", value: text }])[0] ?? "";
}

function rewriteEntries(entries: readonly Entry[], disguise: Disguise): string[] {
  return disguise.of(entries.map(({ name, value }): Field => ({ kind: kindOf(name), value })));
}

function kindOf(name: string): FieldKind {
  if (secretHeader.test(name)) return "secret";
  if (nameHeader.test(name)) return "name";
  if (numberHeader.test(name)) return "number";
  return machineHeader.test(name) ? "machine" : "text";
}
