import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { apiPage, cmsInterfacesPage } from "./endpoints-page.ts";

const folder = new URL("../../../docs/reference/", import.meta.url);

test("the reference pages of the endpoints are up to date; `npm run docs` writes them anew", async () => {
  assert.equal(await readFile(new URL("api.md", folder), "utf8"), apiPage());
  assert.equal(await readFile(new URL("cms-interfaces.md", folder), "utf8"), cmsInterfacesPage());
});
