// Durations as people of the trade read them: 0:38, 12:05, 1:02:09.

export function durationText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  const tail = `${pad(minutes, hours > 0 ? 2 : 1)}:${pad(seconds % 60, 2)}`;
  return hours > 0 ? `${hours}:${tail}` : tail;
}

/** For machines and screen readers: PT1H2M9S. */
export function isoDuration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const parts = [
    [Math.floor(seconds / 3600), "H"],
    [Math.floor(seconds / 60) % 60, "M"],
    [seconds % 60, "S"],
  ] as const;
  const text = parts.map(([count, unit]) => (count > 0 ? `${count}${unit}` : "")).join("");
  return `PT${text === "" ? "0S" : text}`;
}

/** "90", "1:30" and "0:01:30" are the same; undefined where it cannot be read. */
export function parseDuration(text: string): number | undefined {
  const parts = text.trim().split(":");
  if (parts.length > 3 || !parts.every((part) => /^\d{1,6}$/.test(part))) return undefined;
  const seconds = parts.reduce((sum, part) => sum * 60 + Number(part), 0);
  return seconds * 1000;
}

function pad(value: number, digits: number): string {
  return String(value).padStart(digits, "0");
}
