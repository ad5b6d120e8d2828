/** Epoch microseconds of a `Timestamp` header (`<seconds>.<microseconds>`); undefined without one. */
export function parseTimestamp(text: string): number | undefined {
  const match = timestamp.exec(text);
  if (match === null) return undefined;
  const [, seconds = "", fraction = ""] = match;
  return Number(seconds) * 1_000_000 + Number(fraction.padEnd(6, "0").slice(0, 6));
}

const timestamp = /^(\d{1,10})(?:\.(\d{1,9}))?$/;
