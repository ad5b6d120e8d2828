// All calls of a day that a filter matches, by arrival, a few at a time: of a stretch of time their places are
// read from the index and sorted, then the rows, so that no more rows are held than are asked for at once.
import { compareArrivals } from "../call-order.ts";
import type { CallRow } from "../history.ts";
import { callsPerTurn, type CallWindow } from "./call-windows.ts";
import type { CallPlace, DaySearch, OpenDay } from "./day-search.ts";
import { dayMs, hourMs } from "./minute.ts";
import { runsPerTurn, type Turns } from "./turns.ts";

/** Held at a time: so few that they are gone before the collector of garbage would keep them. */
const placesWanted = 2000;
/** How much longer or shorter the next stretch may be. */
const stretchFactor = 4;

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
  const { open, window, turns } = scan;
  const calls = open()?.callsIn(window) ?? 0;
  if (calls === 0) return;
  // What the filter leaves out is looked at, too.
  const spanMax = calls > callsPerTurn ? hourMs : dayMs;
  let span = Math.min(spanMax, ((window.to - window.from + 1) * placesWanted) / calls);
  for (let from = window.from; from <= window.to;) {
    await turns.rest();
    const search = open();
    if (search === undefined) return;
    const to = Math.min(window.to, from + Math.ceil(span) - 1);
    const places = await placesIn(scan, search, { from, to });
    let next = from;
    for await (const rows of pagesAt(scan, search, places)) {
      next = (rows.at(-1)?.arrivedAt ?? next) + 1;
      yield rows;
    }
    // The IDs of a file that has taken the place of this one would name other calls.
    from = open() === search ? to + 1 : next;
    const factor = placesWanted / Math.max(1, places.length);
    span = Math.min(spanMax, span * Math.min(stretchFactor, Math.max(1 / stretchFactor, factor)));
  }
}

/** Ascending; of a day that is there to the end. */
async function placesIn(
  { open, turns }: Scan,
  search: DaySearch,
  window: CallWindow,
): Promise<readonly CallPlace[]> {
  const places: CallPlace[] = [];
  for (let fromRun = 0; fromRun < search.runCount; fromRun += runsPerTurn) {
    if (open() !== search) return [];
    for (const place of search.places(window, fromRun, fromRun + runsPerTurn)) places.push(place);
    await turns.rest();
  }
  return places.sort((a, b) => a.arrivedAt - b.arrivedAt);
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
