const isoWithZone =
  /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?)(Z|[+-]\d{2}):?(\d{2})?$/;

/** ISO 8601 with a zone -> epoch ms; undefined for anything else. Takes +0000 as well as +00:00. */
export function parseTime(text: string): number | undefined {
  const match = isoWithZone.exec(text);
  if (match === null) return undefined;
  const [, local = "", zone = "Z", minutes = "00"] = match;
  if (zone === "Z" && match[3] !== undefined) return undefined;
  const offset = zone === "Z" ? "Z" : `${zone}:${minutes}`;
  const at = Date.parse(local.replace(",", ".") + offset);
  return Number.isNaN(at) || !isDate(local.slice(0, 10)) ? undefined : at;
}

/** Of 2026-02-28. Date.parse takes 30 February for 2 March. */
export function isDate(text: string): boolean {
  const at = Date.parse(text);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}
