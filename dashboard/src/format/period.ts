// Periods that a viewer picks by name, and what they mean at an instant.
import type { Zone } from "./zone.ts";

export const periods = ["hour", "today", "yesterday", "day", "week", "month"] as const;
export type Period = (typeof periods)[number];

/** Both ends belong to it; epoch ms. */
export type Range = { readonly from: number; readonly to: number };

/** `from` and `to` count where it is custom. */
export type ChosenPeriod = {
  readonly period: Period | "custom";
  readonly from: number | undefined;
  readonly to: number | undefined;
};

const hourMs = 3_600_000;

/** An end that nobody has chosen is left out. */
export function chosenRange(
  { period, from, to }: ChosenPeriod,
  now: number,
  zone: Zone,
): Partial<Range> {
  if (period !== "custom") return rangeOf(period, now, zone);
  return { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
}

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
