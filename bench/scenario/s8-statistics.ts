// S8: statistics of 30 days per queue and quarter of an hour, asked of the history itself.
import { quarterMs } from "../../server/src/call/call-totals.ts";
import { tenantKey } from "../../server/src/lib/tenant-key.ts";
import { openHistory } from "../../server/src/storage/open-history.ts";
import type { StatisticCell } from "../../server/src/storage/statistics.ts";
import { bigVdn, callsBetween, ccId, startOf, type LoadShape } from "../call-load.ts";
import { quantile } from "../drive.ts";
import type { Figure } from "../figure.ts";
import type { LoadedServer } from "../loaded-server.ts";
import type { Pace } from "../measure.ts";

const goal = { than: "nothing", atMost: 50 } as const;

export async function s8Statistics(options: {
  readonly loaded: Pick<LoadedServer, "withoutServer">;
  readonly shape: LoadShape;
  readonly pace: Pace;
}): Promise<readonly Figure[]> {
  const { loaded, shape, pace } = options;
  return loaded.withoutServer(async (dataDir) => {
    await using history = await openHistory({ dataDir });
    const tenants = [tenantKey({ ccId, vdn: bigVdn })];
    // Quarters count by their beginning, and the last calls queue after they arrive.
    const from = Math.floor(startOf(shape) / quarterMs) * quarterMs;
    const range = { from, to: shape.endsAt + quarterMs };
    const question = { tenants, by: "skill", ...range } as const;
    const cases = {
      "30 days of every queue by 15 minutes": () => history.statistics(question, never),
      "30 days of one queue by 15 minutes": () =>
        history.statistics({ ...question, ids: [1] }, never),
    };
    const figures: Figure[] = [];
    for (const [what, ask] of Object.entries(cases)) {
      if (figures.length === 0) checkOffered(await ask(), shape);
      figures.push({ scenario: "S8", what, unit: "ms, p50", ...(await timed(ask, pace)), goal });
    }
    return figures;
  });
}

const never = new AbortController().signal;

/** Each call is queued once. */
function checkOffered(cells: readonly StatisticCell[], shape: LoadShape): void {
  let wanted = 0;
  for (const call of callsBetween(shape, startOf(shape), shape.endsAt)) {
    if (call.vdn === bigVdn) wanted += 1;
  }
  const offered = cells.reduce((sum, cell) => sum + cell.offered, 0);
  if (offered === wanted) return;
  throw new Error(`Cannot measure wrong statistics: ${offered} offered of ${wanted}`);
}

async function timed(
  ask: () => Promise<unknown>,
  { seconds, rounds }: Pace,
): Promise<Pick<Figure, "measured" | "p50Ms" | "p99Ms">> {
  const tookMs: number[] = [];
  const endsAt = performance.now() + seconds * rounds * 1000;
  while (performance.now() < endsAt) {
    const askedAt = performance.now();
    await ask();
    tookMs.push(performance.now() - askedAt);
  }
  tookMs.sort((a, b) => a - b);
  const p50Ms = quantile(tookMs, 0.5);
  return { measured: p50Ms, p50Ms, p99Ms: quantile(tookMs, 0.99) };
}
