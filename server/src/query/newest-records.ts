import { tenantKey, type TenantKey } from "../lib/tenant-key.ts";
import type { History } from "../storage/history.ts";
import type { Registry } from "../storage/registry.ts";
import { fromHistory } from "./storage-failure.ts";

/** The end of each tenant's newest recorded call, of those on the newest stored day; epoch ms. */
export async function newestRecords(
  {
    history,
    registry,
  }: {
    readonly history: Pick<History, "days" | "searchCalls">;
    readonly registry: Pick<Registry, "tenants">;
  },
  signal: AbortSignal,
): Promise<ReadonlyMap<TenantKey, number>> {
  const newest = new Map<TenantKey, number>();
  const from = (await fromHistory("stored days", () => history.days())).at(-1);
  if (from === undefined) return newest;
  const sort = { by: "time", order: "descending" } as const;
  for (const tenant of registry.tenants().map(tenantKey)) {
    const search = {
      tenants: [tenant],
      time: "arrived",
      from,
      to: Number.MAX_SAFE_INTEGER,
    } as const;
    const { rows } = await fromHistory("the newest calls", () =>
      history.searchCalls({ ...search, sort, offset: 0, limit: 1 }, signal),
    );
    for (const { callEnd } of rows) newest.set(tenant, callEnd);
  }
  return newest;
}
