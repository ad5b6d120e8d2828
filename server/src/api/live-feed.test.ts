import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { arrivedIn, callEvents, evening } from "../cms/test-call-centre.ts";
import { startApi } from "../test-api.ts";
import { openStream, type TestStream } from "../test-stream.ts";

const lost = [
  { ...arrivedIn, s: 35_991 },
  { kind: "queued", s: 35_992, skillId: 22 },
  { kind: "ended", s: 35_993, by: "customer" },
] as const;

/** Reads on until the tenant's present day has that many calls; fails when nobody tells so. */
async function untilOffered(stream: TestStream, tenant: string, offered: number): Promise<void> {
  for (;;) {
    const message = await Promise.race([stream.until("change"), sleep(2000)]);
    assert.ok(message, "the stream tells of it");
    const row = message.data.tenants?.find((one) => one.tenant === tenant);
    if (row?.today.offered === offered) return;
  }
}

test("a stream that begins between a record and the next count of the day hears of that count", async () => {
  const clock = { now: evening };
  await using api = await startApi({
    flags: { "api.todayPauseMs": "1000", "api.streamEventsPerSecondMax": "100" },
    now: () => clock.now,
  });
  await api.ask("/v1/live");
  await api.post(callEvents("lost", lost));
  await using stream = await openStream(api, "?kinds=tenants");
  const { data } = await stream.until("snapshot");
  assert.equal(data.tenants[0]?.today.offered, 3);
  clock.now += 1000;
  await untilOffered(stream, "1/170", 4);
});

test("of a tenant that is new the first calls of its day are told", async () => {
  await using api = await startApi({ flags: { "api.streamEventsPerSecondMax": "100" } });
  await using stream = await openStream(api, "?kinds=tenants", { key: api.keys.adminAll });
  await stream.until("snapshot");
  await api.post(callEvents("first", lost, { ccId: 1, vdn: 172 }));
  await untilOffered(stream, "1/172", 1);
});
