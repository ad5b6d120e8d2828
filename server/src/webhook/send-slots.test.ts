import assert from "node:assert/strict";
import { test } from "node:test";
import { SendSlots } from "./send-slots.ts";

test("a slot that is given back goes to the first who still wants it", () => {
  const slots = new SendSlots(1);
  assert.equal(
    slots.take(() => {}),
    true,
  );
  const called: string[] = [];
  // Switched off meanwhile: it takes nothing.
  assert.equal(
    slots.take(() => called.push("off")),
    false,
  );
  const wants = (name: string) => () => {
    called.push(name);
    slots.take(() => {});
  };
  assert.equal(slots.take(wants("second")), false);
  assert.equal(slots.take(wants("third")), false);
  slots.give();
  assert.deepEqual(called, ["off", "second"]);
  slots.give();
  assert.deepEqual(called, ["off", "second", "third"]);
});

test("who waits again while it is called is not called twice for one slot", () => {
  const slots = new SendSlots(1);
  slots.take(() => {});
  let calls = 0;
  const again = (): void => {
    calls += 1;
    slots.take(() => {});
    slots.take(again);
  };
  slots.take(again);
  slots.give();
  assert.equal(calls, 1);
});
