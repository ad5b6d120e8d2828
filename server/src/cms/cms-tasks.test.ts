// The /apiaccess interfaces: outbound tasks.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { TaskEvent } from "@trunkline/contract";
import { tenantKey } from "../lib/tenant-key.ts";
import { testCallCentre } from "./test-call-centre.ts";

const start = 1776222000000;

function created(serialNo: string, fields: object = {}, vdn = 170): readonly TaskEvent[] {
  const event = {
    kind: "taskCreated",
    ccId: 1,
    vdn,
    serialNo,
    at: start,
    taskType: "1",
    caller: "10",
    called: "20",
    ...fields,
  };
  // The fields of the kind are complete; their values vary by test.
  return [event as unknown as TaskEvent];
}

const centre = testCallCentre({
  tenants: [
    { ccId: 1, vdn: 170 },
    { ccId: 1, vdn: 171 },
  ],
  tasks: [
    created("1"),
    created("2", { taskType: "2", at: start + 1 }),
    created("3", { taskType: "3", at: start + 2, caller: "11" }),
    created("4", { taskType: "4", at: start + 3 }),
    created("5", { at: start + 4 }, 171),
  ],
});

const asked = { startTime: start, endTime: start + 1000 };
const own = { kind: "tenants", tenants: [tenantKey({ ccId: 1, vdn: 170 })] } as const;

async function serials(fields: object, scope: Parameters<typeof centre.ask>[2] = { scope: own }) {
  const { body } = await centre.ask("queryCallDetailRecord", { ...asked, ...fields }, scope);
  const result = body["result"] as { total: number; callInfo: { callSerialNo: string }[] };
  return { total: result.total, serials: result.callInfo.map((row) => row.callSerialNo).join(" ") };
}

test("task type 0 and none mean all but ITA calls, newest first", async () => {
  assert.deepEqual(await serials({}), { total: 3, serials: "3 2 1" });
  assert.deepEqual(await serials({ taskType: "0" }), { total: 3, serials: "3 2 1" });
  assert.deepEqual(await serials({ taskType: 4 }), { total: 1, serials: "4" });
  assert.deepEqual(await serials({ caller: "11" }), { total: 1, serials: "3" });
});

test("a key sees its own tenants' tasks only; a global one all", async () => {
  assert.deepEqual(await serials({ taskType: "1" }), { total: 1, serials: "1" });
  assert.deepEqual(await serials({ taskType: "1" }, {}), { total: 2, serials: "5 1" });
  const foreign = await centre.ask("queryCallState", { callSerialNo: "5" }, { scope: own });
  const none = await centre.ask("queryCallState", { callSerialNo: "6" }, { scope: own });
  assert.equal(foreign.text.replaceAll("'5'", "'6'"), none.text);
});

test("a page past the end keeps the total; a limit above 100 is taken as 100", async () => {
  assert.deepEqual(await serials({ offset: "2", limit: "1" }), { total: 3, serials: "1" });
  assert.deepEqual(await serials({ offset: 9 }), { total: 3, serials: "" });
  assert.deepEqual(await serials({ limit: 5000 }), { total: 3, serials: "3 2 1" });
});

test("more than 100 rows without a limit say that they are cut; with one they do not", async () => {
  const many = testCallCentre({
    tasks: Array.from({ length: 101 }, (_, index) => created(String(index))),
  });
  const cut = { "X-Trunkline-Truncated": "true" };
  const { headers } = await many.ask("queryCallDetailRecord", asked);
  assert.deepEqual(headers, cut);
  const wide = await many.ask("queryCallDetailRecord", { ...asked, limit: 101 });
  assert.deepEqual(wide.headers, cut);
  const paged = await many.ask("queryCallDetailRecord", { ...asked, limit: 100 });
  assert.deepEqual(paged.headers, {});
  const rest = await many.ask("queryCallDetailRecord", { ...asked, offset: 1 });
  assert.deepEqual(rest.headers, {});
});

test("fields without a value are left out, and a task that waits has no reason", async () => {
  const { body } = await centre.ask("queryCallDetailRecord", { ...asked, caller: "11" });
  assert.deepEqual(body["result"], {
    total: 1,
    callInfo: [
      {
        callSerialNo: "3",
        caller: "11",
        called: "20",
        startTime: start + 2,
        state: 0,
        taskType: "3",
      },
    ],
  });
});

test("a task whose customer hung up first has reason 0, not none", async () => {
  const ended = testCallCentre({
    tasks: [
      [
        ...created("1"),
        { kind: "taskEnded", ccId: 1, vdn: 170, serialNo: "1", at: start + 5, reasonCode: 0 },
      ],
    ],
  });
  const { body } = await ended.ask("queryCallState", { callSerialNo: 1 });
  assert.deepEqual(body["result"], {
    state: 3,
    reasonCode: 0,
    caller: "10",
    called: "20",
    startTime: start,
    endTime: start + 5,
  });
});

test("no data is return code 1 without a result", async () => {
  const none = await centre.ask("queryCallDetailRecord", { startTime: 1, endTime: 2 });
  assert.equal(none.text, '{"retCode":"1","retMsg":"No data found"}');
  const state = await centre.ask("queryCallState", { callSerialNo: "77" });
  assert.equal(
    state.text,
    `{"retCode":"1","retMsg":"Query call state failed, no such call: '77'"}`,
  );
});

const week = 7 * 24 * 60 * 60 * 1000;

test("seven days are the most that may be asked for at once", async () => {
  const whole = await centre.ask("queryCallDetailRecord", {
    startTime: start,
    endTime: start + week,
  });
  assert.equal(whole.body["retCode"], "0");
});

const refusals: readonly (readonly [object, string, string])[] = [
  [{ endTime: 1 }, "2", "must have parameter: 'startTime'"],
  [
    { startTime: 1, endTime: "x" },
    "2",
    "parameter 'endTime' must be an integer from 0 to 8640000000000000: 'x'",
  ],
  [{ startTime: 2, endTime: 1 }, "2", "parameter 'startTime' must not be after endTime '1': '2'"],
  [
    { startTime: 0, endTime: week + 1 },
    "2",
    `parameter 'endTime' must be at most 7 days after startTime '0': '${week + 1}'`,
  ],
  [{ ...asked, limit: 0 }, "4", "parameter 'limit' must be an integer from 1: '0'"],
  [{ ...asked, offset: "a" }, "4", "parameter 'offset' must be an integer from 0: 'a'"],
  [
    { ...asked, caller: "1".repeat(33) },
    "12",
    `parameter 'caller' must be a text of at most 32 characters: '${"1".repeat(33)}'`,
  ],
];

for (const [body, retCode, text] of refusals) {
  test(`task records are refused with ${retCode}: ${text}`, async () => {
    const answer = await centre.ask("queryCallDetailRecord", body);
    assert.equal(answer.status, 200);
    assert.equal(answer.text, JSON.stringify({ retCode, retMsg: `Invalid param, ${text}` }));
  });
}

test("a task type outside its table is a malformed request", async () => {
  const answer = await centre.ask("queryCallDetailRecord", { ...asked, taskType: "5" }, { now: 9 });
  assert.equal(answer.status, 400);
  assert.equal(
    answer.text,
    `{"timestamp":9,"status":400,"error":"Bad Request","message":"Invalid param, parameter 'taskType' must be one of '0', '1', '2', '3', '4': '5'","path":"/apiaccess/CC-Management/v1/mobileAgent/queryCallDetailRecord"}`,
  );
});

test("a serial number of the wrong form is return code 3, a number that lost digits too", async () => {
  for (const callSerialNo of [undefined, "a b", "1".repeat(51), Number("1037058396471308289")]) {
    const answer = await centre.ask("queryCallState", { callSerialNo });
    assert.equal(answer.body["retCode"], "3");
    assert.match(answer.text, /'callSerialNo'/);
  }
});
