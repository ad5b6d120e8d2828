import assert from "node:assert/strict";
import { test } from "node:test";
import type { TrunklineEvent } from "@trunkline/contract";
import { simulateDay } from "./simulate-day.ts";
import { simulateTraffic, type TrafficOptions } from "./simulate-traffic.ts";

const monday = Date.UTC(2026, 10, 16);
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const tenants = [
  { ccId: 1, vdn: 1, weight: 3 },
  { ccId: 1, vdn: 2 },
  { ccId: 2, vdn: 1 },
];
const threeDays = {
  tenants,
  from: monday,
  to: monday + 3 * dayMs,
  seed: 5,
  callsPerDay: 1500,
} as const;

function arrivals(options: TrafficOptions): readonly TrunklineEvent[] {
  return [...simulateTraffic(options)].filter(({ kind }) => kind === "arrived");
}

test("several tenants and days come as one stream in order of time", () => {
  const events = [...simulateTraffic(threeDays)];
  for (const [index, { at }] of events.entries()) assert.ok(at >= (events[index - 1]?.at ?? 0));
  const arrived = events.filter(({ kind }) => kind === "arrived");
  assert.equal(arrived.length, events.filter(({ kind }) => kind === "ended").length);
  assert.ok(Math.abs(arrived.length / (1500 * 3 * 1.03) - 1) < 0.1);
  const big = arrived.filter(({ ccId, vdn }) => ccId === 1 && vdn === 1);
  assert.ok(Math.abs(big.length / arrived.length - 0.6) < 0.05);
  for (let day = 0; day < 3; day += 1) {
    const from = monday + day * dayMs;
    assert.ok(arrived.some(({ at }) => at >= from && at < from + dayMs));
  }
});

test("a tenant's events are those of its days", () => {
  const own = [...simulateTraffic({ ...threeDays, tenants: [{ ccId: 1, vdn: 9 }] })];
  const days = [0, 1, 2].flatMap((day) => [
    ...simulateDay({
      tenant: { ccId: 1, vdn: 9 },
      day: monday + day * dayMs,
      seed: 5,
      callsPerDay: 1500,
    }),
  ]);
  assert.deepEqual(
    own,
    days.toSorted((a, b) => a.at - b.at),
  );
});

test("calls begin in the span asked for, in the tenants' time zone", () => {
  const from = monday + 9.5 * hourMs;
  const to = monday + 1.25 * dayMs;
  const arrived = arrivals({ ...threeDays, from, to, timeZone: "Asia/Shanghai" });
  assert.ok(arrived.length > 300);
  assert.ok(arrived.every(({ at }) => at >= from && at < to));
  assert.deepEqual([...simulateTraffic({ ...threeDays, to: threeDays.from })], []);
});

test("a rate per second is kept at any hour", () => {
  const to = monday + 2 * hourMs;
  const { callsPerDay: _, ...rest } = threeDays;
  const arrived = arrivals({ ...rest, to, callsPerSecond: 0.5, agentEvents: false });
  assert.ok(Math.abs(arrived.length / (2 * 3600 * 0.5) - 1) < 0.12);
});

test("whoever stops reading has not made the rest", () => {
  const endless = simulateTraffic({ ...threeDays, to: Infinity });
  const first = endless.next();
  assert.equal(first.done, false);
  endless.return();
});
