// A second agent is asked while the caller is on hold: goes again, stays instead, or joins in.
import { leaveReason, releaseCause } from "@trunkline/contract/codes";
import type { Agent } from "./agent.ts";
import type { Centre } from "./centre.ts";
import { ring } from "./offer-step.ts";
import type { SimulatedCall, SimulatedScript } from "./simulated-call.ts";

const asking = { medianMs: 22_000, sigma: 0.6 } as const;
const conferring = { medianMs: 70_000, sigma: 0.6 } as const;
const patience = { medianMs: 90_000, sigma: 0.8 } as const;

type Consultation = {
  readonly kind: "consult" | "attendedTransfer" | "conference";
  readonly agent: Agent;
  readonly colleague: Agent;
};

/** Who goes on talking to the caller; undefined when the caller hung up. */
export function* consult(
  centre: Centre,
  call: SimulatedCall,
  { kind, agent, colleague }: Consultation,
): SimulatedScript<Agent | undefined> {
  const { agentId } = agent;
  centre.tell(call, { kind: "held", agentId });
  yield centre.random.between(800, 4_000);
  const outcome = yield* ring(centre, call, colleague, { patienceMs: centre.lasting(patience) });
  if (outcome === "gaveUp") {
    centre.tell(call, { kind: "ended", by: "customer", releaseCause: releaseCause.normal });
    centre.release(colleague, "untouched");
    centre.release(agent, "talked");
    return undefined;
  }
  if (outcome === "answered") {
    yield centre.lasting(asking);
    if (kind === "attendedTransfer") return handOver(centre, call, agent, colleague);
    if (kind === "consult") letGo(centre, call, agent, colleague);
  }
  yield centre.random.between(200, 1_500);
  centre.tell(call, { kind: "resumed", agentId });
  if (outcome === "answered" && kind === "conference") {
    yield centre.lasting(conferring);
    letGo(centre, call, agent, colleague);
  }
  return agent;
}

function handOver(centre: Centre, call: SimulatedCall, agent: Agent, colleague: Agent): Agent {
  const to = { kind: "agent", agentId: colleague.agentId } as const;
  centre.tell(call, { kind: "transferred", to, agentId: agent.agentId });
  call.transfers += 1;
  centre.release(agent, "talked");
  return colleague;
}

/** The colleague leaves, the call stays with the agent. */
function letGo(centre: Centre, call: SimulatedCall, agent: Agent, colleague: Agent): void {
  centre.tell(call, {
    kind: "transferred",
    to: { kind: "agent", agentId: agent.agentId },
    agentId: colleague.agentId,
    leaveReason: leaveReason.helpRequesterReleased,
  });
  centre.release(colleague, "talked");
}
