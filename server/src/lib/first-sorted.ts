/** The first so many in order, as sorting all of them would give, for less when they are few of many. */
export function firstSorted<Item>(
  items: readonly Item[],
  count: number,
  compare: (a: Item, b: Item) => number,
): readonly Item[] {
  if (count <= 0) return [];
  let best: Item[] = [];
  let bound: Item | undefined;
  for (const item of items) {
    if (bound !== undefined && compare(item, bound) >= 0) continue;
    best.push(item);
    if (best.length < 2 * count) continue;
    best = best.sort(compare).slice(0, count);
    bound = best.at(-1);
  }
  return best.sort(compare).slice(0, count);
}
