/** Milliseconds as whole seconds, rounded down. */
export function wholeSeconds(ms: number): number {
  return Math.floor(ms / 1000);
}
