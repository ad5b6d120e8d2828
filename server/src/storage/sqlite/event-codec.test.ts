import assert from "node:assert/strict";
import { test } from "node:test";
import type { CallEvent } from "@trunkline/contract";
import fc from "fast-check";
import { callEventsArbitrary } from "../../call/event-arbitrary.ts";
import { foldCall } from "../../call/fold.ts";
import { callRow } from "../../call/record.ts";
import { eventsOf } from "../made-up-call.ts";
import { packEvents, unpackEvents } from "./event-codec.ts";

const odd = fc.record(
  {
    id: fc.string({ unit: "binary", maxLength: 40 }),
    source: fc.constantFrom("pbx1", "pbx2"),
    sequence: fc.integer({ min: 0 }),
    extension: fc.boolean(),
    leaveReason: fc.integer({ min: -1, max: 65_535 }),
    skillName: fc.string({ unit: "grapheme", maxLength: 300 }),
    priority: fc.maxSafeInteger(),
    unknown: fc.jsonValue(),
  },
  { requiredKeys: [] },
);

function throughJson<Value>(value: Value): Value {
  return JSON.parse(JSON.stringify(value)) as Value;
}

function packedAndBack(events: readonly CallEvent[]): readonly CallEvent[] {
  const row = callRow(foldCall(events), "", 1);
  return unpackEvents(packEvents(events, row), row);
}

test("any events come back as they were", () => {
  fc.assert(
    fc.property(callEventsArbitrary(), fc.array(odd, { maxLength: 20 }), (events, extras) => {
      const given = throughJson(
        events.map((event, index): CallEvent => Object.assign({}, extras[index], event)),
      );
      assert.deepEqual(packedAndBack(given), given);
    }),
  );
});

test("an event that names another call, or is of a kind not known, is kept whole", () => {
  const [first] = eventsOf({ callId: "1", at: 5 });
  assert.ok(first);
  const odd = [{ ...first, callId: "2" }, { ...first, kind: "sung" as never, verse: 3 }, first];
  const row = callRow(foldCall([first]), "", 1);
  assert.deepEqual(unpackEvents(packEvents(odd, row), row), odd);
});

test("a field named like an object's prototype comes back as a field", () => {
  const [first] = eventsOf({ callId: "1", at: 5 });
  // As JSON brings it.
  const odd = JSON.parse(
    `{"__proto__":{"backfill":true},${JSON.stringify(first).slice(1)}`,
  ) as CallEvent;
  const [back] = packedAndBack([odd]);
  assert.ok(back !== undefined && Object.hasOwn(back, "__proto__"));
  assert.deepEqual(Object.getPrototypeOf(back), Object.prototype);
});

test("an ordinary call's events take a few bytes each", () => {
  const events = eventsOf({ callId: "1795235373-1", at: Date.UTC(2026, 10, 21) });
  const row = callRow(foldCall(events), "1795235373-1", 1);
  assert.ok(packEvents(events, row).length <= 6 * events.length);
});
