import assert from "node:assert/strict";
import { test } from "node:test";
import type { CallEvent } from "@trunkline/contract";
import { isSameEvent } from "./event-identity.ts";

const arrived: CallEvent = {
  kind: "arrived",
  at: 1,
  ccId: 1,
  vdn: 170,
  callId: "1-1",
  direction: "in",
  callerNo: "13800000001",
  calleeNo: "88880001",
};

test("an event with an id is told by source and id alone", () => {
  const told = { ...arrived, id: "a", source: "pbx1" };
  assert.equal(isSameEvent(told, { ...told, at: 2 }), true);
  assert.equal(isSameEvent(told, { ...told, source: "pbx2" }), false);
  assert.equal(isSameEvent(told, { ...told, id: "b" }), false);
  assert.equal(isSameEvent(told, arrived), false);
});

test("an event without an id is its content, in whatever order its fields come", () => {
  const { kind, ...rest } = arrived;
  assert.equal(isSameEvent(arrived, { ...rest, kind }), true);
  assert.equal(isSameEvent(arrived, { ...arrived, callerNo: "13800000002" }), false);
  assert.equal(isSameEvent(arrived, { ...arrived, priority: 3 }), false);
});

test("the access code that the server has added makes no new event", () => {
  assert.equal(isSameEvent(arrived, { ...arrived, innoId: 11 }), true);
});

test("the target of a transfer is compared by its content", () => {
  const transferred: CallEvent = {
    ...{ at: 1, ccId: 1, vdn: 170, callId: "1-1", kind: "transferred" },
    to: { kind: "queue", skillId: 1 },
  };
  assert.equal(
    isSameEvent(transferred, { ...transferred, to: { skillId: 1, kind: "queue" } }),
    true,
  );
  assert.equal(
    isSameEvent(transferred, { ...transferred, to: { kind: "queue", skillId: 2 } }),
    false,
  );
});
