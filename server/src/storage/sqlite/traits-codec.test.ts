import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { durationMsOf, talkMsOf, waitMsOf } from "../../call/call-duration.ts";
import { endedCall } from "../made-up-call.ts";
import { appendTraits, packTraits, TraitColumns, traitsOf, unpackTraits } from "./traits-codec.ts";

/** Of one to seven bytes. */
const count = fc
  .integer({ min: 1, max: 53 })
  .chain((bits) => fc.maxSafeNat().map((value) => value % 2 ** bits));
const call = fc.record(
  { kind: count, waitMs: count, talkMs: count, otherMs: count },
  { noNullPrototype: true },
);

const calls = fc.array(call, { maxLength: 20 });

test("traits are read as they were written, however large the largest of a column is", () => {
  fc.assert(
    fc.property(calls, calls, (calls, more) => {
      const packed = packTraits(calls);
      assert.deepEqual(unpackTraits(packed), calls);
      assert.deepEqual(unpackTraits(appendTraits(packed, more)), [...calls, ...more]);
    }),
  );
});

test("durations are those of the row, also where they do not add up", () => {
  const { row } = endedCall({ callId: "1", at: 1_000_000 });
  const time = fc.constantFrom(0, 999_000, 1_000_000, 1_000_001, 1_060_000, 9_000_000_000_000);
  const rows = fc.array(
    fc
      .record({ waitBegin: time, callBegin: time, callEnd: time, skillId: fc.constantFrom(0, 1) })
      .map((times) => ({ ...row, agentId: 0, ...times })),
  );
  fc.assert(
    fc.property(rows, (rows) => {
      const columns = new TraitColumns(packTraits(rows.map((row) => traitsOf(row, 1))));
      assert.deepEqual([...columns.durations("waitMs")], rows.map(waitMsOf));
      assert.deepEqual([...columns.durations("talkMs")], rows.map(talkMsOf));
      assert.deepEqual([...columns.durations("durationMs")], rows.map(durationMsOf));
    }),
  );
});
