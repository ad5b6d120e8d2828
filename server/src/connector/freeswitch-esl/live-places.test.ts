// The live board at every quiet moment of the recording, beside a recount from the raw events alone.
import assert from "node:assert/strict";
import { test } from "node:test";
import { comparePlaces, type Moment } from "../places.conformance.ts";
import { textOf, type EslEvent } from "./esl-event.ts";
import { EslMeaning, defaultEslMeaningLimits } from "./esl-meaning.ts";
import { EslParser, defaultEslParserLimits } from "./esl-parser.ts";
import { recordingBytes, recordingSettings } from "./recording.ts";

const settings = await recordingSettings();

/** Its clock steps in 20 ms; between two events so far apart nothing is on its way. */
const quietMicros = 100_000;

type Caller = { member: string; partner: string; readonly ringing: Set<string> };

/** Callers from outside and where each is, by the plainest reading of the events. */
class Recount {
  readonly #callers = new Map<string, Caller>();

  take(event: EslEvent): void {
    const name = textOf(event, "Event-Name");
    const id = textOf(event, "Unique-ID");
    const isInbound = textOf(event, "Call-Direction") === "inbound";
    if (name === "CHANNEL_CREATE" && isInbound && textOf(event, "Caller-Context") === "public") {
      this.#callers.set(id, { member: "", partner: "", ringing: new Set() });
    }
    const dialler = this.#callers.get(textOf(event, "Other-Leg-Unique-ID"));
    const isDialled = textOf(event, "Other-Type") === "originator";
    if (name === "CHANNEL_CREATE" && isDialled) dialler?.ringing.add(id);
    if (name.startsWith("CHANNEL_HANGUP")) {
      for (const caller of this.#callers.values()) caller.ringing.delete(id);
      this.#callers.delete(id);
    }
    if (name === "CHANNEL_BRIDGE") this.#bridge(event, true);
    if (name === "CHANNEL_UNBRIDGE") this.#bridge(event, false);
    this.#noteMember(event);
  }

  places(): Record<string, string> {
    return Object.fromEntries([...this.#callers].map(([id, caller]) => [id, placeOf(caller)]));
  }

  #bridge(event: EslEvent, isJoined: boolean): void {
    const ids = ["Bridge-A-Unique-ID", "Bridge-B-Unique-ID"].map((key) => textOf(event, key));
    for (const [index, id] of ids.entries()) {
      const caller = this.#callers.get(id);
      if (caller === undefined) continue;
      caller.partner = isJoined ? (ids[1 - index] ?? "") : "";
      caller.ringing.clear();
    }
  }

  #noteMember(event: EslEvent): void {
    const action = textOf(event, "CC-Action");
    const caller = this.#callers.get(textOf(event, "CC-Member-Session-UUID"));
    const member = textOf(event, "CC-Member-UUID");
    if (caller === undefined) return;
    if (action === "member-queue-start") caller.member = member;
    if (action === "member-queue-end" && caller.member === member) caller.member = "";
  }
}

function placeOf({ member, partner, ringing }: Caller): string {
  if (partner !== "") return "agent";
  return member !== "" || ringing.size > 0 ? "queue" : "ivr";
}

async function* moments(): AsyncIterable<Moment> {
  const parser = new EslParser(defaultEslParserLimits);
  const limits = defaultEslMeaningLimits;
  const meaning = new EslMeaning({ settings, limits, takesUpCalls: true });
  const recount = new Recount();
  const events: EslEvent[] = [];
  for await (const chunk of recordingBytes("plain")) {
    for (const message of parser.push(chunk)) {
      if (message.kind === "event") events.push(message.event);
    }
  }
  const timeOf = (event: EslEvent | undefined) =>
    event === undefined ? Infinity : Number(textOf(event, "Event-Date-Timestamp"));
  for (const [index, event] of events.entries()) {
    recount.take(event);
    const isQuiet = timeOf(events[index + 1]) - timeOf(event) > quietMicros;
    const told = [...meaning.take(event), ...(isQuiet ? meaning.flush() : [])];
    const places = isQuiet ? recount.places() : undefined;
    yield { events: told, places, label: `event ${index + 1}` };
  }
}

test("at every quiet moment each caller of the recording is where the raw events have it", async () => {
  const compared = await comparePlaces({ tenants: settings.tenants, moments: moments() });
  assert.ok(compared > 150, `${compared} moments`);
});
