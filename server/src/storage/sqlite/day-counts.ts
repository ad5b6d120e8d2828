// The changes of one batch to a day's counts, added up before they are written.
import { getOrPut } from "../../lib/get-or-put.ts";
import { tenantKey, type TenantKey } from "../../lib/tenant-key.ts";
import type { CallRow } from "../history.ts";
import { directionCode } from "./call-columns.ts";
import type { MinuteChange } from "./hour-counts.ts";
import { dayMs, dayOf, minuteOf, missedArrivalKind, missedKind } from "./minute.ts";

/** How many calls of a kind a file holds whose time lies on `day`; epoch ms of its first instant. */
export type DayCount = {
  readonly tenant: TenantKey;
  readonly kind: number;
  readonly day: number;
  readonly calls: number;
};

const minutesOfDay = minuteOf(dayMs);

export class CountChanges {
  readonly #byTenant = new Map<TenantKey, Map<number, Map<number, number>>>();

  add(row: CallRow, by: 1 | -1): void {
    this.#add(tenantKey(row), directionCode(row.direction), minuteOf(row.arrivedAt), by);
    if (!row.isMissed) return;
    this.#add(tenantKey(row), missedKind, minuteOf(row.waitBegin), by);
    this.#add(tenantKey(row), missedArrivalKind, minuteOf(row.arrivedAt), by);
  }

  /** By tenant; `firstMinute` is that of the file's day, since the epoch. */
  *minutes(firstMinute: number): Iterable<readonly [TenantKey, readonly MinuteChange[]]> {
    for (const [tenant, kinds] of this.#byTenant) {
      const changes: MinuteChange[] = [];
      for (const [kind, minutes] of kinds) {
        for (const [minute, calls] of minutes) {
          if (calls !== 0) changes.push({ kind, minute: minute - firstMinute, calls });
        }
      }
      yield [tenant, changes];
    }
  }

  *days(): Iterable<DayCount> {
    for (const [tenant, kinds] of this.#byTenant) {
      for (const [kind, minutes] of kinds) {
        const days = Map.groupBy(minutes, ([minute]) => Math.floor(minute / minutesOfDay));
        for (const [day, entries] of days) {
          const calls = entries.reduce((sum, [, calls]) => sum + calls, 0);
          if (calls !== 0) yield { tenant, kind, day: dayOf(day * dayMs), calls };
        }
      }
    }
  }

  #add(tenant: TenantKey, kind: number, minute: number, by: number): void {
    const kinds = getOrPut(this.#byTenant, tenant, () => new Map<number, Map<number, number>>());
    const minutes = getOrPut(kinds, kind, () => new Map<number, number>());
    minutes.set(minute, (minutes.get(minute) ?? 0) + by);
  }
}
