// One task event into the open batch. Tasks are few: each is folded anew at every event.
import type { TaskEvent } from "@trunkline/contract";
import { isNeedless } from "../call/backfill.ts";
import { isSameEvent } from "../call/event-identity.ts";
import { foldTask } from "../call/task.ts";
import type { RecentMap } from "../lib/recent-map.ts";
import { tenantKey } from "../lib/tenant-key.ts";
import type { StoredTask } from "../storage/history.ts";
import type { GroupCommit } from "./group-commit.ts";
import { nameOf, tooManyEvents, type Taken } from "./call-intake.ts";

export class TaskIntake {
  readonly #commit: GroupCommit;
  readonly #recent: RecentMap<StoredTask>;
  readonly #eventsMax: number;

  constructor(options: {
    readonly commit: GroupCommit;
    readonly recent: RecentMap<StoredTask>;
    /** Events kept of one task. */
    readonly eventsMax: number;
  }) {
    this.#commit = options.commit;
    this.#recent = options.recent;
    this.#eventsMax = options.eventsMax;
  }

  /** By nameOf(); undefined when only the history can tell whether the task exists. */
  recent(name: string): StoredTask | undefined {
    return this.#recent.get(name) ?? this.#commit.pendingTask(name);
  }

  take(event: TaskEvent, found: StoredTask | undefined): Taken {
    const name = nameOf(tenantKey(event), event.serialNo);
    const former = this.#commit.batch.tasks.get(name) ?? this.#recent.get(name) ?? found;
    const known = former?.events ?? [];
    if (known.some((other) => isSameEvent(other, event))) return "duplicate";
    if (isNeedless(event, known)) return "duplicate";
    if (known.length >= this.#eventsMax) {
      return tooManyEvents("serialNo", event.serialNo, this.#eventsMax);
    }
    const events = [...known, event];
    const task = { task: foldTask(events), events };
    this.#recent.set(name, task);
    this.#commit.batch.tasks.set(name, task);
    return "accepted";
  }
}
