// What every refusal of the CC-CMS interfaces says.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Value } from "typebox/value";
import { cmsQueryEndpoints, type CmsQueryEndpointId } from "@trunkline/contract";
import { tenantKey } from "../lib/tenant-key.ts";
import type { Scope } from "../storage/registry.ts";
import { arrival, exampleCall, testCallCentre } from "./test-call-centre.ts";

const centre = testCallCentre({ calls: [exampleCall({ hasEnded: true })] });
const only = (ccId: number, vdn: number): Scope => ({
  kind: "tenants",
  tenants: [tenantKey({ ccId, vdn })],
});

const list = { ccId: 1, vdn: 170, beginDate: arrival, endDate: arrival, isCallIn: "true" };
const { isCallIn: _, ...listV1 } = list;
const running = { ccId: 1, vdn: 170, callId: "1776220200-1447" };
const codes = { ccId: 1, vdn: 170, innoIds: [1] };
const agent = { ccId: 1, vdn: 170, agentId: 1001 };
const trace = { ...running, logDate: arrival };
const byId = { ccId: 1, isCallin: "true", callId: "1776220200-1447" };

type Case = readonly [CmsQueryEndpointId, object, string, string?];

const idRange = "be a text of 1 to 64 characters";
const timeRange = "be an integer from 0 to 8640000000000000";

const cases: readonly Case[] = [
  ["queryCalls", { ...list, ccId: undefined }, "must have parameter: 'ccId'"],
  ["queryCalls", { ...list, vdn: null }, "must have parameter: 'vdn'"],
  ["queryCalls", { ...list, beginDate: "" }, "must have parameter: 'beginDate'"],
  ["queryCalls", { ...list, endDate: undefined }, "must have parameter: 'endDate'"],
  ["queryCalls", { ...list, isCallIn: undefined }, "must have parameter: 'isCallIn'"],
  ["queryCalls", { ...listV1, isCallin: "true" }, "must have parameter: 'isCallIn'"],
  [
    "queryCalls",
    { ...list, isCallIn: "yes" },
    "parameter 'isCallIn' must be 'true' or 'false': 'yes'",
  ],
  ["queryCalls", { ...list, ccId: 0 }, "parameter 'ccId' must be an integer from 1 to 65535: '0'"],
  [
    "queryCalls",
    { ...list, ccId: 65536 },
    "parameter 'ccId' must be an integer from 1 to 65535: '65536'",
  ],
  [
    "queryCalls",
    { ...list, vdn: "5001" },
    "parameter 'vdn' must be an integer from 1 to 5000: '5001'",
  ],
  ["queryCalls", { ...list, vdn: 1.5 }, "parameter 'vdn' must be an integer from 1 to 5000: '1.5'"],
  [
    "queryCalls",
    { ...list, vdn: true },
    "parameter 'vdn' must be an integer from 1 to 5000: 'true'",
  ],
  [
    "queryCalls",
    { ...list, vdn: [170] },
    "parameter 'vdn' must be an integer from 1 to 5000: '[170]'",
  ],
  ["queryCalls", { ...list, limit: 0 }, "parameter 'limit' must be an integer from 1 to 100: '0'"],
  [
    "queryCalls",
    { ...list, limit: 101 },
    "parameter 'limit' must be an integer from 1 to 100: '101'",
  ],
  ["queryCalls", { ...list, offset: -1 }, "parameter 'offset' must be an integer from 0: '-1'"],
  [
    "queryCalls",
    { ...list, beginDate: "today" },
    `parameter 'beginDate' must ${timeRange}: 'today'`,
  ],
  [
    "queryCalls",
    { ...list, endDate: arrival - 1 },
    `parameter 'beginDate' must not be after endDate '${arrival - 1}': '${arrival}'`,
  ],
  [
    "queryCalls",
    { ...list, callerNo: "1".repeat(65) },
    `parameter 'callerNo' must be a text of at most 64 characters: '${"1".repeat(65)}'`,
  ],
  ["queryCallsV1", { ...listV1, endDate: undefined }, "must have parameter: 'endDate'"],
  ["queryDetailCallInfo", { ...running, callId: "" }, "must have parameter: 'callId'"],
  [
    "queryDetailCallInfo",
    { ...running, callId: "x".repeat(101) },
    `parameter 'callId' must ${idRange}: '${"x".repeat(100)}...'`,
  ],
  ["queryDetailCallInfo", running, "The call is not in progress: '1776220200-1447'", "0100001"],
  [
    "queryBasicCallInfo",
    { ...running, callId: "9-9" },
    "The call is not in progress: '9-9'",
    "0100001",
  ],
  ["monitorCallInfo", running, "The call is not in progress: '1776220200-1447'", "0100001"],
  ["queryAccessCodeCallInfo", { ...codes, innoIds: undefined }, "must have parameter: 'innoIds'"],
  [
    "queryAccessCodeCallInfo",
    { ...codes, innoIds: [] },
    "parameter 'innoIds' must be an array of 1 to 500 values that are each an integer from -9007199254740991 to 9007199254740991: '[]'",
  ],
  [
    "queryAccessCodeCallInfo",
    { ...codes, innoIds: [1, "x"] },
    `parameter 'innoIds' must be an array of 1 to 500 values that are each an integer from -9007199254740991 to 9007199254740991: '[1,"x"]'`,
  ],
  [
    "monitorCallStatByInno",
    { ...codes, innoIds: 1 },
    "parameter 'innoIds' must be an array of 1 to 500 values that are each an integer from -9007199254740991 to 9007199254740991: '1'",
  ],
  [
    "agentPrivateCall",
    { ...agent, agentId: 60000 },
    "parameter 'agentId' must be an integer from 101 to 59999 or from 70000 to 999999: '60000'",
  ],
  [
    "queryAgentCalls",
    { ...agent, agentId: 100 },
    "parameter 'agentId' must be an integer from 101 to 999999: '100'",
  ],
  ["queryCallTraceDetail", { ...trace, logDate: undefined }, "must have parameter: 'logDate'"],
  ["queryCallDetailById", { ...byId, isCallin: undefined }, "must have parameter: 'isCallin'"],
  [
    "queryCallDetailById",
    { ...byId, isCallin: "false" },
    "The call has no record: '1776220200-1447'",
    "0100001",
  ],
  ["queryCallDetailById", { ...byId, callId: "9-9" }, "The call has no record: '9-9'", "0100001"],
  [
    "queryCallDetailById",
    { ...byId, ccId: 2 },
    "parameter 'ccId' must be a known call centre: '2'",
  ],
  ["queryAccessCodeInfo", { ccId: 1 }, "must have parameter: 'vdn'"],
];

for (const [id, body, text, code = "0100002"] of cases) {
  test(`${id} refuses with: ${text}`, async () => {
    const answer = await centre.ask(id, body);
    assert.equal(answer.status, 200);
    const resultDesc = code === "0100002" ? `Invalid param, ${text}` : text;
    assert.equal(answer.text, JSON.stringify({ resultCode: code, resultDesc }));
  });
}

const withVdn = [
  ["queryCalls", list],
  ["queryCallsV1", listV1],
  ["queryDetailCallInfo", running],
  ["queryBasicCallInfo", running],
  ["queryAccessCodeCallInfo", codes],
  ["agentPrivateCall", agent],
  ["queryAgentCalls", agent],
  ["queryCallTraceDetail", trace],
  ["queryAccessCodeInfo", { ccId: 1, vdn: 170 }],
] as const;

test("a key without right to the VDN is refused alike whether the VDN exists or not", async () => {
  const scope = only(1, 171);
  for (const [id, body] of withVdn) {
    for (const vdn of [170, 4999]) {
      const { text } = await centre.ask(id, { ...body, vdn }, { scope });
      const resultDesc = `No permission, the key may not ask for vdn: '${vdn}'`;
      assert.equal(text, JSON.stringify({ resultCode: "0101003", resultDesc }), id);
    }
  }
});

test("a VDN that does not exist is an invalid parameter to those who see all", async () => {
  for (const [id, body] of withVdn) {
    const { text } = await centre.ask(id, { ...body, vdn: 4999 });
    const resultDesc = "Invalid param, parameter 'vdn' must be a known VDN of ccId '1': '4999'";
    assert.equal(text, JSON.stringify({ resultCode: "0100002", resultDesc }), id);
  }
});

test("the internal listener sees every tenant, whatever scope it is given", async () => {
  const { body } = await centre.ask("monitorCallStatByInno", codes, { scope: only(9, 9) });
  assert.equal(body["resultCode"], "0100000");
});

test("a call centre outside the key's scope is refused", async () => {
  const { text } = await centre.ask("queryCallDetailById", byId, { scope: only(2, 170) });
  const resultDesc = "No permission, the key may not ask for ccId: '1'";
  assert.equal(text, JSON.stringify({ resultCode: "0101003", resultDesc }));
});

test("missed calls are refused in their own envelope, without the list", async () => {
  const asked = { vdn: 170, offset: 0, limit: 10 };
  const refusals: readonly (readonly [object, Scope, string, string])[] = [
    [
      { ...asked, vdn: undefined },
      only(1, 170),
      "0100002",
      "Invalid param, must have parameter: 'vdn'",
    ],
    [
      { ...asked, limit: 5001 },
      only(1, 170),
      "0100002",
      "Invalid param, parameter 'limit' must be an integer from 1 to 5000: '5001'",
    ],
    [
      { ...asked, beginTime: "2026-04-15" },
      only(1, 170),
      "0100002",
      "Invalid param, parameter 'beginTime' must be of the form yyyy-MM-dd HH:mm:ss, UTC: '2026-04-15'",
    ],
    [
      { ...asked, endTime: "2026-02-30 00:00:00" },
      only(1, 170),
      "0100002",
      "Invalid param, parameter 'endTime' must be a date that exists: '2026-02-30 00:00:00'",
    ],
    [
      { ...asked, beginTime: "2026-04-15 00:00:01", endTime: "2026-04-15 00:00:00" },
      only(1, 170),
      "0100002",
      "Invalid param, parameter 'beginTime' must not be after endTime '2026-04-15 00:00:00': '2026-04-15 00:00:01'",
    ],
    [asked, only(1, 171), "0101003", "No permission, the key may not ask for vdn: '170'"],
    [
      { ...asked, vdn: 4999 },
      { kind: "global" },
      "0100002",
      "Invalid param, parameter 'vdn' must be a known VDN: '4999'",
    ],
  ];
  for (const [body, scope, returnCode, returnDesc] of refusals) {
    const answer = await centre.ask("queryMissedCalls", body, { scope });
    assert.equal(answer.status, 200);
    assert.equal(answer.text, JSON.stringify({ returnCode, total: 0, returnDesc }));
  }
});

test("a body that is no JSON object is refused by every interface", async () => {
  for (const { id, security } of cmsQueryEndpoints) {
    for (const body of [undefined, null, [], "x", 7]) {
      const answer = await centre.ask(id, body);
      assert.equal(answer.status, security === "c1" ? 400 : 200);
      assert.match(answer.text, /"Invalid param, the body must be a JSON object"/);
    }
  }
});

test("every refusal has a shape that the contract documents", async () => {
  for (const { id, failures } of cmsQueryEndpoints) {
    const answer = await centre.ask(id, []);
    const documented = failures.filter((failure) => failure.status === answer.status);
    const fits = documented.some(({ schema }) => Value.Check(schema, answer.body));
    assert.ok(fits, `${id}: ${answer.text}`);
  }
});

test("strict mode refuses unknown fields by name, and says what was meant", async () => {
  const strict = testCallCentre({ strict: true });
  const refusals: readonly (readonly [object, string])[] = [
    [{ ...list, isCallin: "true" }, "unknown parameter: 'isCallin', did you mean 'isCallIn'"],
    [{ ...list, agentId: 1 }, "unknown parameter: 'agentId'"],
    [{ queryParam: list, extra: 1 }, "unknown parameter: 'extra'"],
  ];
  for (const [body, text] of refusals) {
    const answer = await strict.ask("queryCalls", body);
    assert.equal(
      answer.text,
      JSON.stringify({ resultCode: "0100002", resultDesc: `Invalid param, ${text}` }),
    );
  }
});

test("a failing storage and a bug are told apart, reported, and not shown", async () => {
  const broken = testCallCentre({});
  const secret = new Error("disk 7 is on fire");
  broken.history.calls = () => Promise.reject(secret);
  const storage = await broken.ask("queryCalls", list);
  assert.equal(
    storage.text,
    '{"resultCode":"0100001","resultDesc":"Cannot answer: the storage failed"}',
  );
  broken.live.countsOfAccessCode = () => {
    throw secret;
  };
  const bug = await broken.ask("queryAccessCodeCallInfo", codes);
  assert.equal(bug.text, '{"resultCode":"0100999","resultDesc":"Cannot answer: unknown error"}');
  broken.history.tasks = () => Promise.reject(secret);
  const tasks = await broken.ask("queryCallDetailRecord", { startTime: 0, endTime: 1 });
  assert.equal(tasks.status, 500);
  assert.match(
    tasks.text,
    /"status":500,"error":"Internal Server Error","message":"Cannot answer: the storage failed"/,
  );
  assert.equal(broken.failures.length, 3);
  assert.equal((broken.failures[0] as Error).cause, secret);
  assert.equal(broken.failures[1], secret);
});
