// The dashboard at `/`: built files from memory, compressed beforehand.
import type { FastifyInstance } from "fastify";
import type { DashboardFiles } from "./dashboard-files.ts";
import { sendFile } from "./static-file.ts";

/** Paths that are places within the page: whoever opens or reloads one gets the page. */
const pagePaths = ["/live", "/calls", "/calls/*", "/missed", "/reports", "/tasks", "/operations"];

const dashboardNotBuilt =
  "Cannot show the dashboard: it is not built. Run 'npm run build' and start the server again";

export function dashboardRoutes(app: FastifyInstance, files: DashboardFiles | undefined): void {
  const page = files?.get("/");
  if (files === undefined || page === undefined) {
    for (const path of ["/", ...pagePaths]) {
      app.get(path, (_request, reply) =>
        reply.code(503).type("text/plain;charset=UTF-8").send(`${dashboardNotBuilt}\n`),
      );
    }
    return;
  }
  for (const [path, file] of files) {
    app.get(path, (request, reply) => sendFile(file, request, reply));
  }
  for (const path of pagePaths) app.get(path, (request, reply) => sendFile(page, request, reply));
}
