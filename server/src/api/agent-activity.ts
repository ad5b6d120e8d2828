// What an agent does: by the calls that are there, else by what the platform said.
import type { AgentActivity, AgentCounts } from "@trunkline/contract";
import type { AgentState } from "../call/agent.ts";
import type { Leg } from "../call/call.ts";
import { isAtAgent, isHeldLeg, isOpen, isRinging } from "../call/leg.ts";
import type { LiveCall } from "../live/live-view.ts";

export type Activity = {
  readonly activity: AgentActivity;
  /** Epoch ms, 0 = unknown. */
  readonly since: number;
  /** The call that makes it so. */
  readonly call: LiveCall | undefined;
  readonly leg: Readonly<Leg> | undefined;
};

/** Talking goes before a held call, a held call before a ringing one. */
const order = { talking: 0, held: 1, ringing: 2 } as const;

type Engagement = Activity & { readonly call: LiveCall; readonly rank: number };

export function activityOf(
  agentId: number,
  state: AgentState | undefined,
  calls: readonly LiveCall[],
): Activity {
  let first: Engagement | undefined;
  for (const call of calls) {
    for (const leg of call.call.legs) {
      if (!isOpen(leg) || !isAtAgent(leg, agentId)) continue;
      const activity = activityOfLeg(leg);
      const found = { activity, since: sinceOf(leg), call, leg, rank: order[activity] };
      if (first === undefined || isBefore(found, first)) first = found;
    }
  }
  if (first !== undefined) return first;
  const activity = state === undefined ? "signedOut" : activityOfState(state.state);
  return { activity, since: state?.stateSince ?? 0, call: undefined, leg: undefined };
}

/** Of two alike the later one: the end of the other may have been lost. */
function isBefore(a: Engagement, b: Engagement): boolean {
  if (a.rank !== b.rank) return a.rank < b.rank;
  if (a.since !== b.since) return a.since > b.since;
  return a.call.call.callId < b.call.call.callId;
}

function activityOfLeg(leg: Readonly<Leg>): keyof typeof order {
  if (isRinging(leg)) return "ringing";
  return isHeldLeg(leg) ? "held" : "talking";
}

function sinceOf(leg: Readonly<Leg>): number {
  return leg.heldAt || leg.callBegin || leg.ackBegin || leg.waitBegin;
}

/** By the agent status table. */
function activityOfState(state: number): AgentActivity {
  switch (state) {
    case 0:
      return "signedOut";
    case 1:
      return "idle";
    case 4:
      return "ringing";
    case 5:
      return "talking";
    case 8:
    case 9:
      return "resting";
    default:
      return "busy";
  }
}

export function countAgents(activities: Iterable<AgentActivity>): AgentCounts {
  const counts = { signedIn: 0, idle: 0, ringing: 0, talking: 0, held: 0, resting: 0, busy: 0 };
  for (const activity of activities) {
    if (activity === "signedOut") continue;
    counts.signedIn += 1;
    counts[activity] += 1;
  }
  return counts;
}
