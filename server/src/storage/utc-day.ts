export const dayMs = 86_400_000;

/** The first instant of the UTC day; epoch ms. */
export function dayOf(at: number): number {
  return Math.floor(at / dayMs) * dayMs;
}
