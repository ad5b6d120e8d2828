import type { ReplyOf } from "../api/contract.ts";
import { useReply } from "../part/use-reply.ts";
import { useApi, useTenant } from "./contexts.ts";

/** Access codes, queues and agents of a tenant with their names; undefined until they are there. */
export type Directory = ReplyOf<"getTenants">["tenants"][number] | undefined;

export function useDirectory(): Directory {
  const api = useApi();
  const { tenant } = useTenant();
  const asked = useReply(tenant, (signal) => api.ask("getTenants", { tenant: [tenant] }, signal));
  return asked.value?.tenants[0];
}
