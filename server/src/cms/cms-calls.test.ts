// Lists of calls, live calls, legs: what the answers hold.
import assert from "node:assert/strict";
import { test } from "node:test";
import { everything } from "../access/scope.ts";
import { tenantKey } from "../lib/tenant-key.ts";
import { arrival, arrivedIn, callEvents, exampleCall, testCallCentre } from "./test-call-centre.ts";

const ended = { kind: "ended", s: 30, by: "customer" } as const;
const whole = { ccId: 1, vdn: 170, beginDate: 0, endDate: arrival * 2 };
const counter = (index: number) => `1776220200-${String(index).padStart(3, "0")}`;

type ListBody = { readonly data: readonly Record<string, unknown>[]; readonly count: number };

function calls(count: number) {
  return Array.from({ length: count }, (_, index) =>
    callEvents(counter(index), [{ ...arrivedIn, s: 0 }, ended]),
  );
}

test("more than 100 calls without a limit say that they are cut, and the count is exact", async () => {
  const centre = testCallCentre({ calls: calls(101) });
  const { body, headers } = await centre.ask("queryCallsV1", whole);
  const list = body["resultDesc"] as ListBody;
  assert.equal(list.count, 101);
  assert.equal(list.data.length, 100);
  assert.deepEqual(headers, { "X-Trunkline-Truncated": "true" });
  for (const page of [{ limit: 100 }, { offset: 1 }, { limit: "7", offset: "14" }]) {
    const answer = await centre.ask("queryCallsV1", { ...whole, ...page });
    assert.deepEqual(answer.headers, {});
  }
});

test("an ignored field and a cut list are both told", async () => {
  const centre = testCallCentre({ calls: calls(101) });
  const { headers } = await centre.ask("queryCallsV1", { ...whole, isCallIn: "false" });
  assert.deepEqual(headers, {
    "X-Trunkline-Ignored": "isCallIn",
    "X-Trunkline-Truncated": "true",
  });
});

test("the direction is that of the call type, and a call in progress is in no list", async () => {
  const centre = testCallCentre({
    calls: [
      callEvents("1-1", [{ ...arrivedIn, s: 0 }, ended]),
      callEvents("1-2", [{ ...arrivedIn, direction: "out", s: 0 }, ended]),
      callEvents("1-3", [{ ...arrivedIn, s: 0, callType: 10 }, ended]),
      callEvents("1-4", [{ ...arrivedIn, s: 0 }]),
    ],
  });
  const ids = async (isCallIn: unknown) => {
    const { body } = await centre.ask("queryCalls", { ...whole, isCallIn });
    return (body["resultDesc"] as ListBody).data.map((row) => row["callId"]);
  };
  assert.deepEqual(await ids(true), ["1-1"]);
  assert.deepEqual(await ids("False"), ["1-2", "1-3"]);
});

test("a window of a millisecond is legal, and arrival counts at both ends", async () => {
  const centre = testCallCentre({ calls: calls(1) });
  const count = async (beginDate: number, endDate: number) => {
    const { body } = await centre.ask("queryCallsV1", { ...whole, beginDate, endDate });
    return (body["resultDesc"] as ListBody).count;
  };
  assert.equal(await count(arrival, arrival), 1);
  assert.equal(await count(arrival + 1, arrival + 2), 0);
  assert.equal(await count(arrival - 2, arrival - 1), 0);
});

test("a platform's own ID finds a call, and answers carry the short one", async () => {
  const platformId = "pbx1-1795235722.113";
  const over = callEvents(platformId, [{ ...arrivedIn, s: 0 }, ended]);
  const live = callEvents(`${platformId}-live`, [
    { ...arrivedIn, s: 0 },
    { kind: "answered", s: 5, agentId: 1001 },
  ]);
  const centre = testCallCentre({ calls: [over, live] });
  const tenant = { ccId: 1, vdn: 170 };
  const agent = await centre.ask("agentPrivateCall", { ...tenant, agentId: 1001 });
  const [shortId = ""] = agent.body["resultDesc"] as readonly string[];
  assert.match(shortId, /^\d+-\d+$/);
  assert.ok(shortId.length <= 20);
  const details = await centre.ask("queryDetailCallInfo", { ...tenant, callId: shortId });
  const same = await centre.ask("queryDetailCallInfo", {
    ...tenant,
    callId: `${platformId}-live`,
  });
  assert.equal(details.text, same.text);
  assert.equal((details.body["resultDesc"] as { dsn: number }).dsn, Number(shortId.split("-")[1]));
  const record = await centre.ask("queryCallDetailById", {
    ccId: 1,
    isCallin: true,
    callId: platformId,
  });
  assert.match((record.body["resultDesc"] as { callId: string }).callId, /^1776220200-\d+$/);
});

test("rows of live counts come in the order asked, duplicates in place, unknown ones as zeros", async () => {
  const centre = testCallCentre({ calls: [exampleCall({ hasEnded: false })] });
  const { body } = await centre.ask("queryAccessCodeCallInfo", {
    ccId: 1,
    vdn: 170,
    innoIds: [9, "1", 9, 1],
  });
  const rows = body["resultDesc"] as readonly { innoId: number; allCallCount: number }[];
  assert.deepEqual(
    rows.map((row) => [row.innoId, row.allCallCount]),
    [
      [9, 0],
      [1, 1],
      [9, 0],
      [1, 1],
    ],
  );
});

test("an access code ID that no access code can have is one that does not exist", async () => {
  const centre = testCallCentre({ calls: [exampleCall({ hasEnded: false })] });
  const innoIds = [0, "-1", 1, 2147483648, "3000000000", Number.MAX_SAFE_INTEGER];
  for (const id of ["queryAccessCodeCallInfo", "monitorCallStatByInno"] as const) {
    const { body } = await centre.ask(id, { ccId: 1, vdn: 170, innoIds });
    const rows = body["resultDesc"] as readonly { innoId: number; allCallCount: number }[];
    assert.deepEqual(
      rows.map((row) => [row.innoId, row.allCallCount]),
      innoIds.map((innoId) => [Number(innoId), innoId === 1 ? 1 : 0]),
    );
  }
});

test("a call that rings is handled by the agent, but not taken yet", async () => {
  const centre = testCallCentre({
    calls: [
      callEvents("1-1", [
        { ...arrivedIn, s: 0 },
        { kind: "offered", s: 5, agentId: 1001 },
      ]),
      callEvents("1-2", [
        { ...arrivedIn, s: -5 },
        { kind: "answered", s: 1, agentId: 1001 },
        { kind: "held", s: 2, agentId: 1001 },
      ]),
    ],
  });
  const agent = { ccId: 1, vdn: 170, agentId: 1001 };
  const taken = await centre.ask("agentPrivateCall", agent);
  const handled = await centre.ask("queryAgentCalls", agent);
  assert.deepEqual(taken.body["resultDesc"], ["1-2"]);
  assert.deepEqual(handled.body["resultDesc"], ["1-2", "1-1"]);
  const idle = await centre.ask("queryAgentCalls", { ...agent, agentId: 1002 });
  assert.deepEqual(idle.body["resultDatas"], []);
});

test("the end of a missed calls' window holds its whole second", async () => {
  const centre = testCallCentre({
    calls: [
      callEvents("1-1", [{ ...arrivedIn, s: 0.5 }, { kind: "queued", s: 1.5, skillId: 1 }, ended]),
    ],
  });
  const total = async (beginTime: string, endTime: string) => {
    const asked = { vdn: 170, offset: 0, limit: 10, beginTime, endTime };
    return (await centre.ask("queryMissedCalls", asked)).body["total"];
  };
  assert.equal(await total("", "2026-04-15 02:30:01"), 1);
  assert.equal(await total("", "2026-04-15 02:30:00"), 0);
  assert.equal(await total("2026-04-15 02:30:01", ""), 1);
  assert.equal(await total("2026-04-15 02:30:02", ""), 0);
});

test("a VDN number in two call centres means the default one for missed calls", async () => {
  const missed = (ccId: number, callId: string) =>
    callEvents(callId, [{ ...arrivedIn, s: 0 }, { kind: "queued", s: 1, skillId: 1 }, ended], {
      ccId,
      vdn: 170,
    });
  const centre = testCallCentre({
    tenants: [
      { ccId: 1, vdn: 170 },
      { ccId: 2, vdn: 170 },
    ],
    defaultCcId: 2,
    calls: [missed(1, "1-1"), missed(2, "2-1"), missed(2, "2-2")],
  });
  const asked = { vdn: 170, offset: 0, limit: 10 };
  assert.equal((await centre.ask("queryMissedCalls", asked)).body["total"], 2);
  const scope = { kind: "tenants", tenants: [tenantKey({ ccId: 1, vdn: 170 })] } as const;
  assert.equal((await centre.ask("queryMissedCalls", asked, { scope })).body["total"], 1);
});

test("a trace of an unknown call is empty; that of an expired call has no open leg", async () => {
  const centre = testCallCentre({
    expired: [
      callEvents("1-1", [
        { ...arrivedIn, s: 0 },
        { kind: "queued", s: 9, skillId: 1 },
      ]),
    ],
  });
  const asked = { ccId: 1, vdn: 170, logDate: arrival };
  const none = await centre.ask("queryCallTraceDetail", { ...asked, callId: "9-9" });
  assert.equal(none.text, '{"resultCode":"0100000","resultDesc":[]}');
  const { body } = await centre.ask("queryCallTraceDetail", { ...asked, callId: "1-1" });
  const legs = body["resultDesc"] as readonly Record<string, unknown>[];
  assert.deepEqual(
    legs.map((leg) => [leg["callIdNum"], leg["callEnd"], leg["LeaveReason"]]),
    [[-1, arrival + 9000, 19]],
  );
});

test("ping gives back any object as it is, wrapped or not", async () => {
  const { ask } = testCallCentre({});
  for (const body of [{}, { a: [1, null] }, { queryParam: { b: "c" } }]) {
    const answer = await ask("ping", body);
    assert.equal(answer.text, JSON.stringify({ request: body, status: "UP" }));
  }
});

test("for a client that has gone nothing is asked", async () => {
  const { handlers } = testCallCentre({});
  const signal = AbortSignal.abort();
  const request = { body: whole, bodyText: "", scope: everything, now: arrival, signal };
  await assert.rejects(handlers.queryCallsV1(request), { name: "AbortError" });
});
