import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { LiveBoard } from "../live/live-board.ts";
import { openMetrics, type Metrics } from "./metrics.ts";

async function scrape(metrics: Metrics): Promise<Map<string, number>> {
  const lines = (await metrics.render()).split("\n").filter((line) => /^[^#]/.test(line));
  return new Map(lines.map((line) => [line.replace(/ \S+$/, ""), Number(/\S+$/.exec(line))]));
}

test("a sum that is counted elsewhere is told as it is, however often it is asked for", async () => {
  const metrics = openMetrics(new LiveBoard(), "0.0.0");
  const source = {
    ...{ name: "pbx", state: "connected", lagMs: 20, connections: 3 },
    ...{ bytesRead: 1000, eventsSent: 12, eventsRefused: 0 },
  };
  metrics.watchSources(() => [source]);
  await scrape(metrics);
  const told = await scrape(metrics);
  assert.equal(told.get('trunkline_source_connections_total{source="pbx"}'), 3);
  assert.equal(told.get('trunkline_source_bytes_read_total{source="pbx"}'), 1000);
  assert.equal(told.get('trunkline_source_events_refused_total{source="pbx"}'), 0);
  assert.equal(told.get('trunkline_source_lag_seconds{source="pbx"}'), 0.02);
});

test("the process tells its memory, its time and how busy it has been", async () => {
  const metrics = openMetrics(new LiveBoard(), "0.0.0");
  // Of its first turn a thread knows nothing.
  await sleep(5);
  const [first, second] = [await scrape(metrics), await scrape(metrics)];
  assert.ok((first.get("process_resident_memory_bytes") ?? 0) > 10_000_000);
  const started = second.get("process_start_time_seconds") ?? 0;
  assert.ok(Math.abs(started - (Date.now() / 1000 - process.uptime())) < 5);
  for (const name of ["process_cpu_seconds_total", "trunkline_main_thread_busy_seconds_total"]) {
    const [before = 0, now = 0] = [first.get(name), second.get(name)];
    assert.ok(before > 0 && now >= before, `${name}: ${before}, ${now}`);
  }
});
