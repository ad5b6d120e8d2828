// Calls that last beyond the day behind that of their arrival, which is how far an event's call is looked for: they
// are so few that each is known by its IDs, and that of a new call costs one look more.
import { getOrPut } from "../../lib/get-or-put.ts";
import { tenantKey, type TenantKey } from "../../lib/tenant-key.ts";
import type { CallRow } from "../history.ts";
import type { DayReader } from "./day-reader.ts";
import { FileFailure } from "./file-failure.ts";
import type { StoredDay } from "./main-reader.ts";
import { dayMs, dayOf } from "./minute.ts";

/** IDs that are known; the first are forgotten. */
const idsMax = 20_000;

export type LongCall = Pick<CallRow, "callId" | "cmsCallId" | "arrivedAt" | "callEnd"> & {
  readonly tenant: TenantKey;
};

export class LongCalls {
  /** By ID: the last day of each by the day of its arrival. What has gone may still be here. */
  readonly #lastDays = new Map<string, Map<number, number>>();

  /** Those of earlier runs. */
  find(days: readonly StoredDay[], readerOf: (day: number) => DayReader | undefined): void {
    for (const { day, extent } of days) {
      if (extent !== undefined && extent.endMax < longFrom(day)) continue;
      try {
        for (const call of readerOf(day)?.longCalls() ?? []) this.#add(call);
      } catch (error) {
        // Whoever asks for a call of the day is told why.
        if (!(error instanceof FileFailure)) throw error;
      }
    }
  }

  add(rows: readonly CallRow[]): void {
    for (const row of rows) {
      const isLong = row.callEnd >= longFrom(dayOf(row.arrivedAt));
      if (isLong) this.#add({ ...row, tenant: tenantKey(row) });
    }
  }

  #add({ tenant, callId, cmsCallId, arrivedAt, callEnd }: LongCall): void {
    for (const id of new Set([callId, cmsCallId])) {
      const lastDays = getOrPut(
        this.#lastDays,
        nameOf(tenant, id),
        () => new Map<number, number>(),
      );
      const day = dayOf(arrivedAt);
      lastDays.set(day, Math.max(lastDays.get(day) ?? 0, dayOf(callEnd)));
    }
    for (const oldest of this.#lastDays.keys()) {
      if (this.#lastDays.size <= idsMax) break;
      this.#lastDays.delete(oldest);
    }
  }

  /** Newest first: days before those beside `near` that may have a call of that ID which had not ended before its day. */
  daysOf(tenants: readonly TenantKey[], callId: string, near: number): readonly number[] {
    if (this.#lastDays.size === 0) return [];
    const nearDay = dayOf(near);
    const days = tenants.flatMap((tenant) =>
      [...(this.#lastDays.get(nameOf(tenant, callId)) ?? [])].flatMap(([day, lastDay]) =>
        day < nearDay - dayMs && lastDay >= nearDay ? [day] : [],
      ),
    );
    return days.sort((a, b) => b - a);
  }
}

/** Calls of a day are long that end then, or later. */
export function longFrom(day: number): number {
  return day + 2 * dayMs;
}

function nameOf(tenant: TenantKey, id: string): string {
  return `${tenant} ${id}`;
}
