// Waiting for an agent: until one is free, until the caller has enough, or until it overflows.
import { leaveReason, releaseCause } from "@trunkline/contract/codes";
import type { Agent } from "./agent.ts";
import type { Centre } from "./centre.ts";
import { giveUpRinging, ring } from "./offer-step.ts";
import type { QueueStep, SimulatedCall, SimulatedScript, Step, Waiter } from "./simulated-call.ts";
import type { SkillQueue } from "./skill-queue.ts";

/** A queue with more callers than this per agent sends the next one on at once. */
const waitingPerAgentMax = 1.2;
/** After so long a caller is sent on, or asked for a message. */
const overflowAfterMs = 150_000;
const voicemailAfterMs = 420_000;
const priorityPatience = 1.8;
/** Callers who hang up as soon as they hear the music. */
const hastyChance = 0.015;

export function* waitInQueue(
  centre: Centre,
  call: SimulatedCall,
  step: QueueStep,
): SimulatedScript<Step> {
  const queue = centre.queue(step.skillId);
  const { plan } = queue;
  const isTransfer = step.leaveReason === undefined;
  if (!isTransfer && !queue.isStaffed) return sendOn(centre, queue, leaveReason.noAgent);
  if (step.leaveReason !== undefined) {
    centre.tell(call, {
      kind: "queued",
      skillId: plan.skillId,
      skillName: plan.name,
      ...(step.leaveReason > 0 ? { leaveReason: step.leaveReason } : {}),
    });
  }
  const queuedAt = centre.simulation.now;
  const patienceMs = patienceOf(centre, call, queue);
  const sentOnAfterMs = plan.overflowTo === undefined ? voicemailAfterMs : overflowAfterMs;
  let isUrgent = step.isUrgent;
  yield centre.random.between(5, 40);
  if (queue.waiting > queue.signedIn * waitingPerAgentMax) {
    return sendOn(centre, queue, leaveReason.overflow);
  }
  for (;;) {
    const waitedMs = centre.simulation.now - queuedAt;
    const untilMs = Math.min(patienceMs, sentOnAfterMs) - waitedMs;
    const agent = queue.takeFree() ?? (yield* lineUp(call, queue, isUrgent, untilMs));
    if (agent === undefined) {
      if (sentOnAfterMs < patienceMs) return sendOn(centre, queue, leaveReason.timeout);
      return abandon(centre, call);
    }
    const { skillId } = plan;
    const patienceLeft = patienceMs - (centre.simulation.now - queuedAt);
    const outcome = yield* ring(centre, call, agent, { skillId, patienceMs: patienceLeft });
    if (outcome === "answered") return { kind: "talk", agent, skillId };
    if (outcome === "gaveUp") return giveUpRinging(centre, call, agent);
    // Whom an agent let ring does not wait behind the others again.
    isUrgent = true;
    yield centre.random.between(5, 40);
  }
}

/** Undefined when the time is over. */
export function* lineUp(
  waiter: Waiter,
  queue: SkillQueue,
  isUrgent: boolean,
  untilMs: number,
): SimulatedScript<Agent | undefined> {
  queue.join(waiter, isUrgent);
  const signal = yield Math.max(1, untilMs);
  if (typeof signal === "object") return signal;
  queue.leave(waiter);
  return undefined;
}

function patienceOf(centre: Centre, call: SimulatedCall, { plan }: SkillQueue): number {
  if (centre.random.chance(hastyChance)) return centre.random.between(800, 6_000);
  const patienceMs = centre.lasting(plan.patience);
  return call.accessCode.isPriority === true ? patienceMs * priorityPatience : patienceMs;
}

/** To the queue that helps out, else to the announcement or the voice mail. */
function sendOn(centre: Centre, queue: SkillQueue, reason: number): Step {
  const { overflowTo } = queue.plan;
  if (overflowTo !== undefined && centre.queue(overflowTo).isStaffed) {
    return { kind: "queue", skillId: overflowTo, isUrgent: true, leaveReason: reason };
  }
  return { kind: reason === leaveReason.noAgent ? "closed" : "voicemail", leaveReason: reason };
}

function abandon(centre: Centre, call: SimulatedCall): Step {
  centre.tell(call, { kind: "ended", by: "customer", releaseCause: releaseCause.queuingCancelled });
  call.hasGivenUp = true;
  return { kind: "over" };
}
