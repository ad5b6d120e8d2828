// The whole server in this process, over the memory adapters, for tests.
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { request as httpRequest, type IncomingMessage, type RequestOptions } from "node:http";
import { request as httpsRequest } from "node:https";
import { text } from "node:stream/consumers";
import { pino } from "pino";
import { createBearerKey } from "./access/bearer-key.ts";
import { signC2 } from "./access/c2-signature.ts";
import { loadOptions } from "./config/load-options.ts";
import type { OptionName } from "./config/option-table.ts";
import { parseTenant, tenantKey } from "./lib/tenant-key.ts";
import { startServer, type Server } from "./server.ts";
import type { History } from "./storage/history.ts";
import { MemoryHistory } from "./storage/memory/memory-history.ts";
import { MemoryRegistry } from "./storage/memory/memory-registry.ts";
import { MemoryWebhookStore } from "./storage/memory/memory-webhook-store.ts";
import type { Registry, Role, Scope } from "./storage/registry.ts";
import type { WebhookStore } from "./storage/webhook-store.ts";

export type TestServer = AsyncDisposable & {
  readonly url: string;
  readonly server: Server;
  readonly registry: Registry;
  /** Log lines, parsed. */
  readonly log: readonly Readonly<Record<string, unknown>>[];
  /** A bearer key for the tenants, written "1/170"; none = all. */
  readonly bearer: (role: Role, ...tenants: readonly string[]) => string;
};

export const testKey = { ak: "AK", sk: "SK" };

export async function startTestServer({
  flags = {},
  history = new MemoryHistory(),
  webhookStore = new MemoryWebhookStore(),
  configuration = "",
  now = Date.now,
}: {
  readonly flags?: Readonly<Partial<Record<OptionName, string>>>;
  readonly history?: History;
  readonly webhookStore?: WebhookStore;
  /** A configuration file, in YAML. */
  readonly configuration?: string;
  readonly now?: () => number;
} = {}): Promise<TestServer> {
  const log: Record<string, unknown>[] = [];
  const registry = new MemoryRegistry();
  registry.putAccessKey({ ...testKey, scope: scopeOf(["1/170"]) });
  registry.ensureTenant(scopeKey("1/170"));
  const { options } = loadOptions({
    flags: { "http.port": "0", ...flags },
    environment: {},
    configurationFile: configuration === "" ? undefined : "trunkline.yaml",
    readFile: () => configuration,
  });
  const server = await startServer({
    options,
    history,
    registry,
    webhookStore,
    masterKey: randomBytes(32),
    logger: pino({}, { write: (line) => log.push(JSON.parse(line)) }),
    now,
    version: "0.0.0",
  });
  return {
    url: server.http.url,
    server,
    registry,
    log,
    bearer: (role, ...tenants) => {
      const scope = scopeOf(tenants);
      const { text, key } = createBearerKey({ role, scope, now: now(), randomBytes });
      registry.putBearerKey(key);
      return text;
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

function scopeOf(tenants: readonly string[]): Scope {
  if (tenants.length === 0) return { kind: "global" };
  return { kind: "tenants", tenants: tenants.map(scopeKey) };
}

function scopeKey(text: string): number {
  const tenant = parseTenant(text);
  if (tenant === undefined) throw new Error(`Cannot use tenant '${text}': it is not CC/VDN`);
  return tenantKey(tenant);
}

export type Answer = {
  /** The body as it came. */
  readonly text: string;
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly body: Readonly<Record<string, unknown>>;
};

/** Unlike fetch() it lets a test say the Host header and send what is wrong. */
export async function send(
  url: string,
  options: RequestOptions & { readonly ca?: Buffer } = {},
  body: string | Buffer = "",
): Promise<Answer> {
  const request = url.startsWith("https:") ? httpsRequest : httpRequest;
  const sent = request(url, { method: "POST", agent: false, ...options });
  sent.end(body);
  // The type of the event's argument is fixed by Node.
  const [reply] = (await once(sent, "response")) as [IncomingMessage];
  const said = await text(reply);
  // Every answer of these interfaces is a JSON object.
  const parsed = JSON.parse(said) as Answer["body"];
  return { status: reply.statusCode ?? 0, headers: reply.headers, text: said, body: parsed };
}

/** The headers of a signed request; `host` as the client believes it to be. */
export function signedHeaders(
  {
    host,
    path,
    body,
  }: { readonly host: string; readonly path: string; readonly body: string | Buffer },
  key = testKey,
): Record<string, string> {
  const { authorization } = signC2({
    request: {
      method: "POST",
      path,
      query: "",
      headers: { host },
      body: typeof body === "string" ? Buffer.from(body) : body,
    },
    ...key,
    timestamp: new Date().toISOString(),
    signedHeaders: "host",
  });
  return { "content-type": "application/json", authorization };
}
