// Made-up calls for benchmarks: many tenants, one with a fifth of all, some callers who call often and
// one who never stops, thirty days. Deterministic: call number n is always the same.
import type { CallEvent } from "@trunkline/contract";
import { foldCall } from "../server/src/call/fold.ts";
import { callRow, type CallRow } from "../server/src/call/record.ts";
import type { EndedCall } from "../server/src/storage/history.ts";

export type LoadShape = {
  readonly calls: number;
  readonly tenants: number;
  readonly days: number;
  /** The last instant of the load; epoch ms. */
  readonly endsAt: number;
};

export const dayMs = 86_400_000;
export const ccId = 1;
/** The tenant with a fifth of the calls. */
export const bigVdn = 1;
/** Of the big tenant: a fiftieth of all calls. */
export const hotCaller = "13900000000";
const hotEvery = 50;
/** One call in this many is of one of the tenant's regular callers. */
const regularEvery = 20;
const regularCallers = 16;
const callsPerCustomer = 4;
/** From the end of a call to its record. */
const loggedAfterMs = 120;

export type BenchCall = {
  readonly n: number;
  readonly vdn: number;
  readonly callId: string;
  readonly arrivedAt: number;
  readonly isInbound: boolean;
  readonly isAnswered: boolean;
  readonly callerNo: string;
  readonly calleeNo: string;
  readonly innoId: number;
};

export function benchCall(n: number, shape: LoadShape): BenchCall {
  const random = scramble(n);
  const isBig = shape.tenants === 1 || n % 5 === 0;
  const vdn = isBig ? bigVdn : 2 + (random % (shape.tenants - 1));
  const arrivedAt = startOf(shape) + Math.floor((n / shape.calls) * shape.days * dayMs);
  const isHot = n % hotEvery === 0;
  const customer = isHot ? hotCaller : customerNo(n, vdn, shape);
  const innoId = 1 + (random % 20);
  const isInbound = isHot || random % 4 !== 0;
  const own = `8888${String(innoId).padStart(4, "0")}`;
  return {
    n,
    vdn,
    callId: `${Math.floor(arrivedAt / 1000)}-${n % 1_000_000}`,
    arrivedAt,
    isInbound,
    isAnswered: random % 10 !== 1,
    callerNo: isInbound ? customer : own,
    calleeNo: isInbound ? own : customer,
    innoId,
  };
}

export function startOf({ endsAt, days }: LoadShape): number {
  return endsAt - days * dayMs;
}

function customerNo(n: number, vdn: number, shape: LoadShape): string {
  const random = scramble(n + 7);
  if (random % regularEvery === 0) return numberOf(vdn * 1000 + (scramble(n + 8) % regularCallers));
  // Squared: some of the customers call much more often than others.
  const share = (random / 2 ** 32) ** 2;
  return numberOf(1_000_000 + Math.floor((share * shape.calls) / callsPerCustomer));
}

function numberOf(customer: number): string {
  return `1${3 + (customer % 6)}${String(scramble(customer) % 1_000_000_000).padStart(9, "0")}`;
}

/** 7 events when answered, 5 otherwise. */
export function callEvents(call: BenchCall): CallEvent[] {
  const { n, vdn, callId, arrivedAt, callerNo, calleeNo, innoId } = call;
  const ringsAt = arrivedAt + 3500 + (scramble(n + 1) % 60_000);
  const talkMs = 10_000 + (scramble(n + 2) % 300_000);
  const agentId = 1001 + (scramble(n + 3) % 200);
  const of = (at: number) => ({ at, ccId, vdn, callId });
  const direction = call.isInbound ? "in" : "out";
  const begun: CallEvent[] = [
    { kind: "arrived", ...of(arrivedAt), direction, callerNo, calleeNo, innoId },
    { kind: "ivrEntered", ...of(arrivedAt + 200), flowId: 3 },
    { kind: "queued", ...of(arrivedAt + 1500), skillId: 1 + (n % 30) },
    { kind: "offered", ...of(ringsAt), agentId },
  ];
  if (!call.isAnswered) {
    return [...begun, { kind: "ended", ...of(ringsAt + 5500), by: "customer" }];
  }
  return [
    ...begun,
    { kind: "answered", ...of(ringsAt + 1000), agentId },
    { kind: "held", ...of(ringsAt + 2000), agentId },
    { kind: "ended", ...of(ringsAt + 2000 + talkMs), by: "customer" },
  ];
}

/** As NDJSON. */
export function eventLines(events: readonly CallEvent[]): string {
  return events.map((event) => `${JSON.stringify(event)}\n`).join("");
}

export function endedCall(bench: BenchCall): EndedCall {
  const events = callEvents(bench);
  const call = foldCall(events);
  return { row: callRow(call, call.callId, call.endedAt + loggedAfterMs), call, events };
}

export function recordOf(bench: BenchCall): CallRow {
  return endedCall(bench).row;
}

/** Calls that arrived from `from` to `to`, both inclusive; their numbers follow their arrival. */
export function* callsBetween(shape: LoadShape, from: number, to: number): Iterable<BenchCall> {
  const share = (from - startOf(shape)) / (shape.days * dayMs);
  // One early, as times are rounded down.
  for (let n = Math.max(0, Math.floor(share * shape.calls) - 1); n < shape.calls; n += 1) {
    const call = benchCall(n, shape);
    if (call.arrivedAt > to) return;
    if (call.arrivedAt >= from) yield call;
  }
}

/** A 32-bit mix: neighbours become strangers. */
export function scramble(n: number): number {
  let x = Math.imul(n ^ 0x9e3779b9, 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}
