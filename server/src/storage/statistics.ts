// Statistics kept beside the records: per tenant, device and quarter of an hour.
import type { AgentTime, CallTotals, StatisticSubject } from "../call/call-totals.ts";
import type { TenantKey } from "../lib/tenant-key.ts";

export type StatisticsQuery = {
  readonly tenants: readonly TenantKey[];
  readonly by: StatisticSubject;
  /** Of the device: vdn, innoId, skillId or agentId; absent = all that had anything. */
  readonly ids?: readonly number[];
  /**
   * Epoch ms, inclusive: the quarters that begin from `from` to `to`. Quarters are those of UTC, and so
   * of every zone whose offset is a whole number of quarters.
   */
  readonly from: number;
  readonly to: number;
  /**
   * Puts a quarter into a longer span by giving the span's first instant (an hour, a day of the
   * tenant's zone, ...); the quarters of a span are added up. Absent: each quarter by itself. Asked
   * once per tenant and quarter.
   */
  readonly spanOf?: (tenant: TenantKey, quarter: number) => number;
};

/** What one device had in one span. Spans in which nothing happened are left out. */
export type StatisticCell = CallTotals & {
  readonly tenant: TenantKey;
  readonly id: number;
  /** First instant of the span; epoch ms. */
  readonly from: number;
  /** Only by agent, where events told the agent's states; ms in each state. */
  readonly agentTime?: AgentTime;
};
