/** One server-sent event. `data` is JSON, which has no line breaks of its own. */
export function sseFrame({
  event,
  id,
  data,
}: {
  readonly event: string;
  /** Where a reader may go on; "" = nowhere, also if an earlier connection had come further. */
  readonly id?: string;
  readonly data: string;
}): string {
  return `${id === undefined ? "" : `id: ${id}\n`}event: ${event}\ndata: ${data}\n\n`;
}
