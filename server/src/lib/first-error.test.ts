import assert from "node:assert/strict";
import { test } from "node:test";
import { firstError } from "./first-error.ts";

test("of a failure and those of the cleaning up after it, the failure counts", () => {
  const failure = new Error("no room");
  const failing = () => {
    using stack = new DisposableStack();
    stack.defer(() => assert.fail("nor here"));
    stack.defer(() => assert.fail("nor there"));
    throw failure;
  };
  assert.throws(failing, (error) => firstError(error) === failure && error !== failure);
  assert.equal(firstError(failure), failure);
});
