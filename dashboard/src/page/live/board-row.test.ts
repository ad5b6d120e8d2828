import assert from "node:assert/strict";
import { test } from "node:test";
import { sayIn } from "../../i18n/words.ts";
import {
  rowOfAccessCode,
  rowOfQueue,
  serviceLevelLevel,
  sortRows,
  waitLevel,
} from "./board-row.ts";

const thresholds = { warnSeconds: 30, alarmSeconds: 120, levelTarget: 0.8 };
const today = { offered: 0, answered: 0, abandoned: 0, missed: 0, serviceLevel: null };
const agents = { signedIn: 0, idle: 0, ringing: 0, talking: 0, held: 0, resting: 0, busy: 0 };
const say = sayIn("en");

function queue(name: string, waiting: number, longestWaitSince: number | null) {
  const calls = { all: waiting, ivr: 0, queue: waiting, agent: 0, longestWaitSince };
  return rowOfQueue({ tenant: "1/100", id: 21, name, calls, agents, today }, say);
}

test("a wait is good, then worth attention, then an alarm", () => {
  const levels = [null, 29_999, 30_000, 119_999, 120_000].map((ms) => waitLevel(ms, thresholds));
  assert.deepEqual(levels, ["good", "good", "warn", "warn", "bad"]);
});

test("a service level is good at its target, bad ten points under it, and not known is not bad", () => {
  const levels = [null, 0.8, 0.79, 0.69].map((share) => serviceLevelLevel(share, thresholds));
  assert.deepEqual(levels, ["good", "good", "warn", "bad"]);
});

test("rows are sorted by name, by who waits longest, by how many wait", () => {
  const rows = [queue("b", 5, 200), queue("c", 1, 100), queue("a", 0, null)];
  const order = (sort: "name" | "wait" | "waiting") =>
    sortRows(rows, sort, (a, b) => a.localeCompare(b)).map(({ title }) => title);
  assert.deepEqual(order("name"), ["a", "b", "c"]);
  assert.deepEqual(order("wait"), ["c", "b", "a"]);
  assert.deepEqual(order("waiting"), ["b", "c", "a"]);
});

test("what has no name is called by its number", () => {
  assert.equal(queue("", 0, null).title, "Queue 21");
  const { calls } = queue("", 0, null);
  const code = { tenant: "1/100", id: 3, number: "88880003", description: "", calls, today };
  assert.equal(rowOfAccessCode(code, say).title, "88880003");
  const described = rowOfAccessCode({ ...code, description: "sales" }, say);
  assert.deepEqual([described.title, described.detail], ["sales", "88880003"]);
});
