// Periods that a viewer picks by name, and what they mean at an instant.
import type { Zone } from "./zone.ts";

export const periods = ["hour", "today", "yesterday", "day", "week", "month"] as const;
export type Period = (typeof periods)[number];

/** Both ends belong to it; epoch ms. */
export type Range = { readonly from: number; readonly to: number };

const hourMs = 3_600_000;

export function rangeOf(period: Period, now: number, zone: Zone): Range {
  switch (period) {
    case "hour":
      return { from: now - hourMs, to: now };
    case "today":
      return { from: zone.dayStart(now), to: now };
    case "yesterday":
      return { from: zone.dayStart(now, -1), to: zone.dayStart(now) - 1 };
    case "day":
      return { from: now - 24 * hourMs, to: now };
    case "week":
      return { from: zone.dayStart(now, -6), to: now };
    case "month":
      return { from: zone.dayStart(now, -29), to: now };
  }
}
