// A server in this process with a made-up contact centre: an hour of a morning, told step by step.
import type { TrunklineEvent } from "@trunkline/contract";
import { simulateDay } from "../../server/src/simulate/simulate-day.ts";
import { demoTenantSettings } from "../../server/src/simulate/demo-tenant.ts";
import { startTestServer, type TestServer } from "../../server/src/test-server.ts";
import { tenantKey } from "../../server/src/lib/tenant-key.ts";

const tenant = { ccId: 1, vdn: 100 };
const from = Date.UTC(2026, 3, 15, 9);
const to = Date.UTC(2026, 3, 15, 10);
const batchEvents = 500;

export type SimulatedCentre = AsyncDisposable & {
  readonly server: TestServer;
  /** Tells what happened in the next so many ms; the server's clock goes with it. */
  readonly pass: (ms: number) => Promise<void>;
  readonly send: (events: readonly TrunklineEvent[]) => Promise<void>;
  readonly now: () => number;
};

export async function openSimulatedCentre(): Promise<SimulatedCentre> {
  const startedAt = Date.now();
  let told = from;
  // Goes on while the test looks at the page, as clocks do.
  const now = () => told + (Date.now() - startedAt);
  const server = await startTestServer({
    now,
    flags: { "limit.requestsPerSecondPerKey": "1000", "limit.requestsPerSecondPerAddress": "1000" },
  });
  server.registry.putTenant(demoTenantSettings({ timeZone: "Asia/Shanghai" }));
  const day = { tenant, day: from, seed: 7, callsPerDay: 6_000, from, to };
  const events = simulateDay(day)[Symbol.iterator]();
  let next = events.next();
  const origin = { source: "simulation", mayWrite: (key: number) => key === tenantKey(tenant) };
  const send = async (batch: readonly TrunklineEvent[]) => {
    const candidates = batch.map((value, at) => ({ line: at + 1, value }));
    const { refused } = await server.server.ingest.accept(candidates, origin);
    if (refused.length > 0) throw new Error(`Cannot simulate: ${JSON.stringify(refused[0])}`);
  };
  const pass = async (ms: number) => {
    told += ms;
    for (let batch: TrunklineEvent[] = []; ;) {
      const isDue = next.done !== true && next.value.at < told;
      if (next.done !== true && isDue) {
        batch.push(next.value);
        next = events.next();
      }
      if (!isDue || batch.length >= batchEvents) {
        if (batch.length > 0) await send(batch);
        batch = [];
      }
      if (!isDue) return;
    }
  };
  return { server, pass, send, now, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}
