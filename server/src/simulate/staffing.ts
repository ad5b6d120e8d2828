// How many agents a queue needs, and who works when.
import { callShare, outboundPlan, queuedAgain, skillPlans, tasksPerCall } from "./centre-plan.ts";
import { accessCodePlans, type Duration, type SkillPlan } from "./centre-plan.ts";
import { dayProfile, type DayProfile, type ProfileName } from "./day-profile.ts";

/** One agent's shift; `from` and `to` are fractions of the day. */
export type Duty = {
  readonly agentId: number;
  /** First the one that the agent is there for. */
  readonly skillIds: readonly number[];
  readonly from: number;
  readonly to: number;
};

const slotsPerDay = 48;
const slotMs = 86_400_000 / slotsPerDay;
const shiftSlots = 17;
const shortestShiftSlots = 6;
const ringMs = 6_000;
/**
 * Service level aimed at: this part of the calls within this time. Rests are not added to the need:
 * that the teams help each other out makes up for them.
 */
const answeredPart = 0.8;
const answeredWithinMs = 20_000;
/** Nobody hires for the busiest half hour: above this part of the peak there are too few. */
const staffedPeak = 0.91;
/** Part of an outbound agent's time that is spent on calls; of dialled calls, those that get one. */
const outboundOccupancy = 0.7;
const outboundWithAgent = 0.6;

const weekdays = [0, 1, 2, 3, 4, 5, 6];

const firstAgentId = 1001;
/** Agent IDs are 101..59999 and 70000..999999. */
const gapFrom = 60_000;
const gapSize = 10_000;
const agentIdMax = 999_999;

/** The duties of a day of the week; the same agent has the same skills every day. */
export function rosterOf(options: {
  readonly callsPerDay: number;
  readonly profile: ProfileName;
  readonly weekday: number;
}): readonly Duty[] {
  const { callsPerDay, profile, weekday } = options;
  const duties: Duty[] = [];
  let firstOfSkill = 0;
  for (const plan of [...skillPlans, outboundPlan]) {
    const shiftsOn = (weekday: number) =>
      shiftsOf(needOf(plan, callsPerDay, dayProfile(profile, weekday)));
    const shifts = shiftsOn(weekday);
    const mostShifts = Math.max(...weekdays.map((weekday) => shiftsOn(weekday).length));
    // Who works at midnight is counted from the end: never the one who begins the next day.
    let fromStart = 0;
    let fromEnd = mostShifts - 1;
    for (const { from, to } of shifts) {
      const index = to === slotsPerDay && from > 0 ? fromEnd-- : fromStart++;
      duties.push({
        agentId: agentIdOf(firstOfSkill + index),
        skillIds: skillsOf(plan, index),
        from: from / slotsPerDay,
        to: to / slotsPerDay,
      });
    }
    firstOfSkill += mostShifts;
  }
  return duties;
}

function skillsOf(plan: SkillPlan, index: number): readonly number[] {
  const { skillId, secondSkill } = plan;
  return secondSkill !== undefined && index % 3 === 0 ? [skillId, secondSkill] : [skillId];
}

function agentIdOf(index: number): number {
  const plain = firstAgentId + index;
  const agentId = plain < gapFrom ? plain : plain + gapSize;
  if (agentId > agentIdMax) {
    throw new Error(`Cannot staff a contact centre: it needs more than '${agentIdMax}' agents`);
  }
  return agentId;
}

/** Agents needed in each half hour of the day. */
function needOf(plan: SkillPlan, callsPerDay: number, profile: DayProfile): readonly number[] {
  const handlingMs = averageOf(plan.talk) * 1.1 + averageOf(plan.wrapUp) + ringMs;
  const perDay =
    plan === outboundPlan
      ? callsPerDay * (callShare.outbound + tasksPerCall / 2) * outboundWithAgent
      : callsPerDay * callShare.inbound * shareOf(plan.skillId) * queuedAgain;
  const rates = Array.from({ length: slotsPerDay }, (_, slot) => {
    const fraction = (slot + 0.5) / slotsPerDay;
    return profile.isOpen(plan.hours, fraction) ? profile.rateAt(fraction) : 0;
  });
  const staffed = staffedPeak * Math.max(...rates);
  return rates.map((rate) => {
    if (rate === 0) return 0;
    const erlangs = ((perDay / slotsPerDay) * Math.min(rate, staffed) * handlingMs) / slotMs;
    return plan === outboundPlan
      ? Math.ceil(erlangs / outboundOccupancy)
      : agentsFor(erlangs, handlingMs);
  });
}

/** Of the inbound calls, the part that is queued for the skill. */
function shareOf(skillId: number): number {
  let total = 0;
  let ofSkill = 0;
  for (const { weight, selfService, giveUp, skills } of accessCodePlans) {
    total += weight;
    const all = skills.reduce((sum, { weight }) => sum + weight, 0);
    const own = skills.find((share) => share.skillId === skillId)?.weight ?? 0;
    if (all > 0) ofSkill += (weight * (1 - selfService - giveUp) * own) / all;
  }
  return ofSkill / total;
}

/** The fewest agents with whom enough calls are answered in time, by the Erlang C formula. */
export function agentsFor(erlangs: number, handlingMs: number): number {
  let agents = 0;
  let blocked = 1;
  for (;;) {
    agents += 1;
    blocked = (erlangs * blocked) / (agents + erlangs * blocked);
    if (agents <= erlangs) continue;
    const waits = blocked / (1 - (erlangs / agents) * (1 - blocked));
    const late = waits * Math.exp((-(agents - erlangs) * answeredWithinMs) / handlingMs);
    if (1 - late >= answeredPart) return agents;
  }
}

export function averageOf({ medianMs, sigma }: Duration): number {
  return medianMs * Math.exp((sigma * sigma) / 2);
}

type Shift = { readonly from: number; readonly to: number };

/** Whenever there are too few, one more begins. All shifts end with the day, or when it closes. */
function shiftsOf(need: readonly number[]): readonly Shift[] {
  const closes = need.findLastIndex((agents) => agents > 0) + 1;
  const present = need.map(() => 0);
  const shifts: Shift[] = [];
  for (let slot = 0; slot < closes; slot += 1) {
    while ((present[slot] ?? 0) < (need[slot] ?? 0)) {
      const to = Math.min(slot + shiftSlots, closes);
      const from = Math.max(0, Math.min(slot, to - shortestShiftSlots));
      for (let at = from; at < to; at += 1) present[at] = (present[at] ?? 0) + 1;
      shifts.push({ from, to });
    }
  }
  return shifts;
}
