// How long to wait before what has failed is tried again.

export type Pauses = { readonly firstMs: number; readonly mostMs: number };

/** Doubles with each failure; half of it is left to chance. */
export function pauseAfter(failures: number, { firstMs, mostMs }: Pauses, chance: number): number {
  const full = Math.min(firstMs * 2 ** (failures - 1), mostMs);
  return Math.round(full / 2 + (full / 2) * chance);
}
