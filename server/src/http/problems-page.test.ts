import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { problemsPage } from "./problems-page.ts";

test("the reference page of the problems is up to date; `npm run docs` writes it anew", async () => {
  const page = new URL("../../../docs/reference/problems.md", import.meta.url);
  assert.equal(await readFile(page, "utf8"), problemsPage());
});
