export { dayMs, dayOf } from "../utc-day.ts";

export const minuteMs = 60_000;
export const hourMs = 3_600_000;
export const hoursOfDay = 24;

/** Kinds of counts for missed calls; 0 and 1 are the directions. */
export const missedKind = 2;
export const missedArrivalKind = 3;

export function minuteOf(at: number): number {
  return Math.floor(at / minuteMs);
}

/** The first instant of the UTC hour; epoch ms. */
export function hourOf(at: number): number {
  return Math.floor(at / hourMs) * hourMs;
}
