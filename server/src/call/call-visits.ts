// The devices by which a call is found.
import type { ReadonlyCall } from "./call.ts";

export type CallVisits = {
  /** Agents who talked in the call, each once. */
  readonly agentIds: readonly number[];
  /** Queues that it waited in, and the one that its row names, each once. */
  readonly skillIds: readonly number[];
};

export function visitsOf({ skillId, legs }: Pick<ReadonlyCall, "skillId" | "legs">): CallVisits {
  const agentIds: number[] = [];
  const skillIds = skillId > 0 ? [skillId] : [];
  for (const { device, callBegin } of legs) {
    if (device.kind === "agent" && callBegin > 0) note(agentIds, device.agentId);
    else if (device.kind === "queue") note(skillIds, device.skillId);
  }
  return { agentIds, skillIds };
}

function note(ids: number[], id: number): void {
  if (!ids.includes(id)) ids.push(id);
}
