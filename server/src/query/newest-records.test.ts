import assert from "node:assert/strict";
import { test } from "node:test";
import { startApi } from "../test-api.ts";
import { MemoryHistory } from "../storage/memory/memory-history.ts";
import { newestRecords } from "./newest-records.ts";

const { signal } = new AbortController();

test("after a restart it is known up to when each tenant's records go", async () => {
  const history = new MemoryHistory();
  await using api = await startApi({ history });
  const newest = await newestRecords({ history, registry: api.server.registry }, signal);
  const inVain = await api.ask("/v1/calls/in-vain");
  const { endedAt } = inVain.body["call"] as { endedAt: number };
  assert.deepEqual([...newest.values()], [endedAt, endedAt]);
});

test("an empty history tells nothing", async () => {
  const registry = { tenants: () => [] };
  const newest = await newestRecords({ history: new MemoryHistory(), registry }, signal);
  assert.equal(newest.size, 0);
});
