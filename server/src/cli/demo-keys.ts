// The demo tenant and its keys: made once, kept in a file of the data directory, shown at every start.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Type, type Static } from "typebox";
import { Check } from "typebox/schema";
import { createBearerKey } from "../access/bearer-key.ts";
import { everything } from "../access/scope.ts";
import { tenantKey } from "../lib/tenant-key.ts";
import { demoTenant, demoTenantSettings } from "../simulate/demo-tenant.ts";
import type { Registry, Scope } from "../storage/registry.ts";

const DemoKeys = Type.Object({
  ak: Type.String(),
  sk: Type.String(),
  appKey: Type.String(),
  appSecret: Type.String(),
  read: Type.String(),
  ingest: Type.String(),
  admin: Type.String(),
  timeZone: Type.Optional(Type.String()),
});

export type DemoKeys = Static<typeof DemoKeys>;

/** Stays the same from start to start: the traffic is made from it. Earlier versions had none but UTC. */
export function demoTimeZone({ timeZone = "UTC" }: DemoKeys): string {
  return timeZone;
}

export function demoKeysPath(dataDir: string): string {
  return join(dataDir, "demo-keys.json");
}

export function hasKeys(registry: Registry): boolean {
  const keys = [registry.accessKeys(), registry.apps(), registry.bearerKeys()];
  return keys.some(({ length }) => length > 0);
}

export function isRegistryEmpty(registry: Registry): boolean {
  return registry.tenants().length === 0 && !hasKeys(registry);
}

export function createDemo(
  registry: Registry,
  {
    dataDir,
    now,
    timeZone,
    randomBytes,
  }: {
    readonly dataDir: string;
    readonly now: number;
    readonly timeZone: string;
    readonly randomBytes: (bytes: number) => Buffer;
  },
): DemoKeys {
  const scope: Scope = { kind: "tenants", tenants: [tenantKey(demoTenant)] };
  const secret = () => randomBytes(18).toString("base64url");
  const bearer = {
    read: createBearerKey({ role: "read", scope, now, randomBytes }),
    ingest: createBearerKey({ role: "ingest", scope, now, randomBytes }),
    // Storage and intake are of all tenants, and the first tenant that one makes shows in the page.
    admin: createBearerKey({ role: "admin", scope: everything, now, randomBytes }),
  };
  const keys: DemoKeys = {
    ak: "demo",
    sk: secret(),
    appKey: "demo-app",
    appSecret: secret(),
    read: bearer.read.text,
    ingest: bearer.ingest.text,
    admin: bearer.admin.text,
    timeZone,
  };
  // The file first: keys that nobody can look up would be of no use.
  writeFileSync(demoKeysPath(dataDir), `${JSON.stringify(keys, null, 2)}\n`, { mode: 0o600 });
  registry.putTenant(demoTenantSettings({ timeZone }));
  registry.putAccessKey({ ak: keys.ak, sk: keys.sk, scope });
  registry.putApp({ appKey: keys.appKey, appSecret: keys.appSecret, scope });
  for (const { key } of Object.values(bearer)) registry.putBearerKey(key);
  return keys;
}

/** undefined when there is no demo here, or its access key has been revoked. */
export function findDemoKeys(registry: Registry, dataDir: string): DemoKeys | undefined {
  let kept: unknown;
  try {
    kept = JSON.parse(readFileSync(demoKeysPath(dataDir), "utf8"));
  } catch {
    return undefined;
  }
  if (!Check(DemoKeys, kept)) return undefined;
  return registry.accessKey(kept.ak)?.sk === kept.sk ? kept : undefined;
}
