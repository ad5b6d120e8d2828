// What a card or a line of the board shows, of a queue and of an access code alike.
import type { LiveAccessCode, LiveQueue } from "../../api/live-model.ts";
import type { WaitThresholds } from "../../app/preferences.ts";
import type { Say } from "../../i18n/words.ts";
import type { Level } from "../../part/level-mark.tsx";

export type BoardRow = {
  readonly title: string;
  /** Tells apart what has the same title. */
  readonly detail: string;
  readonly calls: LiveQueue["calls"];
  /** Of an access code none are known. */
  readonly agents: LiveQueue["agents"] | null;
  readonly today: LiveQueue["today"];
  /** Of the list of its calls in progress. */
  readonly href: string;
};

export type BoardSort = "name" | "wait" | "waiting";

export function rowOfQueue({ id, name, calls, agents, today }: LiveQueue, say: Say): BoardRow {
  const title = name === "" ? say("live.queueNamed", { id }) : name;
  const href = `/calls?state=live&skillId=${id}`;
  return { title, detail: name === "" ? "" : String(id), calls, agents, today, href };
}

export function rowOfAccessCode(code: LiveAccessCode, say: Say): BoardRow {
  const { id, number, description, calls, today } = code;
  const named = description === "" ? number : description;
  const title = named === "" ? say("live.codeNamed", { id }) : named;
  const href = `/calls?state=live&innoId=${id}`;
  return { title, detail: named === number ? "" : number, calls, agents: null, today, href };
}

/** null = nobody waits. */
export function waitOf({ calls }: Pick<BoardRow, "calls">, now: number): number | null {
  return calls.longestWaitSince === null ? null : Math.max(0, now - calls.longestWaitSince);
}

export function waitLevel(waitMs: number | null, thresholds: WaitThresholds): Level {
  if (waitMs === null || waitMs < thresholds.warnSeconds * 1000) return "good";
  return waitMs < thresholds.alarmSeconds * 1000 ? "warn" : "bad";
}

/** So far under its target that somebody should look, or further. */
const levelSlack = 0.1;

export function serviceLevelLevel(share: number | null, { levelTarget }: WaitThresholds): Level {
  if (share === null || share >= levelTarget) return "good";
  return share >= levelTarget - levelSlack ? "warn" : "bad";
}

export function sortRows<Row extends BoardRow>(
  rows: readonly Row[],
  sort: BoardSort,
  compareText: (a: string, b: string) => number,
): readonly Row[] {
  const byName = (a: Row, b: Row) => compareText(a.title, b.title);
  const since = ({ calls }: Row) => calls.longestWaitSince ?? Number.MAX_SAFE_INTEGER;
  const orders: Readonly<Record<BoardSort, (a: Row, b: Row) => number>> = {
    name: byName,
    wait: (a, b) => since(a) - since(b) || byName(a, b),
    waiting: (a, b) => b.calls.queue - a.calls.queue || byName(a, b),
  };
  return rows.toSorted(orders[sort]);
}
