// npm run docs: writes anew what is generated and kept: the pages of docs/reference, the SDK's routes.
import { mkdir, writeFile } from "node:fs/promises";
import { routesSource } from "../client/routes-source.ts";
import { exportPage } from "../server/src/api/export-page.ts";
import { commandPage } from "../server/src/cli/command-page.ts";
import { optionsPage } from "../server/src/config/options-page.ts";
import { fidelityPage } from "../server/src/connector/fidelity/fidelity-page.ts";
import { fidelityParts } from "../server/src/connector/fidelity/fidelity-parts.ts";
import { apiPage, cmsInterfacesPage } from "../server/src/http/endpoints-page.ts";
import { problemsPage } from "../server/src/http/problems-page.ts";
import { metricsPage } from "../server/src/observe/metrics-page.ts";
import { allMetrics } from "../server/src/observe/metrics.ts";

const pages = {
  "api.md": apiPage(),
  "cli.md": await commandPage(),
  "cms-interfaces.md": cmsInterfacesPage(),
  "export-columns.md": exportPage(),
  "metrics.md": metricsPage(allMetrics().described),
  "options.md": optionsPage(),
  "problems.md": problemsPage(),
  "source-fidelity.md": fidelityPage(await fidelityParts()),
};

const folder = new URL("reference/", import.meta.url);
await mkdir(folder, { recursive: true });
for (const [name, text] of Object.entries(pages)) await writeFile(new URL(name, folder), text);
await writeFile(new URL("../client/src/routes.ts", import.meta.url), routesSource());
