// Lists that live long and stay short: push() would make room for 16 more items.

/** A list of exactly as much room as it needs. */
export function appended<Item>(list: readonly Item[], item: Item): Item[] {
  return list.concat([item]);
}
