export const minuteMs = 60_000;
export const dayMs = 86_400_000;

/** Kind of a count for missed calls; 0 and 1 are the directions. */
export const missedKind = 2;

export function minuteOf(at: number): number {
  return Math.floor(at / minuteMs);
}

/** The first instant of the UTC day; epoch ms. */
export function dayOf(at: number): number {
  return Math.floor(at / dayMs) * dayMs;
}
