// The simulated traffic of `serve --demo`, and the clock that it needs.
import { setTimeout as delay } from "node:timers/promises";
import type { Ingest } from "../ingest/ingest.ts";
import { tenantKey } from "../lib/tenant-key.ts";
import { DemoClock } from "../simulate/demo-clock.ts";
import { demoTenant } from "../simulate/demo-tenant.ts";
import { demoReplayFrom, demoStatusLine, runDemo } from "../simulate/demo.ts";
import type { History } from "../storage/history.ts";
import type { Terminal } from "./terminal.ts";

export type DemoTraffic = {
  readonly clock: DemoClock;
  /** Resolves when the signal is aborted. */
  readonly run: (ingest: Pick<Ingest, "accept">) => Promise<void>;
};

/** To be made before the server: calls that it restores have waited by the demo's clock. */
export async function openDemoTraffic(
  history: History,
  timeZone: string,
  terminal: Terminal,
): Promise<DemoTraffic> {
  const { now, signal } = terminal;
  const lastEventAt = await lastEventAtOf(history, signal);
  const sleep = async (ms: number, until: AbortSignal) => {
    await delay(ms, undefined, { signal: until });
  };
  const simulatedAt = demoReplayFrom({ now: now(), lastEventAt, timeZone });
  const clock = new DemoClock({ real: { now, sleep }, simulatedAt });
  return {
    clock,
    run: async (ingest) => {
      const origin = {
        source: "demo",
        mayWrite: (tenant: number) => tenant === tenantKey(demoTenant),
      };
      await runDemo({
        accept: (events) =>
          ingest.accept(
            events.map((value, index) => ({ line: index + 1, value })),
            origin,
          ),
        clock,
        signal,
        lastEventAt,
        timeZone,
        onStatus: (status) => {
          const line = demoStatusLine(status, timeZone);
          if (status.phase === "live") terminal.out(`\n${line}`);
          else terminal.status(line);
        },
      });
    },
  };
}

/** `at` of the newest event that is stored of the demo tenant; undefined = none is. */
async function lastEventAtOf(history: History, signal: AbortSignal): Promise<number | undefined> {
  let last: number | undefined;
  const note = (at: number) => {
    last = Math.max(at, last ?? at);
  };
  for (const direction of ["in", "out"] as const) {
    const newest = {
      tenants: [tenantKey(demoTenant)],
      direction,
      time: "arrived",
      from: 0,
      to: Number.MAX_SAFE_INTEGER,
      sort: { by: "time", order: "descending" },
      offset: 0,
      limit: 1,
    } as const;
    for (const row of (await history.searchCalls(newest, signal)).rows) note(row.callEnd);
  }
  for await (const { tenant, events } of history.liveCalls()) {
    if (tenant === tenantKey(demoTenant)) for (const { at } of events) note(at);
  }
  return last;
}
