// Ringing at an agent: picked up, not picked up, or the caller gave up before.
import type { UnansweredReason } from "@trunkline/contract";
import { leaveReason, releaseCause } from "@trunkline/contract/codes";
import { agentStatus, type Agent } from "./agent.ts";
import type { Centre } from "./centre.ts";
import type { SimulatedCall, SimulatedScript, Step } from "./simulated-call.ts";

/** Between the decision and the first ring. */
const routingMs = { from: 15, to: 180 };
const pickUp = { medianMs: 3_600, sigma: 0.55 } as const;
const ringMaxMs = 20_000;

type Ring = { readonly weight: number; readonly unanswered?: UnansweredReason };

const rings: readonly Ring[] = [
  { weight: 960 },
  { weight: 25, unanswered: "noAnswer" },
  { weight: 9, unanswered: "rejected" },
  { weight: 4, unanswered: "busy" },
  { weight: 2, unanswered: "unreachable" },
];

export type RingOutcome = "answered" | "unanswered" | "gaveUp";

/** The agent has been taken; when the call is not answered the agent is let go again. */
export function* ring(
  centre: Centre,
  call: SimulatedCall,
  agent: Agent,
  options: { readonly skillId?: number; readonly patienceMs: number },
): SimulatedScript<RingOutcome> {
  const { random } = centre;
  const { agentId } = agent;
  const { skillId, patienceMs } = options;
  yield random.between(routingMs.from, routingMs.to);
  centre.setState(agent, agentStatus.answering);
  if (skillId === undefined) centre.tell(call, { kind: "offered", agentId });
  else centre.tell(call, { kind: "offered", agentId, skillId });
  const { unanswered } = random.pick(rings);
  const ringMs = ringTime(centre, unanswered);
  if (patienceMs < ringMs) {
    yield Math.max(1, patienceMs);
    return "gaveUp";
  }
  yield ringMs;
  if (unanswered === undefined) {
    centre.setState(agent, agentStatus.talking);
    centre.tell(call, { kind: "answered", agentId });
    return "answered";
  }
  centre.tell(call, { kind: "unanswered", agentId, reason: unanswered });
  centre.release(agent, "missed");
  return "unanswered";
}

function ringTime(centre: Centre, unanswered: UnansweredReason | undefined): number {
  switch (unanswered) {
    case undefined:
      return Math.min(ringMaxMs - 500, centre.lasting(pickUp));
    case "noAnswer":
      return ringMaxMs;
    case "rejected":
      return centre.random.between(1_500, 9_000);
    case "busy":
    case "unreachable":
      return centre.random.between(150, 900);
  }
}

/** The caller hangs up while it rings. */
export function giveUpRinging(centre: Centre, call: SimulatedCall, agent: Agent): Step {
  centre.tell(call, { kind: "ended", by: "customer", releaseCause: releaseCause.beforeAnswer });
  centre.release(agent, "untouched");
  call.hasGivenUp = true;
  return { kind: "over" };
}

/** An agent without a queue: the agent's own number, or a colleague's transfer. */
export function* offerToAgent(
  centre: Centre,
  call: SimulatedCall,
  step: Extract<Step, { kind: "agent" }>,
): SimulatedScript<Step> {
  const { agent, from } = step;
  const [queue] = agent.team.queues;
  if (queue === undefined) throw new Error("Cannot offer a call: the agent has no skill");
  const { skillId, patience } = queue.plan;
  const outcome = yield* ring(centre, call, agent, { patienceMs: centre.lasting(patience) });
  if (outcome === "answered") return { kind: "talk", agent, skillId };
  if (outcome === "gaveUp") return giveUpRinging(centre, call, agent);
  yield centre.random.between(100, 600);
  if (from === "access code")
    return { kind: "voicemail", leaveReason: leaveReason.agentDidNotAnswer };
  return { kind: "queue", skillId, isUrgent: true, leaveReason: leaveReason.agentDidNotAnswer };
}
