// The geometry of a call's ribbon: its legs as lanes of stretches over time. Pure.
import type { ReplyOf } from "../../api/contract.ts";

type Answer = ReplyOf<"getCall">;
export type Leg = Answer["legs"][number];
export type TimelineEntry = Answer["timeline"][number];

export type Stretch = {
  readonly kind: "ivr" | "wait" | "ring" | "talk" | "hold" | "outside";
  readonly from: number;
  readonly to: number;
};

export type Lane = { readonly leg: Leg; readonly stretches: readonly Stretch[] };

export type Ribbon = {
  readonly from: number;
  readonly to: number;
  readonly lanes: readonly Lane[];
};

/** `now` ends what goes on. */
export function ribbonOf(
  { call, legs, timeline }: Pick<Answer, "call" | "legs" | "timeline">,
  now: number,
): Ribbon {
  const end = call.endedAt ?? Math.max(now, call.arrivedAt);
  const times = [...legs.map(({ leftAt }) => leftAt ?? 0), ...timeline.map(({ at }) => at)];
  // What came late may lie outside arrival and end.
  const from = Math.min(call.arrivedAt, ...timeline.map(({ at }) => at));
  const to = Math.max(end, from + 1, ...times);
  const lanes = legs.map((leg) => ({
    leg,
    stretches: stretchesOf(leg, {
      timeline,
      to: leg.leftAt ?? to,
      talkFrom: call.answeredAt ?? to,
    }),
  }));
  return { from, to, lanes };
}

/** `talkFrom`: of the call. An agent who has picked up first hears the other side ring until then. */
function stretchesOf(
  leg: Leg,
  {
    timeline,
    to,
    talkFrom,
  }: {
    readonly timeline: readonly TimelineEntry[];
    readonly to: number;
    readonly talkFrom: number;
  },
): readonly Stretch[] {
  const { device, enteredAt, rangAt, answeredAt } = leg;
  if (device.kind === "ivr") return [{ kind: "ivr", from: enteredAt, to }];
  if (device.kind === "external") return [{ kind: "outside", from: enteredAt, to }];
  const stretches: Stretch[] = [];
  const waitEnd = rangAt ?? answeredAt ?? to;
  if (waitEnd > enteredAt) stretches.push({ kind: "wait", from: enteredAt, to: waitEnd });
  if (rangAt !== null) stretches.push({ kind: "ring", from: rangAt, to: answeredAt ?? to });
  if (answeredAt !== null) {
    const begin = Math.min(to, Math.max(answeredAt, talkFrom));
    stretches.push({ kind: "ring", from: answeredAt, to: begin });
    stretches.push(...talkOf(leg, timeline, begin, to));
  }
  return stretches.filter((stretch) => stretch.to > stretch.from);
}

/** A leg tells how long it was on hold; when, its events tell. */
function talkOf(
  { device }: Leg,
  timeline: readonly TimelineEntry[],
  answeredAt: number,
  to: number,
): readonly Stretch[] {
  const stretches: Stretch[] = [];
  let from = answeredAt;
  let kind: "talk" | "hold" = "talk";
  for (const { at, kind: event, fields } of timeline) {
    const next = event === "held" ? "hold" : event === "resumed" ? "talk" : undefined;
    const agentId = fields["agentId"];
    const isOurs = agentId === undefined || agentId === device.id;
    if (next === undefined || next === kind || !isOurs || at < from || at > to) continue;
    stretches.push({ kind, from, to: at });
    from = at;
    kind = next;
  }
  return [...stretches, { kind, from, to }];
}

const steps = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 43_200, 86_400,
];

/** Offsets from the begin, in ms, at round distances; at most so many. */
export function ticksOf(
  { from, to }: Pick<Ribbon, "from" | "to">,
  most: number,
): readonly number[] {
  const seconds = (to - from) / 1000;
  const step = (steps.find((step) => seconds / step <= most) ?? 86_400 * 7) * 1000;
  return Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, at) => at * step);
}
