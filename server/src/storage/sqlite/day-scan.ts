// All calls of a day that a filter matches, by arrival, a few at a time: of a stretch of time their places are
// read from the index and sorted, then the rows, so that no more rows are held than are asked for at once.
import { compareArrivals } from "../call-order.ts";
import type { CallRow } from "../history.ts";
import { Stride, type CallWindow } from "./call-windows.ts";
import type { CallPlace, DaySearch, OpenDay } from "./day-search.ts";
import type { Turns } from "./turns.ts";

/** Held at a time: so few that they are gone before the collector of garbage would keep them. */
const placesWanted = 2000;

type Scan = {
  readonly open: OpenDay;
  readonly window: CallWindow;
  /** Those of one instant come together, even when they are more. */
  readonly rowsMax: number;
  readonly turns: Turns;
  /** Brings up to date what the filter asks of the day beside its records. */
  readonly settle: () => Promise<void>;
};

/** Ends early when the day is dropped. */
export async function* scanDay(scan: Scan): AsyncIterable<readonly CallRow[]> {
  const { open, turns } = scan;
  const size = open()?.size();
  if (size === undefined || size.calls === 0) return;
  const stride = new Stride(placesWanted);
  // What the filter leaves out is looked at, too.
  const day = { ...size, matches: size.calls };
  for (let left: CallWindow | undefined = scan.window; left !== undefined;) {
    await turns.rest();
    // Records that were replaced meanwhile are found by what is derived of them now.
    if (open()?.needsDigests === true) await scan.settle();
    const search = open();
    if (search === undefined) return;
    const [part, rest] = stride.cut(left, "ascending", day);
    const places = search.places(part).sort((a, b) => a.arrivedAt - b.arrivedAt);
    stride.brought(places.length);
    let next = part.from;
    const { to } = scan.window;
    for await (const rows of pagesAt(scan, search, places)) {
      next = (rows.at(-1)?.arrivedAt ?? next) + 1;
      yield rows;
    }
    // The IDs of a file that has taken the place of this one would name other calls.
    left = open() === search ? rest : next > to ? undefined : { from: next, to };
  }
}

/** As long as the day is the one that the places are of. */
async function* pagesAt(
  scan: Scan,
  search: DaySearch,
  places: readonly CallPlace[],
): AsyncIterable<readonly CallRow[]> {
  for (let from = 0, to = 0; from < places.length; from = to) {
    to = endOfInstant(places, Math.min(from + scan.rowsMax, places.length));
    const page = places.slice(from, to);
    if (scan.open() !== search) return;
    const found = search.rowsOfIds(page.map(({ id }) => id));
    if (found.size < page.length) {
      await scan.settle();
      if (scan.open() !== search) return;
      yield withChanged(search, page, found);
    } else yield [...found.values()].sort(compareArrivals);
    await scan.turns.rest();
  }
}

function endOfInstant(places: readonly CallPlace[], from: number): number {
  let end = from;
  while (end < places.length && places[end]?.arrivedAt === places[end - 1]?.arrivedAt) end += 1;
  return end;
}

/** A record that has gone meanwhile may have another in its place, at the same instant. */
function withChanged(
  search: DaySearch,
  places: readonly CallPlace[],
  found: ReadonlyMap<number, CallRow>,
): readonly CallRow[] {
  const gone = places.filter(({ id }) => !found.has(id));
  const changed = new Set(gone.map(({ arrivedAt }) => arrivedAt));
  const rows = [...found.values()].filter(({ arrivedAt }) => !changed.has(arrivedAt));
  for (const at of changed) rows.push(...search.rowsOfInstant(at));
  return rows.sort(compareArrivals);
}
