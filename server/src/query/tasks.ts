import type { Task } from "../call/task.ts";
import type { History, Page, TasksQuery } from "../storage/history.ts";
import { fromHistory } from "./storage-failure.ts";

/** Outbound tasks as they are now, by start, newest first. */
export function tasks(
  { history }: { readonly history: Pick<History, "tasks"> },
  question: TasksQuery,
): Promise<Page<Task>> {
  return fromHistory("tasks", () => history.tasks(question));
}
