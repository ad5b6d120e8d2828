// What a batch changes in each day's file.
import type { AgentStateChange } from "../../call/agent.ts";
import { getOrPut } from "../../lib/get-or-put.ts";
import { tenantKey, type TenantKey } from "../../lib/tenant-key.ts";
import type { CallRow } from "../history.ts";
import type { DigestedCall } from "./day-writer.ts";
import type { DigestedChanges } from "./link-queue.ts";
import { dayOf } from "./minute.ts";

type DayChangesOfBatch = {
  readonly removed: CallRow[];
  readonly recorded: DigestedCall[];
  readonly agentStates: AgentStateChange[];
  readonly tenants: Set<TenantKey>;
};

export function changesByDay(batch: DigestedChanges): Map<number, DayChangesOfBatch> {
  const byDay = new Map<number, DayChangesOfBatch>();
  const changesOf = (at: number): DayChangesOfBatch =>
    getOrPut(byDay, dayOf(at), () => {
      return { removed: [], recorded: [], agentStates: [], tenants: new Set<TenantKey>() };
    });
  const changes = (row: CallRow): DayChangesOfBatch => {
    const found = changesOf(row.arrivedAt);
    found.tenants.add(tenantKey(row));
    return found;
  };
  for (const { row } of batch.reopened) changes(row).removed.push(row);
  for (const call of batch.ended) {
    if (call.replaces !== undefined) changes(call.replaces).removed.push(call.replaces);
    changes(call.row).recorded.push(call);
  }
  for (const change of batch.agentStates) changesOf(change.at).agentStates.push(change);
  return byDay;
}
