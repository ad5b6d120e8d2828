// Baseline B: PostgreSQL with the same calls, and its HTTP server.
import { fileURLToPath } from "node:url";
import type { LoadShape } from "../call-load.ts";
import { HttpProcess } from "../http-process.ts";
import { loadBaseline } from "./load-baseline.ts";
import { Postgres } from "./postgres.ts";

export type Baseline = AsyncDisposable & { readonly port: number };

const server = fileURLToPath(new URL("./baseline-server.ts", import.meta.url));

export async function startBaseline(postgresDir: string, shape: LoadShape): Promise<Baseline> {
  await using opened = new AsyncDisposableStack();
  const postgres = opened.use(await Postgres.start(postgresDir));
  await loadBaseline(postgres, shape);
  const http = opened.use(
    await HttpProcess.start((port) => [server, String(port), postgres.dataDir]),
  );
  const owned = opened.move();
  return { port: http.port, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}
