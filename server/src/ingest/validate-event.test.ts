import assert from "node:assert/strict";
import { test } from "node:test";
import { nestedLevelsMax } from "./odd-content.ts";
import { validateEvent } from "./validate-event.ts";

const arrived = {
  kind: "arrived",
  at: 1_795_235_373_577,
  ccId: 1,
  vdn: 170,
  callId: "1795235373-1",
  direction: "in",
  callerNo: "13800000001",
  calleeNo: "88880001",
};

function reasonOf(value: unknown): string {
  const checked = validateEvent(value);
  return checked.kind === "refusal" ? `${checked.field}: ${checked.reason}` : "accepted";
}

test("a well-formed event of each way to tell the time is accepted", () => {
  assert.equal(reasonOf(arrived), "accepted");
  for (const at of ["2026-11-21T04:29:33.577Z", "2026-11-21T12:29:33.577+08:00"]) {
    const checked = validateEvent({ ...arrived, at });
    assert.equal(checked.kind === "event" && checked.event.at, 1_795_235_373_577);
  }
  assert.equal(reasonOf({ ...arrived, at: "2026-11-21T04:29Z" }), "accepted");
  const asterisk = validateEvent({ ...arrived, at: "2026-11-21T04:29:33.577+0000" });
  assert.equal(asterisk.kind === "event" && asterisk.event.at, 1_795_235_373_577);
});

test("a refusal names the field, the value and what is allowed", () => {
  const cases: readonly (readonly [unknown, string])[] = [
    [[], ": must be a JSON object, got '[]'"],
    [{ ...arrived, vdn: 9000 }, "vdn: must be <= 5000; got '9000'"],
    [{ ...arrived, vdn: "170" }, "vdn: must be integer; got '170'"],
    [{ ...arrived, callId: undefined }, "callId: is missing"],
    [{ ...arrived, direction: "up" }, "direction: must be one of in, out; got 'up'"],
    [
      { ...arrived, callType: 99 },
      "callType: must be in the callType table, or the event must say",
    ],
    [
      { ...arrived, at: "yesterday" },
      "at: must be epoch milliseconds or ISO 8601 text with a zone",
    ],
    [{ ...arrived, at: "2026-11-21T04:29:33" }, "at: must be epoch milliseconds or ISO 8601"],
    [{ ...arrived, at: "2026-02-30T00:00:00Z" }, "at: must be epoch milliseconds or ISO 8601"],
    [{ kind: "rang" }, "kind: must be one of arrived, ivrEntered"],
    [{}, "kind: is missing; allowed: arrived"],
    [
      { ...arrived, kind: "offered", agentId: 60000 },
      "agentId: must be 101..59999 or 70000..999999; got 60000",
    ],
    [
      { ...arrived, kind: "transferred", to: { kind: "queue" } },
      "to: must be one of queue with skillId, agent with agentId, ivr, external with number",
    ],
  ];
  for (const [value, expected] of cases) {
    assert.ok(reasonOf(value).startsWith(expected), `${reasonOf(value)} | ${expected}`);
  }
});

test("a time in another unit is refused, and said so", () => {
  const { at } = arrived;
  for (const [unit, value] of [
    ["seconds", Math.floor(at / 1000)],
    ["microseconds", at * 1000],
  ] as const) {
    assert.match(reasonOf({ ...arrived, at: value }), new RegExp(`a time in ${unit}$`));
  }
  assert.match(reasonOf({ ...arrived, at: 1 }), /of 1990 to 2099.*got '1'$/);
});

test("what an event brings beside its fields can be kept as it came, or is refused", () => {
  const nested = (levels: number): unknown => (levels === 0 ? 1 : [nested(levels - 1)]);
  assert.equal(reasonOf({ ...arrived, custom: nested(nestedLevelsMax - 1) }), "accepted");
  const deep = JSON.parse(`${"[".repeat(30_000)}${"]".repeat(30_000)}`) as unknown;
  for (const custom of [nested(nestedLevelsMax), deep]) {
    assert.match(reasonOf({ ...arrived, custom }), /^custom: must not be nested deeper than 16/);
  }
  assert.match(reasonOf(deep), /^0: must not be nested deeper/);
  const half = "x\ud800";
  assert.match(reasonOf({ ...arrived, callId: half }), /^callId: must be well-formed Unicode/);
  assert.match(reasonOf({ ...arrived, custom: [{ text: half }] }), /^custom: must be well-formed/);
  const endless = JSON.parse('{"list":[1e999]}') as unknown;
  assert.match(reasonOf({ ...arrived, custom: endless }), /^custom: must be a number from -1\.7/);
  const asJson = `{"__proto__":{"backfill":true},${JSON.stringify(arrived).slice(1)}`;
  assert.match(reasonOf(JSON.parse(asJson)), /^__proto__: is no name of a field/);
});

test("a whole number that JSON has rounded is refused", () => {
  for (const field of ["sequence", "priority", "trunkNo", "keyId"]) {
    const sent = (text: string): unknown =>
      JSON.parse(`{"${field}":${text},${JSON.stringify(arrived).slice(1)}`);
    assert.equal(reasonOf(sent("9007199254740991")), "accepted");
    assert.match(
      reasonOf(sent("9007199254740993")),
      new RegExp(`^${field}: must be <= 9007199254740991; got '9007199254740992'$`),
    );
  }
});

test("a number outside its table is accepted from an event that says extension", () => {
  assert.equal(reasonOf({ ...arrived, callType: 99, extension: true }), "accepted");
});

test("every kind of event is known", () => {
  const task = { at: arrived.at, ccId: 1, vdn: 170, serialNo: "42" };
  const agent = { at: arrived.at, ccId: 1, vdn: 170, agentId: 1001 };
  const others = [
    { ...task, kind: "taskCreated", taskType: "1", caller: "1001", called: "2" },
    { ...task, kind: "taskAlerting", party: "agent" },
    { ...task, kind: "taskEnded", reasonCode: 17 },
    { ...agent, kind: "agentState", state: 1 },
    { ...agent, kind: "agentSkills", skillIds: [1, 2] },
  ];
  for (const event of others) assert.equal(reasonOf(event), "accepted");
  assert.match(reasonOf({ ...agent, kind: "agentState", state: 11 }), /agentStatus table/);
});
