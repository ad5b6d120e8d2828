import assert from "node:assert/strict";
import { test } from "node:test";
import { PbxClock } from "./pbx-clock.ts";

test("the PBX's time goes on from its newest event, though either clock has been set since", () => {
  const clock = new PbxClock();
  assert.equal(clock.microsAt(5000), 5_000_000);
  clock.note(65_000_000, 5000);
  assert.equal(clock.microsAt(6000), 66_000_000);
  // The PBX's clock was a minute ahead, and is set back.
  clock.note(7_000_000, 7000);
  assert.equal(clock.microsAt(8000), 8_000_000);
  // Ours is set back: until the next event the PBX's time stands still.
  assert.equal(clock.microsAt(1000), 7_000_000);
  clock.note(9_000_000, 1000);
  assert.equal(clock.microsAt(2000), 10_000_000);
});

test("when the PBX was last heard is told by its own clock, of silence too", () => {
  const clock = new PbxClock();
  assert.equal(clock.heardMicros, 0);
  clock.note(65_000_000, 5000);
  clock.noteHeard(5000);
  assert.equal(clock.heardMicros, 65_000_000);
  clock.noteHeard(20_000);
  assert.equal(clock.heardMicros, 80_000_000);
});
