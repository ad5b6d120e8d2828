// Keeps the calls per minute of one day file.
import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { TenantKey } from "../../lib/tenant-key.ts";
import { eachMinute, minutesOfHour, packMinutes } from "./minutes-codec.ts";

export type MinuteChanges = {
  readonly tenant: TenantKey;
  readonly kind: number;
  /** Minutes since the day began, and by how much their calls change. */
  readonly minutes: Iterable<readonly [minute: number, calls: number]>;
};

export class HourCounts {
  readonly #select: StatementSync;
  readonly #put: StatementSync;

  constructor(database: DatabaseSync) {
    this.#select = database.prepare(
      "select minutes from hour_count where tenant = ? and kind = ? and hour = ?",
    );
    this.#put = database.prepare(
      "insert or replace into hour_count (tenant, kind, hour, minutes) values (?, ?, ?, ?)",
    );
  }

  change({ tenant, kind, minutes }: MinuteChanges): void {
    const hours = Map.groupBy(minutes, ([minute]) => Math.floor(minute / minutesOfHour));
    for (const [hour, changes] of hours) {
      const counts = Array.from({ length: minutesOfHour }, () => 0);
      const stored = this.#select.get(tenant, kind, hour)?.["minutes"];
      if (stored instanceof Uint8Array)
        eachMinute(stored, (minute, calls) => (counts[minute] = calls));
      for (const [minute, calls] of changes) {
        const at = minute - minutesOfHour * hour;
        counts[at] = (counts[at] ?? 0) + calls;
      }
      this.#put.run(tenant, kind, hour, packMinutes(counts));
    }
  }
}
