// Keeps the calls per minute of one day file.
import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { TenantKey } from "../../lib/tenant-key.ts";
import { eachMinute, minutesOfHour, packMinutes, placeOf } from "./minutes-codec.ts";

export type MinuteChange = {
  readonly kind: number;
  /** Since the day began. */
  readonly minute: number;
  /** By how many they change. */
  readonly calls: number;
};

export class HourCounts {
  readonly #select: StatementSync;
  readonly #put: StatementSync;

  constructor(database: DatabaseSync) {
    this.#select = database.prepare("select minutes from hour_count where tenant = ? and hour = ?");
    this.#put = database.prepare(
      "insert or replace into hour_count (tenant, hour, minutes) values (?, ?, ?)",
    );
  }

  change(tenant: TenantKey, changes: Iterable<MinuteChange>): void {
    const hours = Map.groupBy(changes, ({ minute }) => Math.floor(minute / minutesOfHour));
    for (const [hour, ofHour] of hours) {
      const counts = new Map<number, number>();
      const stored = this.#select.get(tenant, hour)?.["minutes"];
      if (stored instanceof Uint8Array) eachMinute(stored, (at, calls) => counts.set(at, calls));
      for (const { kind, minute, calls } of ofHour) {
        const at = placeOf(kind, minute - minutesOfHour * hour);
        counts.set(at, (counts.get(at) ?? 0) + calls);
      }
      this.#put.run(tenant, hour, packMinutes(counts));
    }
  }
}
