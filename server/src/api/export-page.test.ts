import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { exportPage } from "./export-page.ts";

test("the reference page of the export's columns is up to date; `npm run docs` writes it anew", async () => {
  const page = new URL("../../../docs/reference/export-columns.md", import.meta.url);
  assert.equal(await readFile(page, "utf8"), exportPage());
});
