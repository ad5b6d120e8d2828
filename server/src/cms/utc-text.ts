// `yyyy-MM-dd HH:mm:ss`, UTC.

export function utcText(instant: number): string {
  const iso = new Date(instant).toISOString();
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)}`;
}

/** The first millisecond of that second; undefined for a date that does not exist. */
export function parseUtcText(text: string): number | undefined {
  const instant = Date.parse(`${text.replace(" ", "T")}Z`);
  return !Number.isNaN(instant) && utcText(instant) === text ? instant : undefined;
}
