// The conversation: hold, consultation, conference of three, and the ways to hand a caller on.
import { releaseCause } from "@trunkline/contract/codes";
import type { Agent } from "./agent.ts";
import type { Centre } from "./centre.ts";
import { flow, skill } from "./centre-plan.ts";
import { consult } from "./consult-step.ts";
import { outsideNumber } from "./callers.ts";
import type { SimulatedCall, SimulatedScript, Step, TalkStep } from "./simulated-call.ts";

export const transfersMax = 3;
const shortTalkMs = 20_000;
const holding = { medianMs: 26_000, sigma: 0.6 } as const;
const hangsUpOnHold = 0.04;
const customerEndsChance = 0.6;

/** What the agent does with the caller, in parts of 1,000 conversations. */
const turns = [
  { weight: 705, kind: "plain" },
  { weight: 110, kind: "hold" },
  { weight: 28, kind: "consult" },
  { weight: 15, kind: "attendedTransfer" },
  { weight: 12, kind: "conference" },
  { weight: 45, kind: "toQueue" },
  { weight: 17, kind: "toAgent" },
  { weight: 55, kind: "toSurvey" },
  { weight: 13, kind: "outside" },
] as const;
const onlyHolds = turns.slice(0, 2);
const onlyPlain = turns.slice(0, 1);

export function* talk(centre: Centre, call: SimulatedCall, step: TalkStep): SimulatedScript<Step> {
  const { agent, skillId } = step;
  const talkMs = centre.lasting(centre.queue(skillId).plan.talk);
  const firstMs = talkMs * (0.2 + 0.5 * centre.random.next());
  const { kind } = centre.random.pick(turnsOf(call, talkMs));
  if (kind === "plain") {
    yield talkMs;
    return hangUp(centre, call, agent);
  }
  yield firstMs;
  switch (kind) {
    case "hold":
      return yield* hold(centre, call, agent, talkMs - firstMs);
    case "consult":
    case "attendedTransfer":
    case "conference": {
      const colleague = findColleague(centre, agent);
      if (colleague === undefined) return yield* hold(centre, call, agent, talkMs - firstMs);
      const last = yield* consult(centre, call, { kind, agent, colleague });
      if (last === undefined) return { kind: "over" };
      yield talkMs - firstMs;
      return hangUp(centre, call, last);
    }
    case "toQueue":
      return toQueue(centre, call, agent);
    case "toAgent":
      return toAgent(centre, call, agent);
    case "toSurvey":
      return toSurvey(centre, call, agent);
    case "outside":
      return toOutside(centre, call, agent);
  }
}

function turnsOf(call: SimulatedCall, talkMs: number): readonly (typeof turns)[number][] {
  const { mediaType } = call.accessCode;
  if (talkMs < shortTalkMs || mediaType === 1) return onlyPlain;
  return call.transfers >= transfersMax || mediaType !== 5 ? onlyHolds : turns;
}

function* hold(
  centre: Centre,
  call: SimulatedCall,
  agent: Agent,
  restMs: number,
): SimulatedScript<Step> {
  const { agentId } = agent;
  centre.tell(call, { kind: "held", agentId });
  yield centre.lasting(holding);
  if (centre.random.chance(hangsUpOnHold)) return hangUp(centre, call, agent, "customer");
  centre.tell(call, { kind: "resumed", agentId });
  yield restMs;
  return hangUp(centre, call, agent);
}

function hangUp(
  centre: Centre,
  call: SimulatedCall,
  agent: Agent,
  by: "customer" | "agent" = centre.random.chance(customerEndsChance) ? "customer" : "agent",
): Step {
  centre.tell(call, { kind: "ended", by, releaseCause: releaseCause.normal });
  centre.release(agent, "talked");
  return { kind: "over" };
}

function findColleague(centre: Centre, agent: Agent): Agent | undefined {
  const own = agent.team.queues[0]?.takeFree();
  return own ?? centre.queue(skill.service).takeFree() ?? centre.queue(skill.technical).takeFree();
}

function toQueue(centre: Centre, call: SimulatedCall, agent: Agent): Step {
  const { queues } = agent.team;
  const others = [skill.service, skill.technical, skill.billing].filter(
    (skillId) => skillId !== queues[0]?.plan.skillId && centre.queue(skillId).isStaffed,
  );
  const skillId = others[centre.random.below(others.length)];
  if (skillId === undefined) return hangUp(centre, call, agent);
  centre.tell(call, {
    kind: "transferred",
    to: { kind: "queue", skillId },
    agentId: agent.agentId,
  });
  handOver(centre, call, agent);
  return { kind: "queue", skillId, isUrgent: true, leaveReason: undefined };
}

function toAgent(centre: Centre, call: SimulatedCall, agent: Agent): Step {
  const colleague = findColleague(centre, agent);
  if (colleague === undefined) return hangUp(centre, call, agent);
  const to = { kind: "agent", agentId: colleague.agentId } as const;
  centre.tell(call, { kind: "transferred", to, agentId: agent.agentId });
  handOver(centre, call, agent);
  return { kind: "agent", agent: colleague, from: "transfer" };
}

function toSurvey(centre: Centre, call: SimulatedCall, agent: Agent): Step {
  const to = { kind: "ivr", flowId: flow.survey } as const;
  centre.tell(call, { kind: "transferred", to, agentId: agent.agentId });
  handOver(centre, call, agent);
  return { kind: "survey" };
}

function toOutside(centre: Centre, call: SimulatedCall, agent: Agent): Step {
  const to = { kind: "external", number: outsideNumber(centre.random) } as const;
  centre.tell(call, { kind: "transferred", to, agentId: agent.agentId });
  handOver(centre, call, agent);
  return { kind: "outside" };
}

function handOver(centre: Centre, call: SimulatedCall, agent: Agent): void {
  call.transfers += 1;
  centre.release(agent, "talked");
}
