// An ended call as a vCon: who took part, each conversation or try of one, each transfer; our record attached.
import { createHash } from "node:crypto";
import type {
  WholeCall,
  LegEntry,
  TimelineEntry,
  Vcon,
  VconDialog,
  VconParty,
} from "@trunkline/contract";

type About = { readonly callCentre: string; readonly isMasked: boolean };

export function callVcon(detail: WholeCall, about: About): Vcon {
  const { tenant, callId, arrivedAt, recordedAt, endedAt } = detail.call;
  const parties = new Parties(detail, about);
  const dialog = dialogOf(detail, parties);
  const made = date(recordedAt ?? endedAt ?? arrivedAt);
  // The same call is the same vCon whenever it is asked for.
  const name = `call ${tenant} ${callId} ${arrivedAt}`;
  const uuid = uuidOf(name, arrivedAt);
  const redacted = { uuid, type: "telephone numbers" as const };
  return {
    vcon: "0.4.0",
    ...(about.isMasked ? { uuid: uuidOf(`masked ${name}`, arrivedAt), redacted } : { uuid }),
    created_at: made,
    parties: [...parties.list],
    dialog,
    attachments: [
      {
        purpose: "call record",
        start: made,
        party: callCentreParty,
        dialog: 0,
        mediatype: "application/json",
        filename: `${callId}.json`,
        encoding: "json",
        body: detail,
      },
    ],
  };
}

const customerParty = 0;
const callCentreParty = 1;

/** The customer, the call centre, and whoever else comes up, in that order; each one once. */
class Parties {
  readonly list: VconParty[];
  readonly #places = new Map<string, number>();
  readonly #tenant: string;
  readonly #customerNo: string;
  readonly #about: About;

  constructor({ call: { tenant, direction, callerNo, calleeNo } }: WholeCall, about: About) {
    const [customerNo, ownNo] = direction === "in" ? [callerNo, calleeNo] : [calleeNo, callerNo];
    this.#tenant = tenant;
    this.#customerNo = customerNo;
    this.#about = about;
    const { callCentre } = about;
    this.list = [
      { type: "person", ...this.#numberOf(customerNo) },
      { type: "organization", ...this.#numberOf(ownNo), name: callCentre, validation: "none" },
    ];
  }

  /** The place of who is at the device; `dept` = the queue that they were chosen from. */
  of({ device: { kind, id, name, number } }: LegEntry, dept: string): number {
    switch (kind) {
      case "agent":
        return this.#place(`agent ${id}`, () => ({
          type: "person",
          name: name || `agent ${id}`,
          validation: "none",
          uuid: uuidOf(`agent ${this.#tenant} ${id}`, 0),
          org: this.#about.callCentre,
          ...(dept === "" ? {} : { dept }),
        }));
      case "ivr":
        return this.#place(`ivr ${id}`, () => ({
          type: "bot",
          name: name || `IVR flow ${id}`,
          validation: "none",
          org: this.#about.callCentre,
        }));
      case "external":
        if (number === null || number === "" || number === this.#customerNo) return customerParty;
        return this.#place(`tel ${number}`, () => ({
          type: "person",
          ...this.#numberOf(number),
        }));
      case "queue":
        return callCentreParty;
    }
  }

  #place(key: string, make: () => VconParty): number {
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    const place = this.list.push(make()) - 1;
    this.#places.set(key, place);
    return place;
  }

  /** What is masked is no telephone number any more. */
  #numberOf(number: string): Pick<VconParty, "tel" | "name"> {
    if (number === "") return {};
    return this.#about.isMasked ? { name: number } : { tel: number };
  }
}

type Told = { readonly leg: LegEntry; readonly party: number; readonly dialog: VconDialog };

function dialogOf({ call, facts, legs, timeline }: WholeCall, parties: Parties): VconDialog[] {
  const told: Told[] = [];
  let dept = "";
  for (const [index, leg] of legs.entries()) {
    if (leg.device.kind === "queue") dept = leg.device.name;
    const isLast = index === legs.length - 1;
    // A wait in a queue is part of what comes after it, unless nothing does.
    if (leg.device.kind === "queue" && !isLast) continue;
    const party = parties.of(leg, dept);
    const hungUp = isLast && facts.endedBy === "customer";
    const talked = leg.device.kind === "ivr" ? leg.enteredAt : leg.answeredAt;
    const dialog =
      talked === null ? incomplete(leg, party, hungUp) : conversation(leg, party, talked, timeline);
    told.push({ leg, party, dialog });
  }
  const dialogs = told.map(({ dialog }) => dialog);
  if (dialogs.length === 0) dialogs.push(inVain(call, facts.endedBy === "customer"));
  return [...dialogs, ...transfers(told, timeline)];
}

function conversation(
  leg: LegEntry,
  party: number,
  from: number,
  timeline: readonly TimelineEntry[],
): VconDialog {
  const to = Math.max(from, leg.leftAt ?? from);
  const held = timeline.filter(
    ({ kind, at, fields }) =>
      (kind === "held" || kind === "resumed") &&
      at >= from &&
      at <= to &&
      (fields["agentId"] === undefined || fields["agentId"] === leg.device.id),
  );
  return {
    type: "recording-set",
    start: date(from),
    duration: (to - from) / 1000,
    parties: [customerParty, ...(party === customerParty ? [] : [party])],
    recordings: [],
    party_history: [
      { party, time: date(from), event: "join" },
      ...held.map(({ kind, at }) => ({
        party: customerParty,
        time: date(at),
        event: kind === "held" ? ("hold" as const) : ("unhold" as const),
      })),
      { party, time: date(to), event: "drop" },
    ],
  };
}

const dispositions = {
  noAnswer: "no-answer",
  rejected: "failed",
  busy: "busy",
  unreachable: "failed",
  cancelled: "hung-up",
} as const satisfies Readonly<Record<NonNullable<LegEntry["unanswered"]>, string>>;

function incomplete(leg: LegEntry, party: number, hungUp: boolean): VconDialog {
  const { enteredAt, leftAt, unanswered } = leg;
  const otherwise = hungUp ? "hung-up" : "no-answer";
  return {
    type: "incomplete",
    start: date(enteredAt),
    duration: Math.max(0, (leftAt ?? enteredAt) - enteredAt) / 1000,
    parties: [customerParty, party],
    disposition: unanswered === null ? otherwise : dispositions[unanswered],
  };
}

/** A call that came to no device at all. */
function inVain(call: WholeCall["call"], hungUp: boolean): VconDialog {
  const caller = call.direction === "in" ? customerParty : callCentreParty;
  return {
    type: "incomplete",
    start: date(call.arrivedAt),
    duration: call.durationMs / 1000,
    parties: [caller, 1 - caller],
    disposition: hungUp ? "hung-up" : "no-answer",
  };
}

function transfers(
  told: readonly Told[],
  timeline: readonly TimelineEntry[],
): readonly VconDialog[] {
  return timeline.flatMap(({ kind, at }): VconDialog[] => {
    if (kind !== "transferred") return [];
    const original = told.findLastIndex(
      ({ leg, dialog }) => leg.leftAt === at && dialog.type === "recording-set",
    );
    const target = told.findIndex(({ leg }, index) => index > original && leg.enteredAt >= at);
    const [from, to] = [told[original], told[target]];
    if (from === undefined || to === undefined) return [];
    return [
      {
        type: "transfer",
        start: date(at),
        transferee: customerParty,
        transferor: from.party,
        transfer_target: to.party,
        original,
        target_dialog: target,
      },
    ];
  });
}

/** Version 8: the time as in version 7, the rest from the name. */
function uuidOf(name: string, at: number): string {
  const time = at.toString(16).padStart(12, "0");
  const hash = createHash("sha256").update(`trunkline ${name}`).digest("hex");
  const variant = (8 + (Number.parseInt(hash.slice(3, 4), 16) % 4)).toString(16);
  const rest = [`8${hash.slice(0, 3)}`, `${variant}${hash.slice(4, 7)}`, hash.slice(7, 19)];
  return [time.slice(0, 8), time.slice(8), ...rest].join("-");
}

function date(at: number): string {
  return new Date(at).toISOString();
}
