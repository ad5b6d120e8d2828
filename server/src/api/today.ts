// What each tenant's present day has counted so far: asked of the records once they have changed, kept between.
import type { TodayCounts } from "@trunkline/contract";
import type { TenantKey } from "../lib/tenant-key.ts";
import { zoneCalendar } from "../lib/zone-calendar.ts";
import type { Registry } from "../storage/registry.ts";

export type TodaySubject = "vdn" | "accessCode" | "queue";

export type CountsOfToday = {
  readonly of: (kind: TodaySubject, id: number) => TodayCounts | undefined;
};

export type Today = {
  /** As last asked; zeros before the first refresh. */
  readonly of: (tenant: TenantKey, kind: TodaySubject, id: number) => TodayCounts;
  /** True when the counts hold all that was recorded; false when they were asked for too lately. */
  readonly refresh: (tenant: TenantKey) => Promise<boolean>;
  /** Records of the tenant have been written. */
  readonly recorded: (tenant: TenantKey) => void;
};

export type TodayParts = {
  readonly registry: Pick<Registry, "tenant">;
  readonly ask: (question: {
    readonly tenant: TenantKey;
    /** `to` is the first instant of the next day. */
    readonly from: number;
    readonly to: number;
  }) => Promise<CountsOfToday>;
  /** The time of calls. */
  readonly now: () => number;
  /** A tenant is not asked about twice within it. */
  readonly pauseMs: number;
};

/** One day of a tenant: the next one begins with nothing counted. */
type Day = {
  readonly timeZone: string;
  readonly from: number;
  readonly to: number;
  counts: CountsOfToday;
  isStale: boolean;
  askedAt: number;
  asking: Promise<void> | undefined;
};

export const nothingToday: TodayCounts = {
  offered: 0,
  answered: 0,
  abandoned: 0,
  missed: 0,
  serviceLevel: null,
};

export function openToday({ registry, ask, now, pauseMs }: TodayParts): Today {
  const days = new Map<TenantKey, Day>();

  function dayOf(tenant: TenantKey, at: number): Day {
    const timeZone = registry.tenant(tenant)?.timeZone ?? "UTC";
    const known = days.get(tenant);
    if (known?.timeZone === timeZone && at >= known.from && at < known.to) return known;
    const calendar = zoneCalendar(timeZone);
    const number = calendar.dayAt(at);
    const day: Day = {
      timeZone,
      from: calendar.startOf(number),
      to: calendar.startOf(number + 1),
      counts: { of: () => undefined },
      isStale: true,
      askedAt: Number.NEGATIVE_INFINITY,
      asking: undefined,
    };
    days.set(tenant, day);
    return day;
  }

  async function askAnew(tenant: TenantKey, day: Day, at: number): Promise<void> {
    // What is recorded while the storage answers makes the answer stale again.
    day.isStale = false;
    day.askedAt = at;
    try {
      day.counts = await ask({ tenant, from: day.from, to: day.to });
    } catch (error) {
      day.isStale = true;
      throw error;
    } finally {
      day.asking = undefined;
    }
  }

  return {
    of: (tenant, kind, id) => days.get(tenant)?.counts.of(kind, id) ?? nothingToday,
    refresh: async (tenant) => {
      const at = now();
      const day = dayOf(tenant, at);
      const isYoung = at >= day.askedAt && at - day.askedAt < pauseMs;
      if (day.asking === undefined && day.isStale && !isYoung) {
        day.asking = askAnew(tenant, day, at);
      }
      await day.asking;
      return !day.isStale;
    },
    recorded: (tenant) => {
      const day = days.get(tenant);
      if (day !== undefined) day.isStale = true;
    },
  };
}
