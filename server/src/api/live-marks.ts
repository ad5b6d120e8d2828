// Which rows of one tenant may have changed since the last message: noted event by event, read at each tick.
import type { LiveCall } from "../live/live-view.ts";
import type { Stand } from "../live/stand.ts";

export class LiveMarks {
  isTenant = false;
  /** Every row: after a change of the day's counts. */
  isAll = false;
  readonly accessCodes = new Set<number>();
  readonly queues = new Set<number>();
  readonly agents = new Set<number>();
  /** By callId; undefined = in progress no more. */
  readonly calls = new Map<string, LiveCall | undefined>();

  isAny(): boolean {
    const noted = [this.accessCodes, this.queues, this.agents, this.calls];
    return this.isTenant || this.isAll || noted.some(({ size }) => size > 0);
  }

  callMoved(live: LiveCall, stand: Stand): void {
    this.isTenant = true;
    this.calls.set(live.call.callId, live);
    if (stand.innoId > 0) this.accessCodes.add(stand.innoId);
    if (stand.queuedFor > 0) this.queues.add(stand.queuedFor);
    for (const skillId of stand.servedFor) this.queues.add(skillId);
    for (const skillId of stand.ringingFor) this.queues.add(skillId);
    for (const agentId of stand.ringingAt) this.agents.add(agentId);
    for (const agentId of stand.withAgents) this.agents.add(agentId);
  }

  callLeft({ call }: LiveCall): void {
    this.calls.set(call.callId, undefined);
  }

  agentChanged(agentId: number): void {
    this.isTenant = true;
    this.agents.add(agentId);
  }
}
