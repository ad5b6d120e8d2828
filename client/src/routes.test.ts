import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { apiEndpoints } from "@trunkline/contract";
import { isJson, routesSource } from "../routes-source.ts";

test("the routes are those of the contract (npm run docs writes them)", async () => {
  assert.equal(await readFile(new URL("routes.ts", import.meta.url), "utf8"), routesSource());
});

test("an answer is a text in the contract exactly where it is not JSON", () => {
  for (const { id, reply, replyType = "application/json" } of apiEndpoints) {
    const isText = "type" in reply && reply.type === "string";
    assert.equal(isText, !isJson(replyType), id);
  }
});

test("an answer that comes in pages holds one list and the number of its rows", () => {
  for (const { id, request, reply } of apiEndpoints) {
    if (!("properties" in request) || !("offset" in request.properties)) continue;
    const properties: object = "properties" in reply ? reply.properties : {};
    const lists = Object.values(properties).filter(
      (schema: { readonly type?: string }) => schema.type === "array",
    );
    assert.equal(lists.length, 1, id);
    assert.ok("total" in properties, id);
  }
});
