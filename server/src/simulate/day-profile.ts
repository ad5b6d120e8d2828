// How many calls come when: by the time of the day and the day of the week.

/** office: two peaks on weekdays, quiet nights. lively: the same, never idle. flat: always the same. */
export type ProfileName = "office" | "lively" | "flat";

/** Local hours in which something is open: from <= hour < to. */
export type OpenHours = { readonly from: number; readonly to: number };

export const allDay: OpenHours = { from: 0, to: 24 };

export type DayProfile = {
  /** Beside the average of an ordinary weekday; `fraction` of the day that has passed. */
  readonly rateAt: (fraction: number) => number;
  /** Never less than any rateAt(). */
  readonly peakRate: number;
  readonly isOpen: (hours: OpenHours, fraction: number) => boolean;
};

/** By the hour, each value in the middle of its hour. */
const officeHours = [
  0.14, 0.1, 0.07, 0.06, 0.07, 0.12, 0.28, 0.65, 1.4, 2.2, 2.6, 2.45, 1.95, 1.8, 2.2, 2.45, 2.2,
  1.7, 1.35, 1.05, 0.8, 0.55, 0.35, 0.22,
];
const flatHours = [1];
const shapes: Readonly<Record<ProfileName, readonly number[]>> = {
  office: officeHours,
  lively: officeHours.map((weight) => 0.55 + 0.6 * weight),
  flat: flatHours,
};

/** From Sunday; the average of Monday to Friday is 1. */
const weekdayFactors: Readonly<Record<ProfileName, readonly number[]>> = {
  office: [0.35, 1.1, 1.02, 0.98, 0.97, 0.93, 0.5],
  lively: [0.8, 1.1, 1.02, 0.98, 0.97, 0.93, 0.85],
  flat: flatHours,
};

export function dayProfile(name: ProfileName, weekday: number): DayProfile {
  const factors = weekdayFactors[name];
  const factor = factors[weekday % factors.length] ?? 1;
  const shape = shapes[name];
  const average = shape.reduce((sum, weight) => sum + weight, 0) / shape.length;
  const rates = shape.map((weight) => (factor * weight) / average);
  return {
    rateAt: (fraction) => interpolated(rates, fraction),
    peakRate: Math.max(...rates),
    isOpen: ({ from, to }, fraction) =>
      name === "flat" || (fraction * 24 >= from && fraction * 24 < to),
  };
}

function interpolated(values: readonly number[], fraction: number): number {
  const count = values.length;
  const place = fraction * count - 0.5 + count;
  const index = Math.floor(place);
  const before = values[index % count] ?? 0;
  const after = values[(index + 1) % count] ?? 0;
  return before + (after - before) * (place - index);
}
