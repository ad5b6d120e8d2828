/** One server-sent event. `data` is JSON, which has no line breaks of its own. */
export function sseFrame({
  event,
  id = "",
  data,
}: {
  readonly event: string;
  /** "" = none. */
  readonly id?: string;
  readonly data: string;
}): string {
  return `${id === "" ? "" : `id: ${id}\n`}event: ${event}\ndata: ${data}\n\n`;
}
