import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { LiveBoard } from "../live/live-board.ts";
import { metricsPage } from "./metrics-page.ts";
import { allMetrics, openMetrics } from "./metrics.ts";

const docs = new URL("../../../docs/", import.meta.url);

test("the reference page of the metrics is up to date; `npm run docs` writes it anew", async () => {
  const page = await readFile(new URL("reference/metrics.md", docs), "utf8");
  assert.equal(page, metricsPage(allMetrics().described));
});
