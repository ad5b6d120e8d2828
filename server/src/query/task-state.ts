import type { Task } from "../call/task.ts";
import type { TenantKey } from "../lib/tenant-key.ts";
import type { History } from "../storage/history.ts";
import { fromHistory } from "./storage-failure.ts";

/** One outbound task of the tenants, as it is now. */
export async function taskState(
  { history }: { readonly history: Pick<History, "task"> },
  question: { readonly tenants: readonly TenantKey[]; readonly serialNo: string },
): Promise<Task | undefined> {
  const { tenants, serialNo } = question;
  const stored = await fromHistory("a task", () => history.task(tenants, serialNo));
  return stored?.task;
}
