// An agent's day: signs in, is free, serves, wraps up, rests, signs out.
import type { Centre } from "./centre.ts";
import type { SimulatedScript, Signal } from "./simulated-call.ts";
import type { Process } from "./simulation.ts";
import type { Team } from "./skill-queue.ts";
import type { Duty } from "./staffing.ts";

/** Numbers of the agent status table. */
export const agentStatus = {
  signedOut: 0,
  idle: 1,
  answering: 4,
  talking: 5,
  working: 6,
  busy: 7,
  rest: 8,
  study: 9,
} as const;

export type Agent = {
  readonly agentId: number;
  readonly team: Team;
  readonly duty: Duty;
  state: number;
  plan: "serve" | "rest" | "leave";
  process: Process<Signal> | undefined;
};

const minuteMs = 60_000;
const restEveryMs = { from: 80 * minuteMs, to: 140 * minuteMs };
/** From early on, so that those who began together do not all rest together. */
const firstRestMs = 15 * minuteMs;
const rests = [
  { weight: 60, state: agentStatus.rest, reason: "break", from: 8 * minuteMs, to: 15 * minuteMs },
  { weight: 30, state: agentStatus.rest, reason: "meal", from: 25 * minuteMs, to: 35 * minuteMs },
  {
    weight: 10,
    state: agentStatus.study,
    reason: "training",
    from: 15 * minuteMs,
    to: 30 * minuteMs,
  },
];
/** After a missed ring the agent is often away from the desk. */
const awayChance = 0.6;
const awayMs = { from: 30_000, to: 4 * minuteMs };
const signInWithinMs = 2 * minuteMs;

export function* workDuty(centre: Centre, agent: Agent): SimulatedScript {
  const { random } = centre;
  const beginsAt = Math.round(agent.duty.from * centre.dayMs);
  yield beginsAt + random.below(agent.duty.from > 0 ? signInWithinMs : 2_000);
  centre.signIn(agent);
  centre.simulation.start(keepPlan(centre, agent));
  for (;;) {
    if (agent.plan === "leave") return centre.signOut(agent);
    if (agent.plan === "rest") {
      yield* rest(centre, agent);
      continue;
    }
    centre.setState(agent, agentStatus.idle);
    centre.becomeFree(agent);
    const signal = yield Infinity;
    if (signal === "talked") {
      centre.setState(agent, agentStatus.working);
      yield wrapUpMs(centre, agent);
    } else if (signal === "missed" && random.chance(awayChance)) {
      centre.setState(agent, agentStatus.busy, "away");
      yield random.between(awayMs.from, awayMs.to);
    } else if (signal !== "replanned") yield random.between(200, 900);
  }
}

/** Rests now and then, and leaves at the end; only between two calls. */
function* keepPlan(centre: Centre, agent: Agent): SimulatedScript {
  const { random, simulation } = centre;
  const endsAt = Math.round(agent.duty.to * centre.dayMs);
  let restEveryFromMs = firstRestMs;
  for (;;) {
    const pauseMs = random.between(restEveryFromMs, restEveryMs.to);
    restEveryFromMs = restEveryMs.from;
    if (simulation.now + pauseMs > endsAt - 20 * minuteMs) break;
    yield pauseMs;
    centre.replan(agent, "rest");
  }
  yield endsAt - simulation.now;
  // The last shift serves whoever is still there: the next day has its own agents.
  while (agent.duty.to === 1 && centre.callsInside > 0) yield 5_000;
  centre.replan(agent, "leave");
}

function* rest(centre: Centre, agent: Agent): SimulatedScript {
  const { state, reason, from, to } = centre.random.pick(rests);
  agent.plan = "serve";
  centre.setState(agent, state, reason);
  yield centre.random.between(from, to);
}

function wrapUpMs(centre: Centre, agent: Agent): number {
  const plan = agent.team.queues[0]?.plan;
  return plan === undefined ? 1_000 : centre.lasting(plan.wrapUp);
}
