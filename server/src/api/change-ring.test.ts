import assert from "node:assert/strict";
import { test } from "node:test";
import { ChangeRing } from "./change-ring.ts";
import type { RowChange } from "./tenant-feed.ts";

function change(id: number, json: string): RowChange {
  return { tenant: 1, kind: "queues", id, json, maskedJson: () => json };
}

test("of each row the last change since then is told, in the order in which they came", () => {
  const ring = new ChangeRing({ bytesMax: 100, floor: 10 });
  ring.push(11, [change(1, "a"), change(2, "b")]);
  ring.push(12, [change(3, "c")]);
  ring.push(13, [change(1, "d")]);
  const since = (number: number) => ring.since(number).map(({ json }) => json);
  assert.deepEqual(since(10), ["b", "c", "d"]);
  assert.deepEqual(since(12), ["d"]);
  assert.deepEqual(since(13), []);
  assert.equal(ring.floor, 10);
});

test("what takes more room than there is goes, oldest first, and the floor rises", () => {
  const ring = new ChangeRing({ bytesMax: 5, floor: 10 });
  ring.push(11, [change(1, "aaa")]);
  ring.push(12, [change(2, "bb")]);
  assert.equal(ring.floor, 10);
  ring.push(13, [change(3, "c")]);
  assert.equal(ring.floor, 11);
  ring.push(14, [change(4, "too large")]);
  assert.equal(ring.floor, 14);
  assert.deepEqual(ring.since(14), []);
});
