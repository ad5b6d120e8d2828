import assert from "node:assert/strict";
import { test } from "node:test";
import { formatOf } from "./format.ts";

const now = () => Date.UTC(2026, 3, 16);
const at = Date.UTC(2026, 3, 15, 2, 15, 32);

test("times are those of the zone, numbers those of the language", () => {
  const english = formatOf("en", "Asia/Shanghai", now);
  assert.equal(english.time(at), "10:15:32");
  assert.equal(english.dateTime(at), "15 Apr, 10:15:32");
  assert.equal(english.count(1234567), "1,234,567");
  assert.equal(english.share(0.8714), "87.1%");
  assert.equal(english.bytes(18_350_080), "18.4 MB");
  assert.equal(english.weekday(1), "Mon");
  const chinese = formatOf("zh-CN", "UTC", now);
  assert.equal(chinese.time(at), "02:15:32");
  assert.equal(chinese.weekday(7), "周日");
});

test("another year is named, what is not known is a dash", () => {
  const english = formatOf("en", "UTC", now);
  assert.equal(english.dateTime(Date.UTC(2025, 11, 31, 23)), "31 Dec 2025, 23:00:00");
  assert.equal(english.share(null), "–");
  assert.equal(english.duration(null), "–");
});

test("a span of time has units, two of them where one is coarse", () => {
  const english = formatOf("en", "UTC", now);
  const spans = [900, 18_000, 330_000, 11_520_000, 187_200_000, 172_800_000];
  assert.deepEqual(spans.map(english.span), [
    "900 ms",
    "18 secs",
    "5 mins",
    "3 hrs 12 mins",
    "2 days 4 hrs",
    "2 days",
  ]);
  assert.equal(formatOf("zh-CN", "UTC", now).span(11_520_000), "3小时 12分钟");
});
