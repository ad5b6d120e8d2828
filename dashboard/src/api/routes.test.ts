import assert from "node:assert/strict";
import { test } from "node:test";
import { apiEndpoints } from "@trunkline/contract";
import { openApi } from "./api.ts";
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

test("fields go into the query of a GET or DELETE and into the body of all else, as the contract says", async () => {
  for (const [id, { method }] of Object.entries(routes)) {
    let sent: RequestInit & { readonly url?: string } = {};
    const api = openApi({
      key: "",
      onKeyEnded: () => undefined,
      fetch: async (url, init) => {
        sent = { ...init, url };
        return Response.json({});
      },
    });
    // The field is none of the endpoint's: it only shows where fields go.
    await api.ask(id as keyof typeof routes, { field: "x" });
    const isInQuery = method === "GET" || method === "DELETE";
    assert.equal(sent.url?.endsWith("?field=x"), isInQuery, id);
    assert.equal(sent.body, isInQuery ? undefined : '{"field":"x"}', id);
  }
});
