import assert from "node:assert/strict";
import { test } from "node:test";
import { Type } from "typebox";
import { Value } from "typebox/value";
import { cmsEndpoints } from "./cms/cms-endpoints.ts";
import { defineEndpoint } from "./endpoint.ts";
import { openApiDocument } from "./open-api.ts";

// The parts of the OpenAPI 3.1 schema that a document of ours can break.
const JsonSchema = Type.Union([Type.Boolean(), Type.Record(Type.String(), Type.Unknown())]);
const Content = Type.Record(
  Type.String({ pattern: "^[a-z]+/[a-z0-9.+-]+$" }),
  Type.Object(
    { schema: JsonSchema, example: Type.Optional(Type.Unknown()) },
    { additionalProperties: false },
  ),
  { minProperties: 1 },
);
const Operation = Type.Object(
  {
    operationId: Type.String({ pattern: "^[a-z][A-Za-z0-9]*$" }),
    summary: Type.String({ minLength: 1 }),
    security: Type.Array(Type.Record(Type.String(), Type.Array(Type.String()))),
    parameters: Type.Optional(
      Type.Array(
        Type.Object(
          {
            name: Type.String(),
            in: Type.Enum(["query", "header", "path", "cookie"]),
            required: Type.Boolean(),
            schema: JsonSchema,
          },
          { additionalProperties: false },
        ),
      ),
    ),
    requestBody: Type.Optional(
      Type.Object({ required: Type.Boolean(), content: Content }, { additionalProperties: false }),
    ),
    responses: Type.Record(
      Type.String({ pattern: "^[1-5][0-9][0-9]$" }),
      Type.Object(
        { description: Type.String({ minLength: 1 }), content: Content },
        { additionalProperties: false },
      ),
      { minProperties: 1 },
    ),
    "x-trunkline-listener": Type.Enum(["public", "internal"]),
    "x-trunkline-roles": Type.Optional(Type.Array(Type.String(), { minItems: 1 })),
  },
  { additionalProperties: false },
);
const Document = Type.Object(
  {
    openapi: Type.String({ pattern: "^3\\.1\\.[0-9]+$" }),
    info: Type.Object({
      title: Type.String(),
      version: Type.String(),
      description: Type.String(),
    }),
    paths: Type.Record(
      Type.String({ pattern: "^/" }),
      Type.Partial(
        Type.Object(
          { get: Operation, post: Operation, put: Operation, delete: Operation },
          { additionalProperties: false },
        ),
      ),
    ),
    components: Type.Object({
      securitySchemes: Type.Record(
        Type.String(),
        Type.Object({ type: Type.Enum(["apiKey", "http"]) }),
      ),
    }),
  },
  { additionalProperties: false },
);

const document = JSON.parse(JSON.stringify(openApiDocument(cmsEndpoints, { version: "1.2.3" })));

test("the document of the CC-CMS endpoints is structurally valid OpenAPI 3.1", () => {
  assert.deepEqual([...Value.Errors(Document, document)], []);
  assert.equal(document.info.version, "1.2.3");
});

test("every endpoint is in the document with its request, reply and example", () => {
  for (const endpoint of cmsEndpoints) {
    const operation = document.paths[endpoint.path].post;
    assert.equal(operation.operationId, endpoint.id);
    const request = operation.requestBody.content["application/json"];
    assert.deepEqual(request.schema, JSON.parse(JSON.stringify(endpoint.request)));
    assert.deepEqual(request.example, endpoint.example.request);
    const reply = operation.responses["200"].content["application/json"];
    assert.deepEqual(
      (reply.schema.anyOf ?? [reply.schema])[0],
      JSON.parse(JSON.stringify(endpoint.reply)),
    );
    assert.deepEqual(reply.example, endpoint.example.reply);
  }
});

test("every example fits the schema that it is an example of", () => {
  for (const endpoint of cmsEndpoints) {
    const { request, reply } = endpoint.example;
    assert.deepEqual([...Value.Errors(endpoint.request, request)], [], `${endpoint.id} request`);
    assert.deepEqual([...Value.Errors(endpoint.reply, reply)], [], `${endpoint.id} reply`);
  }
});

test("ids and paths are unique, and every operation names a security scheme that exists", () => {
  assert.equal(new Set(cmsEndpoints.map((endpoint) => endpoint.id)).size, cmsEndpoints.length);
  assert.equal(Object.keys(document.paths).length, cmsEndpoints.length);
  for (const endpoint of cmsEndpoints) {
    for (const requirement of document.paths[endpoint.path].post.security) {
      for (const scheme of Object.keys(requirement)) {
        assert.ok(Object.hasOwn(document.components.securitySchemes, scheme), scheme);
      }
    }
  }
});

test("a GET's request becomes query parameters, and media types of a body are listed", () => {
  const list = defineEndpoint({
    id: "list",
    method: "GET",
    path: "/v1/things",
    summary: "Things",
    security: "bearer",
    listener: "public",
    request: Type.Object({ from: Type.Integer(), to: Type.Optional(Type.Integer()) }),
    reply: Type.Array(Type.String()),
    failures: [],
    example: { request: { from: 1 }, reply: ["a"] },
  });
  const post = defineEndpoint({
    ...list,
    id: "post",
    method: "POST",
    requestTypes: ["application/x-ndjson"],
  });
  const { paths } = openApiDocument([list, post], { version: "0" });
  assert.deepEqual(paths["/v1/things"]?.get?.parameters, [
    { name: "from", in: "query", required: true, schema: list.request.properties.from },
    { name: "to", in: "query", required: false, schema: list.request.properties.to },
  ]);
  const body = paths["/v1/things"]?.post?.requestBody;
  assert.deepEqual(Object.keys(body?.content ?? {}), ["application/x-ndjson"]);
});

test("two endpoints at one method and path are refused", () => {
  const [first] = cmsEndpoints;
  assert.throws(() => openApiDocument([first, first], { version: "0" }), /^Error: Cannot describe/);
});
