// The byte stream of the event socket -> messages. Takes any chunks; finds its way back after garbage.
import { UnreadBytes } from "../unread-bytes.ts";
import { readJsonEvent, readPlainEvent } from "./esl-event.ts";
import type { EslEvent, EslEventLimits } from "./esl-event.ts";

export type EslMessage =
  | { readonly kind: "event"; readonly event: EslEvent }
  | { readonly kind: "authRequest" }
  | { readonly kind: "commandReply"; readonly reply: string }
  | { readonly kind: "apiResponse"; readonly body: string }
  | { readonly kind: "disconnectNotice"; readonly body: string }
  | { readonly kind: "other"; readonly contentType: string };

export type EslParserLimits = EslEventLimits & {
  /** Longer headers of a message, before its body, are garbage. */
  readonly messageHeaderBytesMax: number;
  /** A message with a longer body is dropped and counted; the stream goes on behind it. */
  readonly bodyBytesMax: number;
};

export const defaultEslParserLimits: EslParserLimits = {
  headerCharsMax: 32_768,
  messageHeaderBytesMax: 65_536,
  // A list of channels has 1.3 kB for each.
  bodyBytesMax: 33_554_432,
};

type Head = { readonly contentType: string; readonly length: number; readonly reply: string };

/** A message and its bytes, which are of use during the call alone. */
export type MessageSeen = (message: EslMessage, bytes: Buffer) => void;

export class EslParser {
  readonly #limits: EslParserLimits;
  readonly #seen: MessageSeen | undefined;
  /** Of a message that is not whole yet. */
  readonly #rest = new UnreadBytes();
  /** In a message whose headers are read: where its body begins. */
  #bodyFrom = 0;
  #head: Head | undefined;
  /** Looks for the next event: what came was no message. */
  #isLost = false;
  #events = 0;
  #damaged = 0;
  #oversizeBodies = 0;
  #oversizeHeaders = 0;
  #droppedBytes = 0;

  constructor(limits: EslParserLimits, seen?: MessageSeen) {
    this.#limits = limits;
    this.#seen = seen;
  }

  get events(): number {
    return this.#events;
  }

  /** Messages that could not be read: garbage, or an event with a hole. */
  get damaged(): number {
    return this.#damaged;
  }

  get oversizeBodies(): number {
    return this.#oversizeBodies;
  }

  get oversizeHeaders(): number {
    return this.#oversizeHeaders;
  }

  /** Bytes passed over while looking for the next event. */
  get droppedBytes(): number {
    return this.#droppedBytes;
  }

  /** Bytes of a message whose end has not come. */
  get unfinishedBytes(): number {
    return this.#rest.length;
  }

  /** The messages that these bytes complete. */
  push(chunk: Uint8Array): EslMessage[] {
    const bytes = this.#rest.append(chunk);
    const messages: EslMessage[] = [];
    let from = 0;
    for (;;) {
      const next = this.#step(bytes, from, messages);
      if (next === undefined) break;
      from = next;
    }
    this.#keep(from);
    return messages;
  }

  /** Reads on from there; where the next step begins, undefined when more bytes are needed. */
  #step(bytes: Buffer, from: number, messages: EslMessage[]): number | undefined {
    if (this.#isLost) return this.#find(bytes, from);
    if (this.#head === undefined) return this.#readHead(bytes, from, messages);
    const bodyFrom = from + this.#bodyFrom;
    const end = bodyFrom + this.#head.length;
    if (end > bytes.length) return undefined;
    const message = this.#readMessage(this.#head, bytes.toString("utf8", bodyFrom, end));
    this.#head = undefined;
    if (message === undefined) return this.#lose(from);
    messages.push(message);
    this.#seen?.(message, bytes.subarray(from, end));
    return end;
  }

  #readHead(bytes: Buffer, from: number, messages: EslMessage[]): number | undefined {
    let begin = from;
    while (bytes[begin] === lineFeed) begin += 1;
    if (begin > from) return begin;
    const end = bytes.indexOf("\n\n", begin, "latin1");
    const isTooLong = (end < 0 ? bytes.length : end) - begin > this.#limits.messageHeaderBytesMax;
    if (end < 0 && !isTooLong) return undefined;
    const head = isTooLong ? undefined : readHead(bytes.toString("latin1", begin, end));
    if (head === undefined) return this.#lose(begin);
    if (head.length > this.#limits.bodyBytesMax) {
      this.#oversizeBodies += 1;
      // Who asked must not wait for it forever.
      if (head.contentType === apiResponse) messages.push({ kind: "apiResponse", body: tooLong });
      this.#droppedBytes += end + 2 - begin;
      this.#isLost = true;
      return end + 2;
    }
    this.#head = head;
    this.#bodyFrom = end + 2 - begin;
    return begin;
  }

  #readMessage(head: Head, body: string): EslMessage | undefined {
    switch (head.contentType) {
      case "text/event-plain":
        return this.#readEvent(readPlainEvent(body, this.#limits));
      case "text/event-json":
        return this.#readEvent(readJsonEvent(body, this.#limits));
      case "auth/request":
        return { kind: "authRequest" };
      case "command/reply":
        return { kind: "commandReply", reply: head.reply };
      case apiResponse:
        return { kind: "apiResponse", body };
      case "text/disconnect-notice":
        return { kind: "disconnectNotice", body };
      default:
        return { kind: "other", contentType: head.contentType };
    }
  }

  #readEvent(event: EslEvent | undefined): EslMessage | undefined {
    if (event === undefined) return undefined;
    this.#events += 1;
    this.#oversizeHeaders += event.oversizeHeaders;
    return { kind: "event", event };
  }

  /** A hole has made a message swallow others, and noise hides the head behind it: look from here. */
  #lose(from: number): number {
    this.#damaged += 1;
    this.#droppedBytes += 1;
    this.#isLost = true;
    return from + 1;
  }

  /** The next event's headers: the only place in the stream that can be told from anything else. */
  #find(bytes: Buffer, from: number): number | undefined {
    let at = from;
    for (;;) {
      at = bytes.indexOf(eventMark, at, "latin1");
      if (at < 0) return undefined;
      const look = bytes.toString("latin1", at, at + eventHeadBytesMax);
      if (eventHead.test(look)) {
        this.#isLost = false;
        this.#droppedBytes += at - from;
        return at;
      }
      if (look.length < eventHeadBytesMax) return undefined;
      at += eventMark.length;
    }
  }

  /** Moves what is left to the front; while lost, only what may be the head of an event is kept. */
  #keep(from: number): void {
    let begin = from;
    if (this.#isLost && this.#rest.length - begin > eventHeadBytesMax) {
      begin = this.#rest.length - eventHeadBytesMax;
      this.#droppedBytes += begin - from;
    }
    this.#rest.dropBefore(begin);
  }
}

/** Headers of a message; undefined when a line is none. */
function readHead(text: string): Head | undefined {
  const head = { contentType: "", length: 0, reply: "" };
  for (const line of text.split("\n")) {
    const colon = line.indexOf(": ");
    if (colon <= 0 || !headerName.test(line.slice(0, colon))) return undefined;
    const value = line.slice(colon + 2);
    const name = line.slice(0, colon).toLowerCase();
    if (name === "content-type") head.contentType = value;
    else if (name === "reply-text") head.reply = value;
    else if (name === "content-length") {
      if (!/^\d{1,15}$/.test(value)) return undefined;
      head.length = Number(value);
    }
  }
  return head.contentType === "" ? undefined : head;
}

const headerName = /^[A-Za-z][\w-]*$/;
const apiResponse = "api/response";
/** In the place of a reply that is not read, in the words that FreeSWITCH refuses with. */
const tooLong = "-ERR the reply is too long";
const eventMark = "Content-Length: ";
const eventHead = /^Content-Length: \d{1,15}\nContent-Type: text\/event-(plain|json)\n\n/;
const eventHeadBytesMax = 80;
const lineFeed = 10;
