import assert from "node:assert/strict";
import { test } from "node:test";
import { arrival, arrivedIn, callEvents, evening } from "../cms/test-call-centre.ts";
import { startApi, type TestApi } from "../test-api.ts";

const at = (s: number) => arrival + s * 1000;

type Row = Readonly<Record<string, unknown>>;

async function list(api: TestApi, query = ""): Promise<readonly unknown[]> {
  const { status, body } = await api.ask(`/v1/missed-calls${query}`);
  assert.equal(status, 200, JSON.stringify(body));
  return (body["missedCalls"] as Row[]).map((call) => call["callId"]);
}

test("a missed call is open until somebody has talked with that number", async () => {
  await using api = await startApi();
  assert.deepEqual(await list(api), ["missed"]);
  const { body } = await api.ask("/v1/missed-calls?status=resolved&total=true");
  assert.equal(body["total"], 1);
  const [call] = body["missedCalls"] as Row[];
  assert.equal(call?.["callId"], "abandoned");
  assert.equal(call?.["openMs"], null);
  assert.deepEqual(call?.["resolution"], {
    kind: "call",
    at: at(412),
    afterMs: 281_000,
    callId: "called-back",
    agent: { id: 1002, name: "" },
    by: "",
    note: "",
  });
});

test("missed calls are narrowed by time, queue, access code and caller", async () => {
  await using api = await startApi();
  assert.deepEqual(await list(api, "?status=all"), ["missed", "abandoned"]);
  assert.deepEqual(await list(api, "?status=all&skillId=21"), ["abandoned"]);
  assert.deepEqual(await list(api, "?status=all&innoId=2"), []);
  assert.deepEqual(await list(api, "?status=all&caller=13800000003"), ["missed"]);
  assert.deepEqual(await list(api, `?status=all&to=${at(150)}`), ["abandoned"]);
  assert.deepEqual(await list(api, "?status=all&limit=1&offset=1"), ["abandoned"]);
  const first = await api.ask("/v1/missed-calls?status=all&limit=1");
  const cursor = String(first.body["nextCursor"]);
  assert.deepEqual(await list(api, `?status=all&limit=1&cursor=${cursor}`), ["abandoned"]);
});

test("a supervisor marks a missed call as dealt with, once", async () => {
  await using api = await startApi();
  const path = "/v1/missed-calls/missed/resolve";
  const body = { tenant: "1/170", note: "wrote a letter" };
  const options = { key: api.keys.superviseA, method: "POST", body };
  const { status, body: resolved } = await api.ask(path, options);
  assert.equal(status, 200, JSON.stringify(resolved));
  const { by, ...resolution } = resolved["resolution"] as Row;
  assert.match(String(by), /^[0-9a-f]{12}$/);
  const afterMs = evening - at(260);
  const none = { callId: null, agent: null };
  assert.deepEqual(resolution, {
    kind: "hand",
    at: evening,
    afterMs,
    ...none,
    note: "wrote a letter",
  });
  assert.deepEqual(await list(api), []);
  const again = await api.ask(path, options);
  assert.deepEqual([again.status, again.body["code"]], [409, "alreadyResolved"]);
});

test("masked roles see no number in the note that a supervisor wrote, nor does the audit log", async () => {
  await using api = await startApi({ flags: { "privacy.maskNumbersForRoles": "read" } });
  const body = { tenant: "1/170", note: "reached on 13800000077 instead" };
  const options = { key: api.keys.superviseA, method: "POST", body };
  const resolved = await api.ask("/v1/missed-calls/missed/resolve", options);
  assert.equal((resolved.body["resolution"] as Row)["note"], body.note);
  const audited = api.server.log.find(({ question }) => question === "resolveMissedCall");
  assert.doesNotMatch(JSON.stringify(audited), /13800000077/);
  const shown = await api.ask("/v1/missed-calls?status=resolved&caller=13800000003");
  const [call] = shown.body["missedCalls"] as Row[];
  const resolution = call?.["resolution"] as Row | undefined;
  assert.equal(resolution?.["note"], "reached on ********077 instead");
});

test("only supervisors and admins resolve, and only missed calls", async () => {
  await using api = await startApi();
  const body = { tenant: "1/170" };
  const resolve = async (callId: string, key: string) => {
    const path = `/v1/missed-calls/${callId}/resolve`;
    const answer = await api.ask(path, { key, method: "POST", body });
    return [answer.status, answer.body["code"]];
  };
  const { readA, adminA } = api.keys;
  assert.deepEqual(await resolve("missed", readA), [403, "forbidden"]);
  assert.deepEqual(await resolve("self-service", adminA), [409, "notMissed"]);
  assert.deepEqual(await resolve("live-wait", adminA), [409, "notMissed"]);
  assert.deepEqual(await resolve("nowhere", adminA), [404, "unknownCall"]);
});

test("a call back that comes later resolves a missed call by itself", async () => {
  await using api = await startApi();
  await api.post(
    callEvents("again", [
      { ...arrivedIn, callerNo: "13800000003", s: 3000 },
      { kind: "queued", s: 3000, skillId: 21 },
      { kind: "offered", s: 3001, agentId: 1001 },
      { kind: "answered", s: 3004, agentId: 1001 },
      { kind: "ended", s: 3050, by: "customer" },
    ]),
  );
  assert.deepEqual(await list(api), []);
});
