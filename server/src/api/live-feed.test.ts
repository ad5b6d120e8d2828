import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { LiveRows } from "@trunkline/client";
import { arrivedIn, callEvents, evening } from "../cms/test-call-centre.ts";
import { startApi } from "../test-api.ts";
import { openStream, type TestStream } from "../test-stream.ts";

const lost = [
  { ...arrivedIn, s: 35_991 },
  { kind: "queued", s: 35_992, skillId: 22 },
  { kind: "ended", s: 35_993, by: "customer" },
] as const;

const at = (s: number) => (fields: object) =>
  ({ ...fields, s }) as Parameters<typeof callEvents>[1][number];

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

test("a reader who comes between two changes that undo each other hears of the second", async () => {
  await using api = await startApi({ flags: { "api.streamEventsPerSecondMax": "2" } });
  await using first = await openStream(api, "?kinds=queues");
  await first.until("snapshot");
  const lookMs = 600;
  const movesTo = (skillId: number, s: number) =>
    api.post(callEvents("moves", [{ kind: "transferred", s, to: { kind: "queue", skillId } }]));
  await api.post(callEvents("stays", [arrivedIn, { kind: "queued", skillId: 22 }].map(at(36_000))));
  await api.post(callEvents("moves", [arrivedIn, { kind: "queued", skillId: 22 }].map(at(36_010))));
  await sleep(lookMs);
  await movesTo(21, 36_020);
  await sleep(lookMs);
  await api.post(callEvents("other", [{ ...arrivedIn, s: 36_025 }]));
  await sleep(lookMs / 10);
  // The board has just been looked at.
  await movesTo(22, 36_030);
  await using second = await openStream(api, "?kinds=queues");
  const rows = new LiveRows();
  rows.apply(await second.until("snapshot"));
  await movesTo(21, 36_040);
  await sleep(lookMs);
  await api.post(callEvents("new", [arrivedIn, { kind: "queued", skillId: 23 }].map(at(36_050))));
  while (!rows.queues.has("1/170 23")) rows.apply(await second.until("change"));
  const { body } = await api.ask("/v1/live");
  assert.deepEqual([...rows.queues.values()], body["queues"]);
});
