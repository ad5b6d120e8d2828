// node bench/simulator.ts [--calls N] [--tenants N] [--days N]: how fast the traffic simulator is on one
// core, and that its memory does not grow with the span.
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { simulateTraffic } from "../server/src/simulate/simulate-traffic.ts";

const { values } = parseArgs({
  options: {
    calls: { type: "string", default: "1000000" },
    tenants: { type: "string", default: "50" },
    days: { type: "string", default: "30" },
  },
});
const dayMs = 86_400_000;
const days = Number(values.days);
const to = Math.floor(Date.now() / dayMs) * dayMs;
const tenants = Array.from({ length: Number(values.tenants) }, (_, n) => ({ ccId: 1, vdn: n + 1 }));

type Result = {
  readonly what: string;
  readonly calls: number;
  readonly events: number;
  readonly seconds: number;
  readonly eventsPerSecond: number;
  readonly heapMiBMax: number;
};

function measure(what: string, profile: "office" | "flat", agentEvents: boolean): Result {
  const begun = performance.now();
  let events = 0;
  let calls = 0;
  let heapMax = 0;
  for (const { kind } of simulateTraffic({
    tenants,
    from: to - days * dayMs,
    to,
    seed: 1,
    callsPerDay: Number(values.calls) / days,
    profile,
    agentEvents,
  })) {
    events += 1;
    if (kind === "arrived") calls += 1;
    if (events % 100_000 === 0) heapMax = Math.max(heapMax, process.memoryUsage().heapUsed);
  }
  const seconds = (performance.now() - begun) / 1000;
  const eventsPerSecond = Math.round(events / seconds);
  const heapMiBMax = Math.round(heapMax / 2 ** 20);
  return { what, calls, events, seconds: Number(seconds.toFixed(1)), eventsPerSecond, heapMiBMax };
}

console.log(`${cpus()[0]?.model ?? "?"}, Node ${process.version}`);
console.table([
  measure("office days", "office", true),
  measure("office days, calls and tasks only", "office", false),
  measure("the same rate day and night", "flat", true),
]);
