// Time that agents spent in each state: from the states that events told, in order of time.
import { quarterOf } from "./call-facts.ts";
import { agentStateMsMax, agentTimeStates, quarterMs } from "./call-totals.ts";

/** `state` of the agent status table began at `at`; epoch ms. */
export type StateBegin = { readonly at: number; readonly state: number };

/**
 * Adds the time of one agent to its quarters. `states` ascend by time, one for each instant; each lasts
 * until the next. The last one has no end yet and is not counted.
 */
export function countAgentTime(
  states: readonly StateBegin[],
  timeOf: (quarter: number) => number[],
): void {
  for (const [index, { at, state }] of states.entries()) {
    const end = states[index + 1]?.at;
    if (end === undefined || end - at > agentStateMsMax) continue;
    const place = state < agentTimeStates - 1 ? state : agentTimeStates - 1;
    for (let from = at; from < end;) {
      const quarter = quarterOf(from);
      const to = Math.min(end, quarter + quarterMs);
      const time = timeOf(quarter);
      time[place] = (time[place] ?? 0) + to - from;
      from = to;
    }
  }
}
