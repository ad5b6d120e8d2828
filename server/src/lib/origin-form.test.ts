import assert from "node:assert/strict";
import { test } from "node:test";
import { originForm } from "./origin-form.ts";

test("what names the server before the path is left out, nothing else", () => {
  const forms = {
    "/p?a=http://h/x": "/p?a=http://h/x",
    "http://h:1/p?a=b": "/p?a=b",
    "HTTPS://h": "/",
    "http://h?a=b": "/?a=b",
    "*": "*",
    "//h/p": "//h/p",
  };
  for (const [target, form] of Object.entries(forms)) assert.equal(originForm(target), form);
});
