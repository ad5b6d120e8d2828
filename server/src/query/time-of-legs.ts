// How long a call has waited, rung and talked: computed from its legs, at any instant.
import type { Device, Leg, ReadonlyCall } from "../call/call.ts";

type Interval = readonly [from: number, to: number];
type ReadonlyLeg = Readonly<Leg>;

/** In queues, or ringing at agents while nobody talks with the caller. All waits together. */
export function waitMs(call: ReadonlyCall, now: number): number {
  const waits: Interval[] = [];
  const talks: Interval[] = [];
  for (const leg of call.legs) {
    if (leg.callBegin > 0) talks.push([leg.callBegin, endOf(leg, now)]);
    if (leg.device.kind === "queue") waits.push([leg.waitBegin, endOf(leg, now)]);
    else if (leg.device.kind === "agent") {
      waits.push([leg.waitBegin, leg.callBegin > 0 ? leg.callBegin : endOf(leg, now)]);
    }
  }
  return coveredMs(waits, talks);
}

/** In conversation, holds included; two agents at once count once. */
export function talkMs(call: ReadonlyCall, now: number): number {
  if (call.callBegin === 0) return 0;
  const talks = call.legs
    .filter((leg) => leg.callBegin > 0)
    .map((leg): Interval => [Math.max(leg.callBegin, call.callBegin), endOf(leg, now)]);
  return coveredMs(talks, []);
}

/** Spent at devices of one kind, e.g. in queues. */
export function stayMs(call: ReadonlyCall, kind: Device["kind"], now: number): number {
  const stays = call.legs
    .filter((leg) => leg.device.kind === kind)
    .map((leg): Interval => [leg.waitBegin, endOf(leg, now)]);
  return coveredMs(stays, []);
}

/** Ringing of the answer; of a call that nobody answered, all ringing. */
export function ringMs(call: ReadonlyCall, now: number): number {
  if (call.callBegin > 0) {
    return call.ackBegin > 0 ? Math.max(0, call.callBegin - call.ackBegin) : 0;
  }
  const rings = call.legs
    .filter((leg) => leg.ackBegin > 0)
    .map((leg): Interval => [leg.ackBegin, leg.callBegin > 0 ? leg.callBegin : endOf(leg, now)]);
  return coveredMs(rings, []);
}

function endOf(leg: ReadonlyLeg, now: number): number {
  return leg.callEnd > 0 ? leg.callEnd : now;
}

/** Time inside at least one of `counted` and none of `excluded`. */
function coveredMs(counted: readonly Interval[], excluded: readonly Interval[]): number {
  const edges: { readonly at: number; readonly counted: number; readonly excluded: number }[] = [];
  for (const [from, to] of counted) {
    if (to > from)
      edges.push({ at: from, counted: 1, excluded: 0 }, { at: to, counted: -1, excluded: 0 });
  }
  for (const [from, to] of excluded) {
    if (to > from)
      edges.push({ at: from, counted: 0, excluded: 1 }, { at: to, counted: 0, excluded: -1 });
  }
  edges.sort((a, b) => a.at - b.at);
  let total = 0;
  let depth = 0;
  let exclusions = 0;
  let last = 0;
  for (const edge of edges) {
    if (depth > 0 && exclusions === 0) total += edge.at - last;
    depth += edge.counted;
    exclusions += edge.excluded;
    last = edge.at;
  }
  return total;
}
