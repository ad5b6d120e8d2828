import assert from "node:assert/strict";
import { test } from "node:test";
import { zoneOf } from "../../format/zone.ts";
import {
  heatMapOf,
  spansOf,
  sumOf,
  type Counts,
  type FormulaId,
  type ReportRow,
} from "./report-sums.ts";

const hourMs = 3_600_000;
const usual = { formula: "offered", isOfAgents: false } as const;

function counts(own: Partial<Counts>): Counts {
  const none = { offered: 0, answered: 0, answeredInTime: 0, abandoned: 0, shortAbandoned: 0 };
  const more = { missed: 0, overflowed: 0, inbound: 0, transfers: 0 };
  const outbound = { outbound: 0, outboundAnswered: 0, outboundTalkMs: 0 };
  const times = { waitMs: 0, talkMs: 0, holdMs: 0, longestWaitMs: 0, asaMs: null, ahtMs: null };
  const shares = { serviceLevel: null, occupancy: null };
  const states = { servedMs: null, idleMs: null, afterCallMs: null };
  return { ...none, ...more, ...outbound, ...times, ...shares, ...states, ...own };
}

function row(from: number, own: Partial<Counts>): ReportRow {
  return { tenant: "1/100", id: 1, name: "", from, to: from + hourMs, ...counts(own) };
}

test("a sum weighs each part by its calls, in all four formulas", () => {
  const parts = [
    counts({ offered: 10, answered: 8, answeredInTime: 8, shortAbandoned: 1, waitMs: 8_000 }),
    counts({ offered: 90, answered: 72, answeredInTime: 36, shortAbandoned: 9, waitMs: 72_000 }),
  ];
  const level = (formula: FormulaId) => sumOf(parts, { ...usual, formula }).serviceLevel;
  assert.equal(level("offered"), 0.44);
  assert.equal(level("answered"), 0.55);
  assert.equal(level("offeredLessShort"), 44 / 90);
  assert.equal(level("withinOrShort"), 0.54);
  assert.equal(sumOf(parts, usual).asaMs, 1000);
});

test("the handling time of agents holds outbound talk and work after calls, also of those who only worked", () => {
  const agents = [
    counts({ answered: 8, talkMs: 8_000, afterCallMs: 16_000 }),
    counts({ answered: 1, outboundAnswered: 1, talkMs: 1_000, outboundTalkMs: 7_000 }),
    counts({ missed: 2, afterCallMs: 8_000 }),
  ];
  assert.equal(sumOf(agents, usual).ahtMs, 1000);
  assert.equal(sumOf(agents, { ...usual, isOfAgents: true }).ahtMs, 4000);
  assert.equal(sumOf([counts({})], { ...usual, isOfAgents: true }).ahtMs, null);
});

test("the occupancy of several weighs each by its time; who told no states counts neither way", () => {
  const agents = [
    counts({ servedMs: 3000, idleMs: 1000, occupancy: 0.75 }),
    counts({ servedMs: 0, idleMs: 2000, occupancy: 0 }),
    counts({}),
  ];
  const { occupancy, servedMs, idleMs, afterCallMs } = sumOf(agents, usual);
  assert.deepEqual([occupancy, servedMs, idleMs, afterCallMs], [0.5, 3000, 3000, null]);
  assert.equal(sumOf([counts({})], usual).occupancy, null);
  assert.equal(sumOf([counts({ servedMs: 0, idleMs: 0 })], usual).occupancy, null);
});

test("nothing offered has no service level and no average", () => {
  const { serviceLevel, asaMs, ahtMs } = sumOf([], usual);
  assert.deepEqual([serviceLevel, asaMs, ahtMs], [null, null, null]);
});

test("spans come in order, with their subjects together", () => {
  const spans = spansOf(
    [row(hourMs, { offered: 2 }), row(0, { offered: 1 }), row(hourMs, { offered: 3 })],
    usual,
  );
  assert.deepEqual(
    spans.map(({ from, counts }) => [from, counts.offered]),
    [
      [0, 1],
      [hourMs, 5],
    ],
  );
});

test("the heat map puts an hour on its weekday in the zone, the hottest is 1", () => {
  // Monday, 1 January 2024, 23:00 UTC is Tuesday 07:00 in Shanghai.
  const at = Date.UTC(2024, 0, 1, 23);
  const rows = [
    row(at, { offered: 4 }),
    row(at + 7 * 24 * hourMs, { offered: 4 }),
    row(at + hourMs, { offered: 2 }),
  ];
  const zone = zoneOf("Asia/Shanghai");
  const map = heatMapOf(rows, { ...usual, measure: "offered", zone });
  assert.equal(map.length, 7);
  const cell = map[1]?.[7];
  assert.deepEqual([cell?.value, cell?.heat], [8, 1]);
  assert.equal(map[1]?.[8]?.heat, 0.25);
  assert.equal(map[0]?.[7]?.value, null);
});
