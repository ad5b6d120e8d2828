import assert from "node:assert/strict";
import { test } from "node:test";
import { arrival, arrivedIn, callEvents, evening } from "../cms/test-call-centre.ts";
import { startApi } from "../test-api.ts";

const at = (s: number) => arrival + s * 1000;

test("the asker learns which key it has, its tenants and whether numbers are masked", async () => {
  await using api = await startApi({ flags: { "privacy.maskNumbersForRoles": "live,supervise" } });
  const { body } = await api.ask("/v1/me");
  const { id, ...key } = body["key"] as Record<string, unknown>;
  assert.match(String(id), /^[0-9a-f]{12}$/);
  assert.deepEqual(key, { name: "", role: "read", expiresAt: null });
  const zone = { name: "A tenant", timeZone: "Asia/Shanghai" };
  assert.deepEqual(body["tenants"], [{ tenant: "1/170", ccId: 1, vdn: 170, ...zone }]);
  assert.equal(body["isGlobal"], false);
  assert.equal(body["masksNumbers"], false);
  const other = await api.ask("/v1/me", { key: api.keys.superviseA });
  assert.equal(other.body["masksNumbers"], true);
  const all = await api.ask("/v1/me", { key: api.keys.adminAll });
  assert.equal(all.body["isGlobal"], true);
  assert.equal((all.body["tenants"] as object[]).length, 2);
});

test("filter lists hold what is named and what was seen", async () => {
  await using api = await startApi();
  const { body } = await api.ask("/v1/tenants");
  assert.equal(body["completeUpTo"], at(35_990));
  assert.equal(body["generatedAt"], evening);
  const [tenant] = body["tenants"] as Record<string, unknown>[];
  assert.deepEqual(tenant?.["queues"], [
    { id: 21, name: "sales" },
    { id: 22, name: "service" },
  ]);
  assert.deepEqual(tenant?.["agents"], [
    { id: 1001, name: "A desk 1" },
    { id: 1002, name: "" },
    { id: 1003, name: "" },
  ]);
  assert.deepEqual(tenant?.["accessCodes"], [
    { id: 1, number: "88880001", mediaType: 5, description: "" },
  ]);
});

test("the live state counts calls by place and agents by what they do, beside today's counts", async () => {
  await using api = await startApi();
  const { body } = await api.ask("/v1/live");
  const [tenant] = body["tenants"] as Record<string, unknown>[];
  const calls = { all: 3, ivr: 1, queue: 1, agent: 1, longestWaitSince: at(35_910) };
  assert.deepEqual(tenant?.["calls"], calls);
  const none = { idle: 0, ringing: 0, talking: 0, held: 0, resting: 0, busy: 0 };
  assert.deepEqual(tenant?.["agents"], { ...none, signedIn: 3, idle: 1, talking: 1, resting: 1 });
  const today = { offered: 3, answered: 1, abandoned: 1, missed: 2, serviceLevel: 1 / 3 };
  assert.deepEqual(tenant?.["today"], today);
  const [code] = body["accessCodes"] as Record<string, unknown>[];
  assert.deepEqual([code?.["calls"], code?.["today"]], [calls, today]);
  const [sales, service] = body["queues"] as Record<string, unknown>[];
  assert.deepEqual(sales?.["calls"], { ...calls, all: 2, ivr: 0 });
  assert.deepEqual(sales?.["agents"], { ...none, signedIn: 2, idle: 1, talking: 1 });
  assert.deepEqual(service?.["today"], {
    ...today,
    offered: 1,
    answered: 0,
    abandoned: 0,
    missed: 1,
    serviceLevel: 0,
  });
});

test("each agent is shown with activity, since when, and the call", async () => {
  await using api = await startApi();
  const { body } = await api.ask("/v1/live/agents");
  const agents = body["agents"] as Record<string, unknown>[];
  assert.deepEqual(
    agents.map((agent) => [agent["id"], agent["activity"], agent["since"], agent["reason"]]),
    [
      [1001, "talking", at(35_015), ""],
      [1002, "idle", at(10), ""],
      [1003, "resting", at(20), "meal"],
    ],
  );
  assert.deepEqual(agents[0]?.["currentCall"], {
    callId: "live-talk",
    direction: "in",
    callerNo: "13800000006",
    calleeNo: "88880001",
    skill: { id: 21, name: "sales" },
    since: at(35_015),
  });
  assert.deepEqual(agents[0]?.["status"], { code: 1, words: "idle" });
  const filtered = await api.ask("/v1/live/agents?skillId=22");
  const [only] = filtered.body["agents"] as Record<string, unknown>[];
  assert.equal(only?.["id"], 1002);
  const one = await api.ask("/v1/live/agents?agentId=1003&agentId=1001");
  assert.equal((one.body["agents"] as object[]).length, 2);
});

test("queues and access codes are asked for one by one", async () => {
  await using api = await startApi();
  const queues = await api.ask("/v1/live/queues?skillId=22");
  assert.deepEqual(
    (queues.body["queues"] as { id: number }[]).map(({ id }) => id),
    [22],
  );
  const codes = await api.ask("/v1/live/access-codes?innoId=2");
  assert.deepEqual(codes.body["accessCodes"], []);
});

test("calls in progress are listed oldest first, by every filter, with their exact number", async () => {
  await using api = await startApi();
  const list = async (query: string) => {
    const { status, body } = await api.ask(`/v1/live/calls${query}`);
    assert.equal(status, 200, JSON.stringify(body));
    const calls = body["calls"] as { callId: string }[];
    return [body["total"], ...calls.map(({ callId }) => callId)];
  };
  assert.deepEqual(await list(""), [3, "live-talk", "live-wait", "live-ivr"]);
  assert.deepEqual(await list("?limit=1&offset=1"), [3, "live-wait"]);
  assert.deepEqual(await list("?place=queue"), [1, "live-wait"]);
  assert.deepEqual(await list("?phase=talking"), [1, "live-talk"]);
  assert.deepEqual(await list("?direction=out"), [0]);
  assert.deepEqual(await list("?agentId=1001"), [1, "live-talk"]);
  assert.deepEqual(await list("?skillId=21"), [2, "live-talk", "live-wait"]);
  assert.deepEqual(await list("?innoId=2"), [0]);
  const { body } = await api.ask("/v1/live/calls?phase=talking");
  const [call] = body["calls"] as Record<string, unknown>[];
  assert.equal(call?.["waitMs"], 10_000);
  assert.equal(call?.["talkMs"], 985_000);
  assert.equal(call?.["phaseSince"], at(35_015));
});

test("numbers are masked for the roles that the operator says", async () => {
  await using api = await startApi({ flags: { "privacy.maskNumbersForRoles": "read" } });
  for (const path of ["/v1/live/calls", "/v1/live/agents", "/v1/live"]) {
    const answer = JSON.stringify((await api.ask(path)).body);
    assert.doesNotMatch(answer, /138000000/, path);
    const open = JSON.stringify((await api.ask(path, { key: api.keys.adminA })).body);
    assert.match(open, /138000000/, path);
  }
});

test("the key's own page says how the service level of today is computed", async () => {
  await using api = await startApi({ flags: { "report.thresholdSeconds": "30" } });
  const { body } = await api.ask("/v1/me");
  const { thresholdSeconds, formula } = body["serviceLevel"] as Readonly<Record<string, unknown>>;
  assert.equal(thresholdSeconds, 30);
  assert.match(String(formula), /^answered in time \/ offered; in time: after less than 30 s/);
});

test("an outbound call whose party listens to an IVR flow is with the IVR", async () => {
  await using api = await startApi();
  await api.post(
    callEvents("notified", [
      { ...arrivedIn, s: 35_990, direction: "out" },
      { kind: "answered", s: 35_991 },
      { kind: "ivrEntered", s: 35_992, flowId: 3 },
    ]),
  );
  const { body } = await api.ask("/v1/live/calls?direction=out");
  const rows = body["calls"] as readonly Readonly<Record<string, unknown>>[];
  assert.deepEqual(
    rows.map(({ callId, phase, place }) => [callId, phase, place]),
    [["notified", "ivr", "ivr"]],
  );
});
