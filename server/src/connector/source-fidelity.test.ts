// Every format of the import beside the live connection of the same PBX: what it knows, and why not more.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { fidelityPage, unexplained } from "./fidelity/fidelity-page.ts";
import { fidelityParts } from "./fidelity/fidelity-parts.ts";

const parts = await fidelityParts();

for (const part of parts) {
  test(`${part.title}: whatever a format does not know, or knows otherwise, has a reason`, () => {
    assert.deepEqual(unexplained(part), []);
  });
}

test("the reference page of the sources is up to date; `npm run docs` writes it anew", async () => {
  const page = new URL("../../../docs/reference/source-fidelity.md", import.meta.url);
  const isUpToDate = (await readFile(page, "utf8")) === fidelityPage(parts);
  assert.ok(isUpToDate, "docs/reference/source-fidelity.md is stale");
});
