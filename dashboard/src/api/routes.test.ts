import assert from "node:assert/strict";
import { test } from "node:test";
import { apiEndpoints } from "@trunkline/contract";
import { exportPath, livePath, routes, vconPath } from "./routes.ts";

test("every question goes where the contract has its endpoint", () => {
  const entries = new Map(apiEndpoints.map(({ id, method, path }) => [id, { method, path }]));
  for (const [id, route] of Object.entries(routes)) {
    // The keys of the table are ids.
    assert.deepEqual(entries.get(id as keyof typeof routes), route, id);
  }
  assert.equal(entries.get("streamLive")?.path, livePath);
  assert.equal(entries.get("exportCalls")?.path, exportPath);
  assert.equal(entries.get("getCallVcon")?.path, vconPath);
});
