import assert from "node:assert/strict";
import { test } from "node:test";
import { tenantKey } from "../lib/tenant-key.ts";
import type { Scope, TenantSettings } from "../storage/registry.ts";
import {
  admitCallCentre,
  admitTenant,
  admitVdn,
  mayUse,
  tenantsOf,
  type Tenants,
} from "./scope.ts";

const settings = (ccId: number, vdn: number): TenantSettings => ({
  ccId,
  vdn,
  timeZone: "Asia/Shanghai",
  keepDays: 0,
  accessCodes: [],
});
const known = [settings(1, 170), settings(1, 171), settings(2, 170), settings(3, 172)];
const registry: Tenants = {
  tenants: () => known,
  tenant: (key) => known.find((tenant) => tenantKey(tenant) === key),
};
const key = (ccId: number, vdn: number) => tenantKey({ ccId, vdn });
const all: Scope = { kind: "global" };
const only = (...tenants: readonly number[]): Scope => ({ kind: "tenants", tenants });

test("a private key sees its tenants and nothing of others, existing or not", () => {
  const scope = only(key(1, 170));
  assert.equal(mayUse(scope, key(1, 170)), true);
  const own = admitTenant(registry, scope, { ccId: 1, vdn: 170 });
  assert.equal(own.kind === "admitted" && own.timeZone, "Asia/Shanghai");
  assert.equal(admitTenant(registry, scope, { ccId: 1, vdn: 171 }).kind, "forbidden");
  assert.equal(admitTenant(registry, scope, { ccId: 9, vdn: 999 }).kind, "forbidden");
  assert.equal(admitVdn(registry, scope, 171, 1).kind, "forbidden");
  assert.equal(admitCallCentre(registry, scope, 2).kind, "forbidden");
});

test("a global key sees all tenants that exist", () => {
  assert.equal(admitTenant(registry, all, { ccId: 3, vdn: 172 }).kind, "admitted");
  assert.equal(admitTenant(registry, all, { ccId: 3, vdn: 173 }).kind, "unknown");
  assert.equal(admitVdn(registry, all, 4000, 1).kind, "unknown");
  assert.equal(admitCallCentre(registry, all, 9).kind, "unknown");
  assert.deepEqual(tenantsOf(registry, all), known.map(tenantKey));
});

test("a private key's tenant exists before its first event", () => {
  const own = admitTenant(registry, only(key(5, 5)), { ccId: 5, vdn: 5 });
  assert.deepEqual(own, { kind: "admitted", tenant: key(5, 5), timeZone: "UTC" });
});

test("a VDN number in several call centres means the default one, else the key's first", () => {
  const tenantOf = (scope: Scope, defaultCcId: number) => {
    const admitted = admitVdn(registry, scope, 170, defaultCcId);
    return admitted.kind === "admitted" ? admitted.tenant : admitted.kind;
  };
  assert.equal(tenantOf(all, 2), key(2, 170));
  assert.equal(tenantOf(all, 9), key(1, 170));
  assert.equal(tenantOf(only(key(2, 170), key(1, 170)), 9), key(2, 170));
  assert.equal(tenantOf(only(key(2, 170), key(1, 170)), 1), key(1, 170));
});

test("a call centre admits those of its tenants that the key sees", () => {
  const admitted = admitCallCentre(registry, only(key(1, 171), key(2, 170)), 1);
  assert.deepEqual(admitted, { kind: "admitted", tenants: [key(1, 171)] });
  const whole = admitCallCentre(registry, all, 1);
  assert.deepEqual(whole, { kind: "admitted", tenants: [key(1, 170), key(1, 171)] });
});
