import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { callSorts, v1Endpoints } from "@trunkline/contract";
import { marksOfB, startApi, type TestApi } from "../test-api.ts";

const tenantPaths = { ccId: "1", vdn: "171", innoId: "9", agentId: "2001", skillId: "31" };
const otherPaths = { callId: "abandoned", serialNo: "T-B-1", ak: "AK171", appKey: "app-b" };

/** Here they have nothing to tell of any tenant. */
const nothingOfAny = [
  "getWebhookDeliveries",
  "getOperations",
  "getConsistency",
  "listAccessKeys",
  "listApps",
];

/** Paths of every endpoint, filled with what is tenant B's. */
async function pathsOf(api: TestApi): Promise<ReadonlyMap<string, string>> {
  const { body } = await api.ask("/v1/admin/keys", { key: api.keys.adminAll });
  const keys = body["keys"] as { id: string; tenants: string[] }[];
  const id = keys.find(({ tenants }) => tenants.includes("1/171"))?.id ?? "";
  const webhookId = await webhookOfB(api);
  const values: Readonly<Record<string, string>> = { ...tenantPaths, ...otherPaths, id };
  return new Map(
    v1Endpoints.map((endpoint) => [
      endpoint.id,
      endpoint.path
        .replace("/webhooks/{id}", `/webhooks/${webhookId}`)
        .replaceAll(/\{(\w+)\}/g, (_, name: string) => values[name] ?? ""),
    ]),
  );
}

async function webhookOfB(api: TestApi): Promise<string> {
  const body = {
    ...{ tenant: "1/171", url: "https://crm.example.com/", kinds: ["call.ended"] },
    ...{ description: "B tenant", isEnabled: false },
  };
  const options = { key: api.keys.adminAll, method: "POST", body };
  const made = await api.ask("/v1/webhooks", options);
  return (made.body["webhook"] as { readonly id: string }).id;
}

function assertNothingOfB(text: string, told: string): void {
  for (const mark of marksOfB) assert.ok(!text.includes(mark), `${told} tells '${mark}': ${text}`);
}

test("no endpoint tells a key of tenant A anything of tenant B, asked in any way", async () => {
  await using api = await startApi();
  const paths = await pathsOf(api);
  const refused = [{ kind: "rang", callerNo: "13900000099" }];
  const ingestB = api.server.bearer("ingest", "1/171");
  await api.ask("/v1/events", { key: ingestB, method: "POST", body: refused });
  for (const { id, method } of v1Endpoints) {
    if (method !== "GET") continue;
    const path = paths.get(id) ?? "";
    const ofB = await api.ask(`${path}?tenant=1/171`, { key: api.keys.adminAll });
    const all = await api.ask(path, { key: api.keys.adminAll });
    const seen = JSON.stringify([ofB.body, all.body]);
    assert.ok(marksOfB.some((mark) => seen.includes(mark)) || nothingOfAny.includes(id), id);
    const own = await api.ask(path, { key: api.keys.adminA });
    // A refusal repeats what was asked and nothing else.
    if (own.status === 200) assertNothingOfB(JSON.stringify(own.body), id);
    const asked = await api.ask(`${path}?tenant=1/171`, { key: api.keys.adminA });
    assert.ok([400, 403].includes(asked.status), id);
  }
});

test("a key of tenant A changes nothing of tenant B", async () => {
  await using api = await startApi();
  const { registry } = api.server;
  registry.putAccessKey({ ak: "AK171", sk: "s", scope: { kind: "tenants", tenants: [8363] } });
  registry.putApp({ appKey: "app-b", appSecret: "s", scope: { kind: "tenants", tenants: [8363] } });
  const paths = await pathsOf(api);
  const state = async () => {
    const texts = [...paths].filter(([id]) => /^(get|list)/.test(id) && id !== "getOperations");
    const answers = await Promise.all(
      texts.map(([, path]) => api.ask(path, { key: api.keys.adminAll })),
    );
    return answers.map(({ body }) => withoutUses(body));
  };
  const before = await state();
  for (const endpoint of v1Endpoints) {
    const { id, method } = endpoint;
    if (method === "GET") continue;
    const { request } = endpoint.example;
    const inPath = Object.keys({ ...tenantPaths, ...otherPaths, id: "" });
    const fields = Object.entries(request).filter(([name]) => !inPath.includes(name));
    const own = Object.fromEntries(fields);
    const body = {
      ...own,
      ...(Object.hasOwn(own, "tenants") ? { tenants: ["1/171"] } : {}),
      ...(Object.hasOwn(own, "tenant") ? { tenant: "1/171" } : {}),
    };
    const options = { key: api.keys.adminA, method };
    const answer = await api.ask(
      paths.get(id) ?? "",
      method === "DELETE" ? options : { ...options, body },
    );
    assert.ok([403, 404].includes(answer.status), `${id}: ${JSON.stringify(answer.body)}`);
  }
  assert.deepEqual(await state(), before);
});

/** When a key was used last is no change of it. */
function withoutUses(body: object): string {
  return JSON.stringify(body, (name, value: unknown) => (name === "lastUsedAt" ? null : value));
}

test("whatever the filters of a call list, a key of tenant A sees only calls of tenant A", async () => {
  await using api = await startApi();
  const filters = fc.record(
    {
      state: fc.constantFrom("live", "ended", "missed", "abandoned", "answered"),
      time: fc.constantFrom("arrived", "ended", "recorded"),
      sort: fc.constantFrom(...callSorts),
      direction: fc.constantFrom("in", "out"),
      agentId: fc.constantFrom("1001", "2001"),
      skillId: fc.constantFrom("21", "31"),
      innoId: fc.constantFrom("1", "9"),
      number: fc.constantFrom("13800000002", "13900000002"),
      prefix: fc.constantFrom("138", "139", "99990001"),
      from: fc.constant("0"),
      limit: fc.constantFrom("1", "100"),
    },
    { requiredKeys: ["from"] },
  );
  await fc.assert(
    fc.asyncProperty(filters, async (filter) => {
      const query = new URLSearchParams(filter);
      const { status, body } = await api.ask(`/v1/calls?total=true&${query.toString()}`);
      assert.equal(status, 200, JSON.stringify(body));
      assertNothingOfB(JSON.stringify(body), String(query));
      const ofB = ["2001", "31", "9", "13900000002", "139", "99990001"];
      const isOfB = Object.entries(filter).some(
        ([name, value]) => name !== "limit" && ofB.includes(value),
      );
      if (isOfB) assert.equal(body["total"], 0);
    }),
    { numRuns: 100 },
  );
});
