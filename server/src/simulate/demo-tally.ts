// What the status line of the demo shows, counted from the events that it sends.
import { isCallEvent, type CallEvent, type TrunklineEvent } from "@trunkline/contract";
import type { LocalDay } from "../lib/local-day.ts";

export type TallyCounts = {
  readonly ivr: number;
  readonly queue: number;
  readonly agent: number;
  readonly longestWaitMs: number;
  /** Of the day: calls that arrived, and that were missed. */
  readonly calls: number;
  readonly missed: number;
};

type TalliedCall = {
  readonly isInbound: boolean;
  place: "ivr" | "queue" | "agent";
  waitsSince: number;
  agents: number;
  askedForAgent: boolean;
  isAnswered: boolean;
};

export class DemoTally {
  readonly #dayOf: (instant: number) => LocalDay;
  readonly #calls = new Map<string, TalliedCall>();
  #dayTo = 0;
  #arrived = 0;
  #missed = 0;

  constructor(options: { readonly dayOf: (instant: number) => LocalDay }) {
    this.#dayOf = options.dayOf;
  }

  add(event: TrunklineEvent): void {
    if (event.at >= this.#dayTo) {
      this.#dayTo = this.#dayOf(event.at).to;
      this.#arrived = 0;
      this.#missed = 0;
    }
    if (!isCallEvent(event)) return;
    if (event.kind === "arrived") {
      this.#arrived += 1;
      this.#calls.set(event.callId, newCall(event.direction === "in"));
    }
    const call = this.#calls.get(event.callId);
    if (call === undefined) return;
    if (event.kind === "ended") {
      this.#calls.delete(event.callId);
      if (call.isInbound && call.askedForAgent && !call.isAnswered) this.#missed += 1;
    } else move(call, event);
  }

  counts(now: number): TallyCounts {
    const counts = { ivr: 0, queue: 0, agent: 0 };
    let longestWaitMs = 0;
    for (const { place, waitsSince } of this.#calls.values()) {
      counts[place] += 1;
      if (place === "queue") longestWaitMs = Math.max(longestWaitMs, now - waitsSince);
    }
    return { ...counts, longestWaitMs, calls: this.#arrived, missed: this.#missed };
  }
}

function newCall(isInbound: boolean): TalliedCall {
  const place = "ivr";
  return { isInbound, place, waitsSince: 0, agents: 0, askedForAgent: false, isAnswered: false };
}

function move(call: TalliedCall, event: Exclude<CallEvent, { kind: "ended" }>): void {
  switch (event.kind) {
    case "offered":
      return event.agentId === undefined ? undefined : wait(call, event.at);
    case "queued":
      return wait(call, event.at);
    case "answered":
      if (event.agentId === undefined) return;
      call.agents += 1;
      call.isAnswered = true;
      call.place = "agent";
      return;
    case "transferred":
      call.agents -= 1;
      if (call.agents > 0) return;
      if (event.to.kind === "queue" || event.to.kind === "agent") return wait(call, event.at);
      call.place = "ivr";
      return;
    case "ivrEntered":
      call.place = "ivr";
      return;
    case "arrived":
    case "unanswered":
    case "held":
    case "resumed":
  }
}

function wait(call: TalliedCall, at: number): void {
  call.askedForAgent = true;
  if (call.agents > 0 || call.place === "queue") return;
  call.place = "queue";
  call.waitsSince = at;
}
