// An app without routes, for tests.
import type { FastifyInstance } from "fastify";
import { pino } from "pino";
import { openApp } from "./open-app.ts";
import type { StaticFile } from "./static-file.ts";

export function openTestApp(page?: StaticFile): FastifyInstance {
  return openApp(
    {
      ...{ bodyBytesMax: 1024, headerBytesMax: 16_384, connectionsMax: 10, requestTimeoutMs: 0 },
      ...{ keepAliveTimeoutMs: 1000, stopTimeoutMs: 1000, trustedProxies: [] },
      ...{ tlsCertFile: "", tlsKeyFile: "" },
    },
    { logger: pino({ level: "silent" }), now: () => 0, page, errorAnswer: () => {} },
  );
}
