// What a caller hears without an agent: the menu, the survey, the voice mail, "we are closed".
import { releaseCause } from "@trunkline/contract/codes";
import type { Agent } from "./agent.ts";
import type { Centre } from "./centre.ts";
import { flow, skillPlans } from "./centre-plan.ts";
import type { SimulatedCall, SimulatedScript, Step } from "./simulated-call.ts";

const greeting = { medianMs: 6_000, sigma: 0.3 } as const;
const choosing = { medianMs: 11_000, sigma: 0.6 } as const;
const serving = { medianMs: 45_000, sigma: 0.6 } as const;
const message = { medianMs: 22_000, sigma: 0.5 } as const;
const closedMs = { from: 4_000, to: 12_000 };
const surveyed = { medianMs: 16_000, sigma: 0.4 } as const;
/** Callers who stay to the end of what is played. */
const staysChance = 0.7;

const over: Step = { kind: "over" };

export function* answerMenu(centre: Centre, call: SimulatedCall): SimulatedScript<Step> {
  const { random } = centre;
  const { flowId, giveUp, selfService, skills, isDirect, isPriority } = call.accessCode;
  if (isDirect === true) return directLine(centre);
  if (flowId > 0) {
    centre.tell(call, { kind: "ivrEntered", flowId });
    yield centre.lasting(greeting);
    const choice = random.next();
    if (choice < giveUp) {
      call.hasGivenUp = random.chance(0.3);
      return hangUp(centre, call);
    }
    yield centre.lasting(choosing);
    if (choice < giveUp + selfService) return yield* serveSelf(centre, call);
  }
  if (skills.length === 0) return hangUp(centre, call);
  const { skillId } = random.pick(skills);
  return { kind: "queue", skillId, isUrgent: isPriority === true, leaveReason: 0 };
}

function* serveSelf(centre: Centre, call: SimulatedCall): SimulatedScript<Step> {
  centre.tell(call, { kind: "ivrEntered", flowId: flow.selfService });
  yield centre.lasting(serving);
  return centre.random.chance(staysChance) ? finish(centre, call) : hangUp(centre, call);
}

/** An agent's own number: there is no queue to fall back on. */
function directLine(centre: Centre): Step {
  const plan = skillPlans[centre.random.below(skillPlans.length)];
  const agent: Agent | undefined =
    plan === undefined ? undefined : centre.queue(plan.skillId).takeFree();
  if (agent === undefined) return { kind: "voicemail", leaveReason: 0 };
  return { kind: "agent", agent, from: "access code" };
}

export function* leaveMessage(
  centre: Centre,
  call: SimulatedCall,
  leaveReason: number,
): SimulatedScript<Step> {
  centre.tell(call, { kind: "ivrEntered", flowId: flow.voicemail, leaveReason });
  yield centre.lasting(message);
  return hangUp(centre, call);
}

export function* playClosed(
  centre: Centre,
  call: SimulatedCall,
  leaveReason: number,
): SimulatedScript<Step> {
  centre.tell(call, { kind: "ivrEntered", flowId: flow.closed, leaveReason });
  yield centre.random.between(closedMs.from, closedMs.to);
  return centre.random.chance(staysChance) ? finish(centre, call) : hangUp(centre, call);
}

/** The agent has handed the caller to the survey; that has been told. */
export function* takeSurvey(centre: Centre, call: SimulatedCall): SimulatedScript<Step> {
  yield centre.lasting(surveyed);
  return centre.random.chance(staysChance) ? finish(centre, call) : hangUp(centre, call);
}

function finish(centre: Centre, call: SimulatedCall): Step {
  centre.tell(call, { kind: "ended", by: "system", releaseCause: releaseCause.ivrNormal });
  return over;
}

function hangUp(centre: Centre, call: SimulatedCall): Step {
  centre.tell(call, {
    kind: "ended",
    by: "customer",
    releaseCause: releaseCause.clientDisconnects,
  });
  return over;
}
