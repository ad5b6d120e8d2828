/** By halves: the first of `count` places that `is` holds for, as it does for all behind; `count` when none. */
export function firstIndex(count: number, is: (index: number) => boolean): number {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (is(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
