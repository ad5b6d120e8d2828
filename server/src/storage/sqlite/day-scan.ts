// All calls of a day that a filter matches, by arrival, a few at a time: of a stretch of time their places are
// read from the index and sorted, then the rows, so that no more rows are held than are asked for at once.
import { tenantKey } from "../../lib/tenant-key.ts";
import { compareText } from "../call-order.ts";
import type { CallRow } from "../history.ts";
import { cutWindow, type CallWindow } from "./call-windows.ts";
import type { CallPlace, OpenDay } from "./day-search.ts";
import { runsPerTurn, type Turns } from "./turns.ts";

/** Held at a time: so few that they are gone before the collector of garbage would keep them. */
const placesWanted = 2000;

type Scan = {
  readonly open: OpenDay;
  readonly window: CallWindow;
  /** Those of one instant come together, even when they are more. */
  readonly rowsMax: number;
  readonly turns: Turns;
};

/** Ends early when the day is dropped. */
export async function* scanDay(scan: Scan): AsyncIterable<readonly CallRow[]> {
  const { open, rowsMax, turns } = scan;
  const left = [scan.window];
  for (let window = left.pop(); window !== undefined; window = left.pop()) {
    const calls = open()?.callsIn(window) ?? 0;
    if (calls > 2 * placesWanted && window.to > window.from) {
      left.push(...cutWindow(window, Math.ceil(calls / placesWanted)).toReversed());
    } else if (calls > 0) {
      const places = await placesIn(open, window, turns);
      for (let from = 0, to = 0; from < places.length; from = to) {
        to = endOfInstant(places, Math.min(from + rowsMax, places.length));
        yield rowsAt(open, places.slice(from, to));
        await turns.rest();
      }
    }
  }
}

/** Ascending. */
async function placesIn(open: OpenDay, window: CallWindow, turns: Turns): Promise<CallPlace[]> {
  const places: CallPlace[] = [];
  for (let fromRun = 0; ; fromRun += runsPerTurn) {
    const search = open();
    if (search === undefined || fromRun >= search.runCount) break;
    for (const place of search.places(window, fromRun, fromRun + runsPerTurn)) places.push(place);
    await turns.rest();
  }
  return places.sort((a, b) => a.arrivedAt - b.arrivedAt);
}

function endOfInstant(places: readonly CallPlace[], from: number): number {
  let end = from;
  while (end < places.length && places[end]?.arrivedAt === places[end - 1]?.arrivedAt) end += 1;
  return end;
}

/** A record that has gone meanwhile may have another in its place, at the same instant. */
function rowsAt(open: OpenDay, places: readonly CallPlace[]): readonly CallRow[] {
  const search = open();
  if (search === undefined) return [];
  const found = search.rowsOfIds(places.map(({ id }) => id));
  const gone = places.filter(({ id }) => !found.has(id));
  const changed = new Set(gone.map(({ arrivedAt }) => arrivedAt));
  const rows = [...found.values()].filter(({ arrivedAt }) => !changed.has(arrivedAt));
  for (const at of changed) rows.push(...search.rowsOfInstant(at));
  return rows.sort(
    (a, b) =>
      a.arrivedAt - b.arrivedAt || tenantKey(a) - tenantKey(b) || compareText(a.callId, b.callId),
  );
}
