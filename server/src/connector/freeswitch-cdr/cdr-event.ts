// What a record tells, in the form in which the event socket would have told it.
import type { EslEvent, EslValue } from "../freeswitch-esl/esl-event.ts";
import type { CdrLeg } from "./cdr-leg.ts";
import { profileAt } from "./cdr-leg.ts";

/**
 * Order of events of one microsecond: who has talked is gone before the next is called, a channel is
 * there before it does anything, and the one that the call lives by is gone last.
 */
const ranks = {
  "hangup after talk": 0,
  CHANNEL_UNBRIDGE: 1,
  "agent-offering": 2,
  CHANNEL_CREATE: 3,
  CHANNEL_PROGRESS: 4,
  CHANNEL_ANSWER: 5,
  "bridge-agent-start": 6,
  CHANNEL_BRIDGE: 7,
  CHANNEL_HOLD: 8,
  CHANNEL_UNHOLD: 9,
  "bridge-agent-fail": 10,
  CHANNEL_HANGUP: 11,
  CHANNEL_HANGUP_COMPLETE: 12,
  "member-queue-end": 13,
  CHANNEL_EXECUTE: 14,
  "member-queue-start": 15,
  "last hangup": 16,
} as const;

type Rank = keyof typeof ranks;
export type CdrEventName = Exclude<Rank, "hangup after talk" | "last hangup">;

export type CdrEvent = {
  readonly micros: number;
  readonly rank: number;
  readonly event: EslEvent;
};

export type CdrFields = Readonly<Record<string, string>>;

export function cdrEvent(
  leg: CdrLeg,
  name: CdrEventName,
  micros: number,
  fields: CdrFields = {},
  rank: Rank = name,
): CdrEvent {
  const isOfQueue = !name.startsWith("CHANNEL_");
  const headers = isOfQueue
    ? { "Event-Name": "CUSTOM", "Event-Subclass": "callcenter::info", "CC-Action": name }
    : { "Event-Name": name };
  const event = new LegEvent(leg, micros, { ...headers, ...fields });
  return { micros, rank: ranks[rank], event };
}

export function compareCdrEvents(a: CdrEvent, b: CdrEvent): number {
  return a.micros - b.micros || a.rank - b.rank;
}

class LegEvent implements EslEvent {
  readonly oversizeHeaders = 0;
  readonly #leg: CdrLeg;
  readonly #micros: number;
  readonly #fields: CdrFields;

  constructor(leg: CdrLeg, micros: number, fields: CdrFields) {
    this.#leg = leg;
    this.#micros = micros;
    this.#fields = fields;
  }

  value(name: string): EslValue | undefined {
    if (name.startsWith(variableMark)) {
      return this.#leg.variables.get(name.slice(variableMark.length));
    }
    return Object.hasOwn(this.#fields, name) ? this.#fields[name] : this.#channelValue(name);
  }

  toRecord(): Record<string, EslValue> {
    const record: Record<string, EslValue> = { ...this.#fields };
    for (const [name, value] of this.#leg.variables) record[`${variableMark}${name}`] = value;
    return record;
  }

  #channelValue(name: string): string | undefined {
    const leg = this.#leg;
    const profile = profileAt(leg, this.#micros);
    switch (name) {
      case "Unique-ID":
        return leg.id;
      case "Call-Direction":
        return leg.isInbound ? "inbound" : "outbound";
      case "Channel-Name":
        return leg.name;
      case "Caller-Context":
        return profile?.context;
      case "Caller-Destination-Number":
        return profile?.destination;
      case "Caller-Caller-ID-Number":
        return profile?.callerNo;
      case "Caller-Transfer-Source":
        return profile?.transferSource;
      case "Hangup-Cause":
        return leg.variables.get("hangup_cause");
      default:
        return undefined;
    }
  }
}

const variableMark = "variable_";
