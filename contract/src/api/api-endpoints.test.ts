import assert from "node:assert/strict";
import { test } from "node:test";
import type { TSchema } from "typebox";
import { Value } from "typebox/value";
import { allEndpoints } from "../all-endpoints.ts";
import { pathFields } from "../endpoint.ts";
import { openApiDocument } from "../open-api.ts";
import { problems } from "../problem.ts";
import { apiEndpoints, sourceEndpoints } from "./api-endpoints.ts";

const endpoints = [...apiEndpoints, ...sourceEndpoints];

test("every example of our own API fits the schema that it is an example of", () => {
  for (const { id, request, reply, example } of endpoints) {
    assert.deepEqual([...Value.Errors(request, example.request)], [], `${id} request`);
    assert.deepEqual([...Value.Errors(reply, example.reply)], [], `${id} reply`);
  }
});

test("an example shows nothing that its schema does not describe", () => {
  for (const { id, request, reply, example } of endpoints) {
    if (id === "postEvents") continue;
    assert.deepEqual(undescribed(request, example.request), [], `${id} request`);
    assert.deepEqual(undescribed(reply, example.reply), [], `${id} reply`);
  }
});

test("ids are unique, and fields in a path are required fields of the request", () => {
  const ids = endpoints.map(({ id }) => id);
  assert.equal(new Set(ids).size, ids.length);
  for (const { id, path, request } of endpoints) {
    for (const name of pathFields(path)) {
      assert.ok(keywordsOf(request).required?.includes(name), `${id} ${name}`);
    }
  }
});

test("every endpoint that takes a bearer key says for which roles", () => {
  for (const { id, security, roles } of endpoints.map((entry) => ({ roles: [], ...entry }))) {
    assert.equal(roles.length > 0, security === "bearer", id);
  }
});

test("every question about tenants may be told that there is no such tenant", () => {
  const { title } = problems.unknownTenant;
  const unknown = endpoints.filter(
    ({ failures }) => !failures.some(({ description }) => description === title),
  );
  const asks = unknown.filter(({ request }) =>
    Object.hasOwn(keywordsOf(request).properties ?? {}, "tenant"),
  );
  assert.deepEqual(
    asks.map(({ id }) => id),
    [],
  );
});

test("problems are described by their media type, beside the refusals of events", () => {
  const { paths } = openApiDocument(allEndpoints, { version: "0" });
  const responses = paths["/v1/events"]?.["post"]?.responses ?? {};
  assert.ok(Object.keys(responses["400"]?.content ?? {}).includes("application/json"));
  assert.deepEqual(Object.keys(responses["401"]?.content ?? {}), ["application/problem+json"]);
  const metrics = paths["/metrics"]?.["get"]?.responses["200"]?.content ?? {};
  assert.equal(typeof metrics["text/plain"]?.example, "string");
});

test("fields named in the path are no part of query or body", () => {
  const { paths } = openApiDocument(apiEndpoints, { version: "0" });
  const call = paths["/v1/calls/{callId}"]?.["get"]?.parameters ?? [];
  assert.deepEqual(
    call.map(({ name, in: place, required }) => [name, place, required]),
    [
      ["callId", "path", true],
      ["tenant", "query", false],
    ],
  );
  const resolve = paths["/v1/missed-calls/{callId}/resolve"]?.["post"];
  assert.deepEqual(
    resolve?.parameters?.map(({ name }) => name),
    ["callId"],
  );
  const body = resolve?.requestBody?.content["application/json"];
  assert.deepEqual(body?.example, { tenant: "1/170", note: "wrote an e-mail" });
});

type Keywords = {
  readonly properties?: Readonly<Record<string, TSchema>>;
  readonly required?: readonly string[];
  readonly items?: TSchema;
  readonly anyOf?: readonly TSchema[];
  readonly additionalProperties?: unknown;
};

function keywordsOf(schema: TSchema): Keywords {
  return schema;
}

function undescribed(schema: TSchema, value: unknown, path = ""): string[] {
  const { anyOf, items, properties = {}, additionalProperties } = keywordsOf(schema);
  const fitting = anyOf?.find((part) => Value.Check(part, value));
  if (fitting !== undefined) return undescribed(fitting, value, path);
  if (Array.isArray(value)) {
    return value.flatMap((item) => (items === undefined ? [] : undescribed(items, item, path)));
  }
  if (typeof value !== "object" || value === null || additionalProperties === true) return [];
  return Object.entries(value).flatMap(([name, field]) => {
    const own = properties[name];
    return own === undefined ? [`${path}/${name}`] : undescribed(own, field, `${path}/${name}`);
  });
}
