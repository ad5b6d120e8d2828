// The line that shows how an import gets on.
const widthOfBar = 24;

export type Progress = {
  readonly bytes: number;
  /** 0 = not known, as of standard input. */
  readonly bytesTotal: number;
  readonly events: number;
  readonly elapsedMs: number;
};

export function progressLine({ bytes, bytesTotal, events, elapsedMs }: Progress): string {
  const seconds = Math.max(elapsedMs, 1) / 1000;
  const rate = `${count(events)} events, ${count(Math.round(events / seconds))}/s`;
  if (bytesTotal === 0) return `${size(bytes)}, ${rate}`;
  const share = Math.min(bytes / bytesTotal, 1);
  const filled = Math.round(share * widthOfBar);
  const bar = `[${"=".repeat(filled)}${" ".repeat(widthOfBar - filled)}]`;
  const left = share > 0 ? `, ${duration((seconds * (1 - share)) / share)} left` : "";
  const percent = `${Math.floor(share * 100)}`.padStart(3);
  return `${bar} ${percent} %  ${size(bytes)} of ${size(bytesTotal)}, ${rate}${left}`;
}

export function count(value: number): string {
  return value.toLocaleString("en-US");
}

export function size(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  const [value, unit] = bytes < 1e6 ? [bytes / 1e3, "kB"] : [bytes / 1e6, "MB"];
  return `${value.toFixed(1)} ${unit}`;
}

function duration(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  return seconds < 5400 ? `${Math.ceil(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}
