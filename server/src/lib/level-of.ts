/**
 * The level that may be cut off at so that the amounts come to `sum` at most: whoever has less loses nothing.
 * Infinity when nothing needs to be cut. Amounts are integers from 0.
 */
export function levelOf(amounts: readonly number[], sum: number): number {
  let rest = sum;
  for (const [index, amount] of amounts.toSorted((a, b) => a - b).entries()) {
    const share = Math.floor(rest / (amounts.length - index));
    if (amount > share) return share;
    rest -= amount;
  }
  return Infinity;
}
