// What the header Retry-After says.

/** Ms to wait from `now` on, perhaps infinite: seconds, or a date that may be over; undefined when it says neither. */
export function retryAfterMs(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  if (/^\d+$/.test(header)) return Number(header) * 1000;
  // The form of C's asctime() names no zone, and means UTC.
  const at = Date.parse(/\d{4}$/.test(header) ? `${header} GMT` : header);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}
