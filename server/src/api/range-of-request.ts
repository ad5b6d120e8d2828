import { invalidField } from "./api-problem.ts";

const dayMs = 86_400_000;

export type Range = { readonly from: number; readonly to: number };

/** The last 24 hours unless the request says otherwise; both ends are included. */
export function rangeOfRequest(
  asked: { readonly from?: number; readonly to?: number },
  /** Of the newest event as well, where a platform's clock is ahead. */
  now: number,
): Range {
  const to = asked.to ?? Math.max(now, asked.from ?? 0);
  const from = asked.from ?? Math.max(0, to - dayMs);
  if (from > to) throw invalidField("from", `not be after 'to' '${to}'`, from);
  return { from, to };
}
