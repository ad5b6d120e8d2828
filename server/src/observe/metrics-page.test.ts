import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { metricsPage } from "./metrics-page.ts";
import { allMetrics } from "./metrics.ts";

const docs = new URL("../../../docs/", import.meta.url);

test("the reference page of the metrics is up to date; `npm run docs` writes it anew", async () => {
  const page = await readFile(new URL("reference/metrics.md", docs), "utf8");
  assert.equal(page, metricsPage(allMetrics().described));
});

test("every metric that the dashboard for Grafana names is exported, with the labels it goes by", async () => {
  const dashboard = await readFile(new URL("grafana/trunkline.json", docs), "utf8");
  const labels = new Map<string, readonly string[]>();
  for (const { name, kind, labels: own } of allMetrics().described) {
    labels.set(name, own);
    if (kind !== "histogram") continue;
    labels.set(`${name}_bucket`, [...own, "le"]);
    for (const part of ["sum", "count"]) labels.set(`${name}_${part}`, own);
  }
  // What this file is: a dashboard that other software reads.
  const { panels } = JSON.parse(dashboard) as {
    readonly panels: readonly { readonly targets: readonly { readonly expr: string }[] }[];
  };
  const expressions = panels.flatMap(({ targets }) => targets.map(({ expr }) => expr));
  assert.ok(expressions.length > 10);
  for (const expr of expressions) {
    const [name = ""] = /(?:trunkline|process)_\w+/.exec(expr) ?? [];
    const known = labels.get(name);
    assert.ok(known !== undefined, `${expr}: no such metric`);
    for (const [, by = ""] of expr.matchAll(/by \(([^)]*)\)/g)) {
      for (const label of by.split(", ")) assert.ok(known.includes(label), `${expr}: ${label}`);
    }
  }
  for (const [name] of dashboard.matchAll(/(?:trunkline|process)_\w+/g))
    assert.ok(labels.has(name), name);
});
