import assert from "node:assert/strict";
import { test } from "node:test";
import { cmsFailure } from "./cms-failure.ts";

test("a failure has the documented fields in the documented order", () => {
  const body = cmsFailure({ status: 401, path: "/rest/cmsapp/v1/ping", now: 1532142010247 });
  assert.equal(
    JSON.stringify(body),
    '{"timestamp":1532142010247,"status":401,"error":"Unauthorized","message":"No message available","path":"/rest/cmsapp/v1/ping"}',
  );
});

test("an explanation follows the documented fields", () => {
  const explanation = { prefix: "auth-v2/a/b/host", canonical: ["POST\n"] };
  const body = cmsFailure({ status: 401, path: "/", now: 0, message: "no", explanation });
  assert.deepEqual(Object.keys(body).at(-1), "explanation");
  assert.deepEqual(body.explanation, explanation);
});
