import assert from "node:assert/strict";
import { test } from "node:test";
import { Value } from "typebox/value";
import { cmsEndpoints } from "../cms/cms-endpoints.ts";
import { openApiDocument } from "../open-api.ts";
import { apiEndpoints } from "./api-endpoints.ts";

test("every example of our own API fits the schema that it is an example of", () => {
  for (const { id, request, reply, example } of apiEndpoints) {
    assert.deepEqual([...Value.Errors(request, example.request)], [], `${id} request`);
    assert.deepEqual([...Value.Errors(reply, example.reply)], [], `${id} reply`);
  }
});

test("problems are described by their media type, beside the refusals of events", () => {
  const { paths } = openApiDocument([...cmsEndpoints, ...apiEndpoints], { version: "0" });
  const responses = paths["/v1/events"]?.["post"]?.responses ?? {};
  assert.deepEqual(Object.keys(responses["400"]?.content ?? {}), ["application/json"]);
  assert.deepEqual(Object.keys(responses["401"]?.content ?? {}), ["application/problem+json"]);
  const metrics = paths["/metrics"]?.["get"]?.responses["200"]?.content ?? {};
  assert.equal(typeof metrics["text/plain"]?.example, "string");
});
