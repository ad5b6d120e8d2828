import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { bearerKeyHash } from "../access/bearer-key.ts";
import { tenantKey } from "../lib/tenant-key.ts";
import { demoTenant } from "../simulate/demo-tenant.ts";
import { MemoryRegistry } from "../storage/memory/memory-registry.ts";
import { createDemo, findDemoKeys } from "./demo-keys.ts";

test("the demo's admin key is for all tenants, its other keys for the demo's own", (t) => {
  const dataDir = mkdtempSync(join(tmpdir(), "trunkline-demo-"));
  t.after(() => rmSync(dataDir, { recursive: true }));
  const registry = new MemoryRegistry();
  const keys = createDemo(registry, { dataDir, now: 0, timeZone: "UTC", randomBytes });
  assert.deepEqual(findDemoKeys(registry, dataDir), keys);
  const scopeOf = (text: string) => registry.bearerKey(bearerKeyHash(text))?.scope;
  const own = { kind: "tenants", tenants: [tenantKey(demoTenant)] };
  assert.deepEqual(scopeOf(keys.admin), { kind: "global" });
  assert.deepEqual(scopeOf(keys.read), own);
  assert.deepEqual(scopeOf(keys.ingest), own);
  assert.deepEqual(registry.accessKey(keys.ak)?.scope, own);
});
