// The day files of which a question reads what is derived of the calls: brought up to date first.
import type { StoredDay } from "./main-reader.ts";
import type { Reader } from "./reader-pool.ts";
import type { TurnOrder } from "./turns.ts";

export type DerivedDays = {
  /** Days that have a file, ascending. */
  readonly days: () => readonly StoredDay[];
  /** What they derive is up to date with all commits before. */
  readonly settle: (days: readonly number[]) => Promise<void>;
  /** Undefined when the day has just been dropped. */
  readonly reader: (day: number) => Reader | undefined;
  /** What all that is asked of them shares. */
  readonly turnOrder: TurnOrder;
};

/** Those that may matter, ascending and up to date. Of what is not up to date only the day is known. */
export async function settledDays(
  source: DerivedDays,
  mayMatter: (day: StoredDay) => boolean,
): Promise<readonly StoredDay[]> {
  const stored = source.days().filter(mayMatter);
  const unsettled = stored.filter(({ extent }) => extent === undefined).map(({ day }) => day);
  if (unsettled.length === 0) return stored;
  await source.settle(unsettled);
  return source.days().filter(mayMatter);
}

/** Whether a file may hold calls that had arrived by `to` and had not ended before `from`. */
export function mayReach({ day, extent }: StoredDay, from: number, to: number): boolean {
  return day <= to && (extent === undefined || extent.endMax >= from);
}
