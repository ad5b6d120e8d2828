// The reference page of the metrics, made from their registry: docs/reference/metrics.md.
import type { Metrics } from "./metrics.ts";

const introduction = `# Metrics

Made from \`server/src/observe/metrics.ts\` by \`npm run docs\`; edit there.

\`GET /metrics\` gives them in the text format of Prometheus. It answers this machine without a key; others need
an admin key for all tenants as bearer token, unless the option [metrics.open](options.md#metrics.open) is true. Metrics
of sources are there once a source is configured. [Recipes](../guide/recipes.md#grafana) has the scrape job and a
dashboard for Grafana.

A histogram called \`NAME\` is told as \`NAME_bucket\` (label \`le\`: seconds), \`NAME_sum\` and \`NAME_count\`.

| metric | kind | labels | what |
| --- | --- | --- | --- |
`;

export function metricsPage(described: Metrics["described"]): string {
  const rows = described.map(({ name, kind, help, labels }) => {
    const shown = labels.map((label) => `\`${label}\``).join(", ");
    return `| \`${name}\` | ${kind} | ${shown} | ${help} |\n`;
  });
  return introduction + rows.join("");
}
