// The events of a batch as JSON in UTF-8, an array of JournalledEvent: made while they come in, where most are
// at hand as the text that was received, and kept as bytes, which are moved between threads and not copied.
import type { CallEvent } from "@trunkline/contract";
import { ByteText, fixedText } from "../lib/byte-text.ts";
import type { AcceptedEvent } from "./history.ts";

/** `cmsCallId` is left out where it is the callId. */
export type JournalledEvent = { readonly event: CallEvent; readonly cmsCallId?: string };

const opening = fixedText('{"event":');
const [comma, openBracket, closeBrace, closeBracket] = [0x2c, 0x5b, 0x7d, 0x5d];
const initialBytes = 65_536;
/** What a rush of events has made larger is given back. */
const keptBytesMax = 2 ** 20;

export class EventsJson {
  #text = new ByteText(initialBytes);

  /** `received`: the event as JSON, where it came as such. */
  add({ event, cmsCallId }: AcceptedEvent, received?: string): void {
    const text = this.#text;
    text.character(text.length === 0 ? openBracket : comma);
    text.fixed(opening);
    text.text(received ?? JSON.stringify(event));
    if (cmsCallId !== event.callId) text.text(`,"cmsCallId":${JSON.stringify(cmsCallId)}`);
    text.character(closeBrace);
  }

  /** All that was added since it was taken last. */
  take(): Uint8Array<ArrayBuffer> {
    if (this.#text.length === 0) this.#text.character(openBracket);
    this.#text.character(closeBracket);
    const taken = this.#text.take();
    if (taken.length > keptBytesMax) this.#text = new ByteText(initialBytes);
    return taken;
  }
}

export function eventsJson(events: readonly AcceptedEvent[]): Uint8Array<ArrayBuffer> {
  const json = new EventsJson();
  for (const event of events) json.add(event);
  return json.take();
}
