import assert from "node:assert/strict";
import { test } from "node:test";
import { evening } from "../cms/test-call-centre.ts";
import { startApi, type TestApi } from "../test-api.ts";

type Row = Readonly<Record<string, unknown>>;

function admin(api: TestApi, method: string, path: string, body?: unknown) {
  const options = { key: api.keys.adminA, method };
  return api.ask(`/v1/admin/${path}`, body === undefined ? options : { ...options, body });
}

test("a tenant's settings change field by field", async () => {
  await using api = await startApi();
  const first = await admin(api, "PUT", "tenants/1/170", { timeZone: "Europe/Berlin" });
  assert.equal(first.status, 200, JSON.stringify(first.body));
  assert.deepEqual([first.body["name"], first.body["timeZone"]], ["A tenant", "Europe/Berlin"]);
  const second = await admin(api, "PUT", "tenants/1/170", { name: "Service", keepDays: 30 });
  const { name, timeZone, keepDays } = second.body;
  assert.deepEqual([name, timeZone, keepDays], ["Service", "Europe/Berlin", 30]);
  const list = await admin(api, "GET", "tenants");
  assert.deepEqual(list.body["tenants"], [second.body]);
  const wrong = await admin(api, "PUT", "tenants/1/170", { timeZone: "Nowhere/Land" });
  assert.deepEqual([wrong.status, wrong.body["field"]], [400, "timeZone"]);
});

test("an answer about a tenant says how long its records are kept in truth", async () => {
  await using api = await startApi();
  const keep = (keepDays: number, key: string) =>
    api.ask("/v1/admin/tenants/1/170", { key, method: "PUT", body: { keepDays } });
  const short = await keep(30, api.keys.adminA);
  assert.deepEqual([short.body["keepDays"], short.body["keptDays"]], [30, 400]);
  // A day is kept for all: an admin of one tenant does not decide for the others.
  const refused = await keep(401, api.keys.adminA);
  assert.deepEqual([refused.status, refused.body["field"]], [403, "keepDays"]);
  const long = await keep(800, api.keys.adminAll);
  assert.deepEqual([long.body["keepDays"], long.body["keptDays"]], [800, 800]);
  assert.equal((await keep(800, api.keys.adminA)).status, 200);
});

test("a new tenant is made by a key for all tenants", async () => {
  await using api = await startApi();
  const options = { method: "PUT", body: { timeZone: "Asia/Tokyo" } };
  const path = "/v1/admin/tenants/1/200";
  assert.equal((await api.ask(path, { ...options, key: api.keys.adminA })).status, 403);
  const made = await api.ask(path, { ...options, key: api.keys.adminAll });
  assert.deepEqual([made.status, made.body["tenant"]], [200, "1/200"]);
  const missing = await api.ask("/v1/admin/tenants/1/201/agents/1001", {
    method: "PUT",
    key: api.keys.adminAll,
    body: { name: "Nobody" },
  });
  assert.deepEqual([missing.status, missing.body["code"]], [404, "unknownTenant"]);
});

test("a tenant that no key names is removed, and its next event makes it anew", async () => {
  await using api = await startApi();
  const ask = (method: string, key: string, body?: object) =>
    api.ask("/v1/admin/tenants/1/200", { key, method, ...(body === undefined ? {} : { body }) });
  const all = api.keys.adminAll;
  const code = async (answer: ReturnType<typeof ask>) => (await answer).body["code"];
  assert.equal(await code(ask("DELETE", all)), "unknownTenant");
  await ask("PUT", all, { name: "mistyped" });
  const key = { role: "read", tenants: ["1/200"] };
  const made = await api.ask("/v1/admin/keys", { key: all, method: "POST", body: key });
  const { id } = made.body["key"] as Row;
  const refused = await ask("DELETE", all);
  assert.deepEqual(
    [refused.status, refused.body["detail"]],
    [409, `Cannot remove tenant '1/200': bearer key '${String(id)}' names it`],
  );
  await api.ask(`/v1/admin/keys/${String(id)}`, { key: all, method: "DELETE" });
  assert.equal(await code(ask("DELETE", api.keys.adminA)), "forbidden");
  const own = await api.ask("/v1/admin/tenants/1/170", { key: api.keys.adminA, method: "DELETE" });
  assert.equal(own.body["code"], "forbidden");
  const names = async () => {
    const { body } = await api.ask("/v1/admin/tenants", { key: all });
    return (body["tenants"] as Row[]).map(
      ({ tenant, name }) => `${String(tenant)} ${String(name)}`,
    );
  };
  const call = { ccId: 1, vdn: 200, callId: "c1", direction: "in" as const };
  const arrive = (at: number) =>
    api.post([{ kind: "arrived", at, ...call, callerNo: "1", calleeNo: "2" }]);
  await arrive(evening);
  assert.deepEqual((await ask("DELETE", all)).body, { removed: "1/200" });
  assert.ok(!(await names()).some((name) => name.startsWith("1/200")));
  await arrive(evening + 1);
  assert.ok((await names()).includes("1/200 "));
});

test("access codes are put and removed, and no two have one number", async () => {
  await using api = await startApi();
  const path = "tenants/1/170/access-codes/2";
  const put = await admin(api, "PUT", path, { number: "88880002", description: "support" });
  assert.deepEqual(put.body["accessCodes"], [
    { id: 1, number: "88880001", mediaType: 5, description: "" },
    { id: 2, number: "88880002", mediaType: 5, description: "support" },
  ]);
  const same = await admin(api, "PUT", path, { number: "88880001" });
  assert.equal(same.body["detail"], "'number' must not be that of access code '1'; got '88880001'");
  assert.deepEqual((await admin(api, "DELETE", path)).body, { removed: "2" });
  const gone = await admin(api, "DELETE", path);
  assert.deepEqual([gone.status, gone.body["code"]], [404, "unknownEntry"]);
});

test("names of agents and queues show everywhere at once", async () => {
  await using api = await startApi();
  await admin(api, "PUT", "tenants/1/170/agents/1002", { name: "Desk 2" });
  await admin(api, "PUT", "tenants/1/170/queues/21", { name: "Sales team" });
  const { body } = await api.ask("/v1/calls?number=13800000002&direction=out");
  assert.deepEqual((body["calls"] as Row[])[0]?.["agent"], { id: 1002, name: "Desk 2" });
  const queues = await api.ask("/v1/live/queues?skillId=21");
  assert.equal((queues.body["queues"] as Row[])[0]?.["name"], "Sales team");
  const removed = await admin(api, "DELETE", "tenants/1/170/queues/21");
  assert.deepEqual(removed.body, { removed: "21" });
  const again = await admin(api, "DELETE", "tenants/1/170/queues/21");
  assert.equal(again.status, 404);
});

test("a bearer key is told once, used, rotated and revoked", async () => {
  await using api = await startApi();
  const asked = { name: "wallboard", role: "live", tenants: ["1/170"], expiresAt: evening + 1000 };
  const made = await admin(api, "POST", "keys", asked);
  assert.equal(made.status, 200, JSON.stringify(made.body));
  const text = String(made.body["text"]);
  const key = made.body["key"] as Row;
  assert.deepEqual([key["name"], key["role"], key["lastUsedAt"]], ["wallboard", "live", null]);
  const me = await api.ask("/v1/me", { key: text });
  assert.deepEqual(me.body["key"], {
    id: key["id"],
    name: "wallboard",
    role: "live",
    expiresAt: evening + 1000,
  });
  const list = await admin(api, "GET", "keys");
  const listed = (list.body["keys"] as Row[]).find(({ id }) => id === key["id"]);
  assert.equal(listed?.["lastUsedAt"], evening);
  assert.ok(!JSON.stringify(list.body).includes(text.slice(3)));

  const rotated = await admin(api, "POST", `keys/${String(key["id"])}/rotate`);
  assert.equal(rotated.status, 200, JSON.stringify(rotated.body));
  assert.equal((await api.ask("/v1/me", { key: text })).status, 401);
  const fresh = String(rotated.body["text"]);
  assert.equal((await api.ask("/v1/me", { key: fresh })).status, 200);

  assert.deepEqual((await admin(api, "DELETE", `keys/${String(key["id"])}`)).body, {
    removed: key["id"],
  });
  assert.equal((await api.ask("/v1/me", { key: fresh })).status, 401);
});

test("a key gives no more than it has, and does not end itself", async () => {
  await using api = await startApi();
  const refusal = async (body: unknown) => {
    const answer = await admin(api, "POST", "keys", body);
    return [answer.status, answer.body["field"]];
  };
  assert.deepEqual(await refusal({ role: "read", isGlobal: true }), [403, "isGlobal"]);
  assert.deepEqual(await refusal({ role: "read", tenants: ["1/170", "1/171"] }), [403, "tenants"]);
  assert.deepEqual(await refusal({ role: "read" }), [400, "tenants"]);
  const both = { role: "read", tenants: ["1/170"], isGlobal: true };
  assert.deepEqual(await refusal(both), [400, "tenants"]);
  const past = { role: "read", tenants: ["1/170"], expiresAt: evening };
  assert.deepEqual(await refusal(past), [400, "expiresAt"]);
  const me = await api.ask("/v1/me", { key: api.keys.adminA });
  const own = await admin(api, "DELETE", `keys/${String((me.body["key"] as Row)["id"])}`);
  assert.deepEqual([own.status, own.body["code"]], [409, "inUse"]);
});

test("access keys and apps of the CC-CMS interfaces are made with a secret told once", async () => {
  await using api = await startApi();
  const { registry } = api.server;
  const made = await admin(api, "PUT", "access-keys/AK-2", { tenants: ["1/170"] });
  assert.equal(registry.accessKey("AK-2")?.sk, made.body["sk"]);
  const keys = await admin(api, "GET", "access-keys");
  const shown = { isGlobal: false, tenants: ["1/170"] };
  assert.deepEqual(keys.body["keys"], [
    { ak: "AK", ...shown, lastUsedAt: null },
    { ak: "AK-2", ...shown, lastUsedAt: null },
  ]);
  assert.equal((await admin(api, "DELETE", "access-keys/AK-2")).status, 200);
  assert.equal((await admin(api, "DELETE", "access-keys/AK-2")).body["code"], "unknownKey");

  const app = await admin(api, "PUT", "apps/crm", { tenants: ["1/170"] });
  assert.equal(registry.app("crm")?.appSecret, app.body["appSecret"]);
  const apps = await admin(api, "GET", "apps");
  assert.deepEqual(apps.body["apps"], [{ appKey: "crm", ...shown, lastUsedAt: null }]);
  assert.deepEqual((await admin(api, "DELETE", "apps/crm")).body, { removed: "crm" });
});

test("the name of another tenant's access key cannot be taken over", async () => {
  await using api = await startApi();
  const { registry } = api.server;
  registry.putAccessKey({ ak: "AK-B", sk: "s", scope: { kind: "tenants", tenants: [8363] } });
  const taken = await admin(api, "PUT", "access-keys/AK-B", { tenants: ["1/170"] });
  assert.deepEqual([taken.status, registry.accessKey("AK-B")?.sk], [403, "s"]);
});
