import assert from "node:assert/strict";
import { test } from "node:test";
import { arrival, evening } from "../cms/test-call-centre.ts";
import { MemoryHistory } from "../storage/memory/memory-history.ts";
import { startApi } from "../test-api.ts";
import { startTestServer } from "../test-server.ts";

type Row = Readonly<Record<string, unknown>>;

test("an operator of all tenants sees ingestion, storage by day and how long the server runs", async () => {
  await using api = await startApi();
  await api.ask("/v1/events", {
    key: api.keys.adminAll,
    method: "POST",
    body: [{ kind: "rang" }, { kind: "arrived" }],
  });
  const { body } = await api.ask("/v1/operations", { key: api.keys.adminAll });
  assert.equal(body["version"], "0.0.0");
  assert.deepEqual([body["isReady"], body["notReadyReason"]], [true, ""]);
  assert.equal(body["liveCalls"], 6);
  const { accepted, ...ingestion } = body["ingestion"] as Row;
  assert.ok(Number(accepted) > 60);
  assert.deepEqual(ingestion, {
    duplicates: 0,
    refused: 2,
    lastReceivedAt: evening,
    isOverloaded: false,
    isFailing: false,
  });
  assert.deepEqual(body["refusedEvents"], { total: 2, path: "/v1/admin/refused-events" });
  const { days } = body["storage"] as { days: Row[] };
  const from = arrival - (arrival % 86_400_000);
  assert.deepEqual(days, [{ day: "2026-04-15", from, bytes: null }]);
  assert.equal(body["startedAt"], evening);
});

test("files of records that were set aside as damaged are named, before and after the start", async () => {
  const tellers: ((file: string) => void)[] = [];
  class DamagedHistory extends MemoryHistory {
    override watchDamage(told: (file: string) => void): void {
      tellers.push(told);
      told("2026-04-14.db.damaged");
    }
  }
  await using server = await startTestServer({ history: new DamagedHistory() });
  for (const told of tellers) told("2026-04-15.db.damaged");
  const authorization = `Bearer ${server.bearer("admin")}`;
  const reply = await fetch(`${server.url}/v1/operations`, { headers: { authorization } });
  const { storage } = (await reply.json()) as { storage: Row };
  const files = ["2026-04-14.db.damaged", "2026-04-15.db.damaged"];
  assert.deepEqual(storage["damagedFiles"], files);
});

test("an operator of some tenants sees nothing that others have a part in", async () => {
  await using api = await startApi();
  const { body } = await api.ask("/v1/operations", { key: api.keys.adminA });
  assert.equal(body["liveCalls"], 3);
  const { ingestion, storage, streams, sources } = body;
  assert.deepEqual([ingestion, storage, streams, sources], [null, null, null, []]);
  assert.equal((body["refusedEvents"] as Row)["total"], 0);
  const everyTenant = api.server.bearer("admin", "1/170", "1/171");
  const whole = await api.ask("/v1/operations", { key: everyTenant });
  assert.notEqual(whole.body["ingestion"], null);
});
