// How many calls waited in each queue and access code during the last hour, as far as this tab has seen.
import { signal, type ReadonlySignal } from "@preact/signals";
import type { LiveFeed } from "./live-feed.ts";
import type { Clock } from "../app/clock.ts";

/** Peaks of one span each; the newest last. */
export type Trend = readonly { readonly at: number; readonly peak: number }[];

export type Trends = {
  /** Rises with every span that is complete. */
  readonly version: ReadonlySignal<number>;
  readonly of: (key: string) => Trend;
};

const trendSpanMs = 15_000;
export const trendMs = 3_600_000;

type Store = Pick<Storage, "getItem" | "setItem">;

export class TrendBook {
  readonly #trends = new Map<string, { at: number; peak: number }[]>();

  note(key: string, waiting: number, now: number): void {
    const at = Math.floor(now / trendSpanMs) * trendSpanMs;
    let trend = this.#trends.get(key);
    if (trend === undefined) this.#trends.set(key, (trend = []));
    const last = trend.at(-1);
    if (last?.at === at) last.peak = Math.max(last.peak, waiting);
    else trend.push({ at, peak: waiting });
    while ((trend[0]?.at ?? at) < now - trendMs) trend.shift();
  }

  of(key: string): Trend {
    return this.#trends.get(key) ?? [];
  }

  text(): string {
    return JSON.stringify([...this.#trends]);
  }

  restore(text: string): void {
    // Data enters here; nobody but this page writes it.
    const kept = JSON.parse(text) as [string, { at: number; peak: number }[]][];
    for (const [key, trend] of kept) this.#trends.set(key, trend);
  }
}

export function openTrends({
  tenant,
  feed,
  clock,
  store,
  signal: until,
}: {
  readonly tenant: string;
  readonly feed: LiveFeed;
  readonly clock: Clock;
  /** Keeps the trends over a reload of the page. */
  readonly store: Store;
  readonly signal: AbortSignal;
}): Trends {
  const storeKey = `trunkline.trends.${tenant}`;
  const book = new TrendBook();
  const version = signal(0);
  try {
    book.restore(store.getItem(storeKey) ?? "[]");
  } catch {
    // An older page's trends: it begins anew.
  }
  let span = 0;
  const stop = clock.now.subscribe((now) => {
    if (feed.connection.value.kind !== "live") return;
    const { queues, accessCodes } = feed.model;
    for (const [kind, rows] of Object.entries({ queues, accessCodes })) {
      for (const key of rows.keys.value) {
        book.note(`${kind}:${key}`, rows.row(key)?.value.calls.queue ?? 0, now);
      }
    }
    if (Math.floor(now / trendSpanMs) === span) return;
    span = Math.floor(now / trendSpanMs);
    version.value += 1;
  });
  const keep = () => store.setItem(storeKey, book.text());
  window.addEventListener("pagehide", keep, { signal: until });
  until.addEventListener("abort", () => (stop(), keep()), { once: true });
  return { version, of: (key) => book.of(key) };
}
