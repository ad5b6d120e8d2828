import assert from "node:assert/strict";
import { test } from "node:test";
import { CallLegs } from "./call-legs.ts";
import type { CdrLeg } from "./cdr-leg.ts";

function legOf(id: string, leaderId: string, [from, to]: readonly [number, number]): CdrLeg {
  return {
    id,
    isInbound: leaderId === "",
    name: "",
    variables: new Map(leaderId === "" ? [] : [["originating_leg_uuid", leaderId]]),
    profiles: [],
    applications: [],
    holds: [],
    createdMicros: from,
    progressMicros: 0,
    answeredMicros: 0,
    hungUpMicros: to,
  };
}

const idsOf = (calls: readonly (readonly CdrLeg[])[]) =>
  calls.map((legs) => legs.map(({ id }) => id).toSorted());

test("channels are put together however many others lie between, calls in the order they began", () => {
  const legs = new CallLegs({ heldLegsMax: 100 });
  legs.add(legOf("late", "", [50, 60]));
  legs.add(legOf("c", "b", [3, 8]));
  legs.add(legOf("a", "", [1, 9]));
  legs.add(legOf("b", "a", [2, 8]));
  assert.equal(legs.add(legOf("a", "", [1, 9])), false);
  assert.deepEqual(legs.overflow(), []);
  assert.deepEqual(idsOf(legs.finish()), [["a", "b", "c"], ["late"]]);
  assert.deepEqual(legs.finish(), []);
});

test("when there is no room the calls that ended first go, until half of it is free", () => {
  const legs = new CallLegs({ heldLegsMax: 4 });
  for (const at of [10, 20, 30, 40, 50]) legs.add(legOf(`call ${at}`, "", [at, at + 5]));
  assert.deepEqual(idsOf(legs.overflow()), [["call 10"], ["call 20"], ["call 30"]]);
  assert.deepEqual(idsOf(legs.finish()), [["call 40"], ["call 50"]]);
});
