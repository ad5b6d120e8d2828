// Statistics counted anew from all calls and agents' states, for each question.
import { countAgentTime, type StateBegin } from "../../call/agent-time.ts";
import { factsOf, type CountedCall } from "../../call/call-facts.ts";
import { countFacts, emptyTotals, type Totals } from "../../call/call-statistics.ts";
import { agentTimeStates } from "../../call/call-totals.ts";
import { tenantKey, type TenantKey } from "../../lib/tenant-key.ts";
import type { StatisticCell, StatisticsQuery } from "../statistics.ts";

export type StatesOfAgent = {
  readonly tenant: TenantKey;
  readonly agentId: number;
  /** Ascending by time. */
  readonly states: readonly StateBegin[];
};

type Cell = Totals & {
  readonly tenant: TenantKey;
  readonly id: number;
  readonly from: number;
  agentTime?: number[];
};

export function statisticsOf(
  calls: Iterable<CountedCall & { readonly ccId: number }>,
  agents: Iterable<StatesOfAgent>,
  query: StatisticsQuery,
): StatisticCell[] {
  const { tenants, by, ids, spanOf = (_: TenantKey, quarter: number) => quarter } = query;
  const cells = new Map<string, Cell>();
  const cellOf = (tenant: TenantKey, id: number, quarter: number): Cell | undefined => {
    const isAsked = tenants.includes(tenant) && (ids?.includes(id) ?? true);
    if (!isAsked || quarter < query.from || quarter > query.to) return undefined;
    const from = spanOf(tenant, quarter);
    const name = `${tenant} ${id} ${from}`;
    const known = cells.get(name) ?? { tenant, id, from, ...emptyTotals() };
    cells.set(name, known);
    return known;
  };
  for (const call of calls) {
    const tenant = tenantKey(call);
    countFacts(factsOf(call), by, (id, quarter) => cellOf(tenant, id, quarter));
  }
  for (const { tenant, agentId, states } of by === "agent" ? agents : []) {
    countAgentTime(states, (quarter) => {
      const cell = cellOf(tenant, agentId, quarter);
      if (cell === undefined) return [];
      cell.agentTime ??= Array.from({ length: agentTimeStates }, () => 0);
      return cell.agentTime;
    });
  }
  return [...cells.values()].sort((a, b) => a.tenant - b.tenant || a.id - b.id || a.from - b.from);
}
