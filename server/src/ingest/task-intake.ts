// One task event into the open batch. Tasks are few: each is folded anew at every event.
import type { TaskEvent } from "@trunkline/contract";
import { isNeedless } from "../call/backfill.ts";
import { isSameEvent } from "../call/event-identity.ts";
import { foldTask } from "../call/task.ts";
import { tenantKey } from "../lib/tenant-key.ts";
import type { StoredTask } from "../storage/history.ts";
import type { GroupCommit } from "./group-commit.ts";
import type { Taken } from "./call-intake.ts";

export class TaskIntake {
  readonly #commit: GroupCommit;
  readonly #recent = new Map<string, StoredTask>();
  readonly #recentMax: number;

  constructor(options: { readonly commit: GroupCommit; readonly recentMax: number }) {
    this.#commit = options.commit;
    this.#recentMax = options.recentMax;
  }

  /** True when only the history can tell whether the task exists. */
  isUnknown(event: TaskEvent): boolean {
    return !this.#recent.has(nameOf(event));
  }

  take(event: TaskEvent, stored: StoredTask | undefined): Taken {
    const name = nameOf(event);
    const known = (this.#recent.get(name) ?? stored)?.events ?? [];
    if (known.some((other) => isSameEvent(other, event))) return "duplicate";
    if (isNeedless(event, known)) return "duplicate";
    const events = [...known, event];
    const task = { task: foldTask(events), events };
    this.#remember(name, task);
    this.#commit.batch.tasks.set(name, task);
    return "accepted";
  }

  #remember(name: string, task: StoredTask): void {
    this.#recent.delete(name);
    this.#recent.set(name, task);
    if (this.#recent.size <= this.#recentMax) return;
    for (const oldest of this.#recent.keys()) {
      this.#recent.delete(oldest);
      return;
    }
  }
}

function nameOf(event: TaskEvent): string {
  return `${tenantKey(event)} ${event.serialNo}`;
}
