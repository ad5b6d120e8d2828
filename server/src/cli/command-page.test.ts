import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { commandPage } from "./command-page.ts";

test("the reference page of the commands is up to date; `npm run docs` writes it anew", async () => {
  const page = new URL("../../../docs/reference/cli.md", import.meta.url);
  assert.equal(await readFile(page, "utf8"), await commandPage());
});
