// node dashboard/dev.ts [URL of a running server]: the page with hot reload, for those who work on it.
import { fileURLToPath } from "node:url";
import { createServer } from "vite";
import { buildConfiguration } from "./build-configuration.ts";

const target = process.argv[2] ?? "http://127.0.0.1:28080";
const server = await createServer({
  ...buildConfiguration(fileURLToPath(new URL(".", import.meta.url))),
  logLevel: "info",
  server: { host: "127.0.0.1", proxy: { "/v1": target, "/docs": target, "/openapi.json": target } },
});
await server.listen();
server.printUrls();
