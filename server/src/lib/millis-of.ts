/** Epoch microseconds -> the epoch millisecond that they are in. */
export function millisOf(micros: number): number {
  return Math.floor(micros / 1000);
}
