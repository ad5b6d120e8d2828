// The documented example request of each interface is answered by its documented example reply.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Value } from "typebox/value";
import { cmsQueryEndpoints, type CmsQueryEndpointId, type TaskEvent } from "@trunkline/contract";
import {
  arrival,
  arrivedIn,
  callEvents,
  evening,
  exampleCall,
  talking,
  testCallCentre,
} from "./test-call-centre.ts";

const accessCodes = [
  { innoId: 2, number: "88880002", mediaType: 5, description: "support" },
  { innoId: 1, number: "88880001", mediaType: 5, description: "sales" },
];
const tenants = [{ ccId: 1, vdn: 170, accessCodes }];

const missedCall = callEvents("1776221100-1451", [
  { ...arrivedIn, callerNo: "13800000002", s: 900 },
  { kind: "queued", s: 907, skillId: 21 },
  { kind: "ended", s: 960, by: "customer" },
]);

const otherLiveCalls = [
  callEvents("1776220210-1448", [
    { ...arrivedIn, s: 10 },
    { kind: "ivrEntered", s: 10 },
  ]),
  callEvents("1776220220-1449", [
    { ...arrivedIn, s: 20 },
    { kind: "queued", s: 23, skillId: 21 },
  ]),
  callEvents("1776220221-1450", [
    { ...arrivedIn, s: 21 },
    { kind: "queued", s: 40, skillId: 21 },
    { kind: "offered", s: 50, agentId: 1002 },
  ]),
  callEvents("1776220222-1452", [
    { ...arrivedIn, s: 22 },
    { kind: "answered", s: 30, agentId: 1003 },
  ]),
];

const task = (kind: string, s: number, fields = {}): TaskEvent =>
  // Each kind's own fields are written out below.
  ({
    kind,
    ccId: 1,
    vdn: 170,
    serialNo: "1037058396471308289",
    at: 1776222000000 + s * 1000,
    ...fields,
  }) as unknown as TaskEvent;
const taskTalking = [
  task("taskCreated", 0, {
    taskType: "1",
    caller: "13800000003",
    called: "13900000004",
    callerPresent: "88880001",
    agentPresent: "88880001",
  }),
  task("taskAlerting", 0, { party: "agent" }),
  task("taskTalking", 2, { party: "agent" }),
  task("taskAlerting", 2, { party: "customer" }),
  task("taskTalking", 3, { party: "customer" }),
];

const during = testCallCentre({
  tenants,
  calls: [exampleCall({ hasEnded: false }), ...otherLiveCalls],
  tasks: [taskTalking],
  agents: [
    { kind: "agentState", ccId: 1, vdn: 170, agentId: 1001, at: talking - 3600_000, state: 1 },
  ],
});
const after = testCallCentre({
  tenants,
  historyWindow: "documented",
  calls: [exampleCall({ hasEnded: true })],
  tasks: [[...taskTalking, task("taskEnded", 30, { reasonCode: 1 })]],
});

const missed = testCallCentre({ tenants, calls: [exampleCall({ hasEnded: true }), missedCall] });

const isLive: Readonly<Record<CmsQueryEndpointId, boolean>> = {
  queryCalls: false,
  queryCallsV1: false,
  queryMissedCalls: false,
  queryDetailCallInfo: true,
  queryAccessCodeCallInfo: true,
  queryCallDetailRecord: false,
  agentPrivateCall: true,
  queryAgentCalls: true,
  queryBasicCallInfo: true,
  queryCallDetailById: false,
  queryCallTraceDetail: false,
  queryAccessCodeInfo: false,
  ping: false,
  queryCallState: true,
  monitorCallInfo: true,
  monitorCallStatByInno: true,
};

function ask(id: CmsQueryEndpointId, body: unknown) {
  if (id === "queryMissedCalls") return missed.ask(id, body);
  return isLive[id]
    ? during.ask(id, body, { now: talking })
    : after.ask(id, body, { now: evening });
}

/** Numbers as digit strings, texts of digits as numbers, booleans as such. */
function otherwise(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(otherwise);
  if (typeof value === "number") return String(value);
  if (value === "true" || value === "false") return value === "true";
  if (value === "") return null;
  return value;
}

for (const endpoint of cmsQueryEndpoints) {
  const { id, reply } = endpoint;
  const example = endpoint.example.request;

  test(`${id} answers its documented example, key by key and type by type`, async () => {
    const answer = await ask(id, example);
    assert.equal(answer.text, JSON.stringify(endpoint.example.reply));
    assert.equal(answer.status, 200);
    assert.deepEqual(answer.headers, {});
    assert.deepEqual([...Value.Errors(reply, answer.body)], []);
  });

  if (id === "ping") continue;

  test(`${id} reads other spellings of the same values, bare or wrapped`, async () => {
    const respelt = Object.fromEntries(
      Object.entries(example).map(([name, value]) => [name, otherwise(value)]),
    );
    for (const body of [respelt, { queryParam: example }, { queryParam: respelt }]) {
      const answer = await ask(id, body);
      assert.equal(answer.text, JSON.stringify(endpoint.example.reply));
      assert.deepEqual(answer.headers, {});
    }
  });

  test(`${id} names the fields that it ignores`, async () => {
    const answer = await ask(id, { ...example, agentid: 7, "x\r\ny": 1 });
    assert.equal(answer.text, JSON.stringify(endpoint.example.reply));
    assert.deepEqual(answer.headers, { "X-Trunkline-Ignored": "agentid, x%0D%0Ay" });
  });
}

test("the example's instants are those of its call ID", () => {
  assert.equal(arrival, 1776220200 * 1000);
});
