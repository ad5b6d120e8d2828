import { isAtAgent, isOpen } from "../call/leg.ts";
import type { TenantKey } from "../lib/tenant-key.ts";
import type { LiveCall, LiveView } from "../live/live-view.ts";

/** `taken`: talking or held at the agent. `handled`: those that ring there as well. */
export type AgentPart = "taken" | "handled";

/** Calls in progress that are with the agent, by time of arrival. */
export function callsOfAgent(
  { live }: { readonly live: Pick<LiveView, "callsOfAgent"> },
  question: {
    readonly tenant: TenantKey;
    readonly agentId: number;
    readonly part: AgentPart;
  },
): readonly LiveCall[] {
  const { tenant, agentId, part } = question;
  const calls = live
    .callsOfAgent(tenant, agentId)
    .filter(({ call }) => part === "handled" || hasTaken(call.legs, agentId));
  return calls.toSorted((a, b) => a.call.arrivedAt - b.call.arrivedAt);
}

function hasTaken(legs: LiveCall["call"]["legs"], agentId: number): boolean {
  return legs.some((leg) => isOpen(leg) && leg.callBegin > 0 && isAtAgent(leg, agentId));
}
