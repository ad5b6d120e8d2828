// What every adapter of the registry port does; run by each adapter's own test.
import assert from "node:assert/strict";
import { test } from "node:test";
import { tenantKey } from "../lib/tenant-key.ts";
import type { BearerKey, Registry, Scope, TenantSettings } from "./registry.ts";

export type RegistryUnderTest = {
  readonly name: string;
  readonly open: () => Registry;
  /** Closes what is open and opens the same data again; absent for adapters that keep nothing. */
  readonly reopen?: ((registry: Registry) => Registry) | undefined;
};

const tenant = tenantKey({ ccId: 1, vdn: 170 });
const settings: TenantSettings = {
  ccId: 1,
  vdn: 170,
  timeZone: "Asia/Shanghai",
  keepDays: 30,
  accessCodes: [
    { innoId: 1, number: "88880001", mediaType: 5, description: "sales" },
    { innoId: 2, number: "88880002", mediaType: 1, description: "" },
  ],
};
const globalScope: Scope = { kind: "global" };
const scopes: readonly Scope[] = [
  globalScope,
  { kind: "tenants", tenants: [tenant, tenantKey({ ccId: 65_535, vdn: 5000 })] },
  { kind: "tenants", tenants: [] },
];
const bearerKey: BearerKey = {
  ...{ id: "k1", sha256: "ab".repeat(32), role: "ingest", createdAt: 1_795_219_200_000 },
  scope: globalScope,
};

export function registryConformance({ name, open, reopen }: RegistryUnderTest): void {
  /** A look at what is there now, and at what is there after a restart. */
  function look(registry: Registry, check: (registry: Registry) => void): void {
    check(registry);
    if (reopen === undefined) return;
    using again = reopen(registry);
    check(again);
  }

  test(`${name}: a tenant is kept with its access codes; the next settings replace them all`, () => {
    using registry = open();
    registry.putTenant({ ...settings, keepDays: 5 });
    registry.putTenant(settings);
    const renumbered = [{ innoId: 3, number: "88880001", mediaType: 5, description: "new" }];
    registry.putTenant({ ...settings, vdn: 171, accessCodes: renumbered });
    registry.putTenant({ ...settings, vdn: 172 });
    registry.putTenant({ ...settings, vdn: 172, accessCodes: [] });
    look(registry, (registry) => {
      assert.deepEqual(registry.tenant(tenant), settings);
      assert.equal(registry.accessCodeOfNumber(tenant, "88880002")?.innoId, 2);
      assert.equal(registry.accessCodeOfNumber(tenant, "88880003"), undefined);
      const other = tenantKey({ ccId: 1, vdn: 171 });
      assert.equal(registry.accessCodeOfNumber(other, "88880001")?.innoId, 3);
      assert.equal(registry.accessCodeOfNumber(other, "88880002"), undefined);
      const bare = tenantKey({ ccId: 1, vdn: 172 });
      assert.equal(registry.accessCodeOfNumber(bare, "88880001"), undefined);
      assert.deepEqual(
        registry.tenants().map(({ vdn }) => vdn),
        [170, 171, 172],
      );
    });
  });

  test(`${name}: a tenant that is not there is made with defaults, one that is stays as it is`, () => {
    using registry = open();
    registry.putTenant(settings);
    registry.ensureTenant(tenant);
    registry.ensureTenant(tenantKey({ ccId: 2, vdn: 3 }));
    look(registry, (registry) => {
      assert.deepEqual(registry.tenant(tenant), settings);
      assert.deepEqual(registry.tenant(tenantKey({ ccId: 2, vdn: 3 })), {
        ...{ ccId: 2, vdn: 3, timeZone: "UTC", keepDays: 0, accessCodes: [] },
      });
      assert.equal(registry.tenant(tenantKey({ ccId: 2, vdn: 4 })), undefined);
    });
  });

  test(`${name}: a tenant goes with its access codes and names, and is made anew without them`, () => {
    using registry = open();
    const other = tenantKey({ ccId: 1, vdn: 171 });
    for (const vdn of [170, 171]) {
      registry.putTenant({ ...settings, vdn });
      const tenant = tenantKey({ ccId: 1, vdn });
      registry.putName("agent", tenant, { id: 1001, name: "Desk 1" });
      registry.putName("skill", tenant, { id: 21, name: "sales" });
    }
    assert.equal(registry.removeTenant(tenant), true);
    assert.equal(registry.removeTenant(tenant), false);
    look(registry, (registry) => {
      assert.deepEqual(
        registry.tenants().map(({ vdn }) => vdn),
        [171],
      );
      assert.equal(registry.accessCodeOfNumber(tenant, "88880002"), undefined);
      assert.equal(registry.accessCodeOfNumber(other, "88880002")?.innoId, 2);
    });
    registry.ensureTenant(tenant);
    look(registry, (registry) => {
      assert.deepEqual(registry.tenant(tenant)?.accessCodes, []);
      assert.deepEqual(registry.names("agent", tenant), []);
      assert.equal(registry.nameOf("skill", tenant, 21), "");
      assert.equal(registry.nameOf("skill", other, 21), "sales");
    });
  });

  test(`${name}: access keys and apps come back with secret and scope, and go when removed`, () => {
    using registry = open();
    for (const [index, scope] of scopes.entries()) {
      registry.putAccessKey({ ak: `ak${index}`, sk: `s\u00e9cret ${index}`, scope });
      registry.putApp({ appKey: `app${index}`, appSecret: `hush ${index}`, scope });
    }
    registry.putAccessKey({ ak: "ak0", sk: "changed", scope: globalScope });
    registry.putAccessKey({ ak: "gone", sk: "x", scope: globalScope });
    registry.putApp({ appKey: "gone", appSecret: "x", scope: globalScope });
    assert.deepEqual([registry.removeAccessKey("gone"), registry.removeApp("gone")], [true, true]);
    assert.deepEqual(
      [registry.removeAccessKey("gone"), registry.removeApp("gone")],
      [false, false],
    );
    look(registry, (registry) => {
      assert.equal(registry.accessKey("ak0")?.sk, "changed");
      assert.deepEqual(registry.accessKey("ak1"), {
        ...{ ak: "ak1", sk: "s\u00e9cret 1", scope: scopes[1] },
      });
      assert.deepEqual(registry.app("app2"), {
        ...{ appKey: "app2", appSecret: "hush 2", scope: scopes[2] },
      });
      assert.equal(registry.accessKey("gone"), undefined);
      assert.equal(registry.app("gone"), undefined);
      const lists = [...registry.accessKeys(), ...registry.apps()];
      assert.deepEqual(
        lists.map(({ scope }) => scope),
        [...scopes, ...scopes],
      );
      assert.equal(JSON.stringify(lists).includes("cret"), false);
    });
  });

  test(`${name}: agents and queues have names within their tenant, tenants have their own`, () => {
    using registry = open();
    const other = tenantKey({ ccId: 2, vdn: 3 });
    registry.putTenant({ ...settings, name: "Service line" });
    registry.putName("agent", tenant, { id: 1002, name: "Desk 2" });
    registry.putName("agent", tenant, { id: 1001, name: "first" });
    registry.putName("agent", tenant, { id: 1001, name: "Desk 1" });
    registry.putName("skill", tenant, { id: 1001, name: "sales" });
    registry.putName("agent", other, { id: 1001, name: "Annex" });
    registry.putName("skill", other, { id: 9, name: "gone" });
    assert.equal(registry.removeName("skill", other, 9), true);
    assert.equal(registry.removeName("skill", other, 9), false);
    look(registry, (registry) => {
      assert.equal(registry.tenant(tenant)?.name, "Service line");
      assert.deepEqual(registry.names("agent", tenant), [
        { id: 1001, name: "Desk 1" },
        { id: 1002, name: "Desk 2" },
      ]);
      assert.equal(registry.nameOf("skill", tenant, 1001), "sales");
      assert.equal(registry.nameOf("agent", other, 1001), "Annex");
      assert.equal(registry.nameOf("agent", other, 1002), "");
      assert.deepEqual(registry.names("skill", other), []);
      assert.equal(registry.tenant(other)?.timeZone, "UTC");
    });
  });

  test(`${name}: of a bearer key its name, its end and its latest use are kept`, () => {
    using registry = open();
    const named: BearerKey = { ...bearerKey, name: "wallboard", expiresAt: 1_795_219_300_000 };
    registry.putBearerKey(named);
    for (const at of [7, 9, 8]) registry.noteKeyUses([{ kind: "bearer", id: "k1", at }]);
    look(registry, (registry) => {
      assert.deepEqual(registry.bearerKeys(), [{ ...named, lastUsedAt: 9 }]);
    });
  });

  test(`${name}: the latest use of each key is kept, and told without secrets`, () => {
    using registry = open();
    registry.putAccessKey({ ak: "same", sk: "x", scope: globalScope });
    registry.putAccessKey({ ak: "idle", sk: "x", scope: globalScope });
    registry.putApp({ appKey: "same", appSecret: "x", scope: globalScope });
    registry.putBearerKey(bearerKey);
    registry.noteKeyUses([
      { kind: "access", id: "same", at: 5 },
      { kind: "app", id: "same", at: 6 },
      { kind: "bearer", id: "unknown", at: 7 },
      { kind: "access", id: "same", at: 4 },
    ]);
    look(registry, (registry) => {
      assert.deepEqual(registry.accessKeys(), [
        { ak: "same", scope: globalScope, lastUsedAt: 5 },
        { ak: "idle", scope: globalScope },
      ]);
      assert.deepEqual(registry.apps(), [{ appKey: "same", scope: globalScope, lastUsedAt: 6 }]);
      assert.deepEqual(registry.bearerKeys(), [bearerKey]);
      assert.equal(registry.accessKey("same")?.lastUsedAt, 5);
    });
    registry.putAccessKey({ ak: "same", sk: "new", scope: globalScope });
    look(registry, (registry) => {
      const same = { ak: "same", sk: "new", scope: globalScope, lastUsedAt: 5 };
      assert.deepEqual(registry.accessKey("same"), same);
    });
  });

  test(`${name}: a bearer key is replaced in one step, and none comes back that has gone`, () => {
    using registry = open();
    registry.putBearerKey(bearerKey);
    const next: BearerKey = { ...bearerKey, sha256: "ef".repeat(32), role: "read" };
    assert.equal(registry.replaceBearerKey(next), true);
    assert.equal(
      registry.replaceBearerKey({ ...next, id: "gone", sha256: "01".repeat(32) }),
      false,
    );
    look(registry, (registry) => {
      assert.equal(registry.bearerKey(bearerKey.sha256), undefined);
      assert.deepEqual(registry.bearerKey(next.sha256), next);
      assert.deepEqual(registry.bearerKeys(), [next]);
    });
    registry.putBearerKey(bearerKey);
    look(registry, (registry) => {
      assert.equal(registry.bearerKey(next.sha256), undefined);
      assert.deepEqual(registry.bearerKeys(), [bearerKey]);
    });
  });

  test(`${name}: a bearer key is found by the hash of its text and removed by its ID`, () => {
    using registry = open();
    registry.putBearerKey(bearerKey);
    const other: BearerKey = { ...bearerKey, id: "k2", sha256: "cd".repeat(32), role: "read" };
    registry.putBearerKey(other);
    assert.equal(registry.removeBearerKey("k2"), true);
    assert.equal(registry.removeBearerKey("k2"), false);
    look(registry, (registry) => {
      assert.deepEqual(registry.bearerKey(bearerKey.sha256), bearerKey);
      assert.equal(registry.bearerKey(other.sha256), undefined);
      assert.deepEqual(registry.bearerKeys(), [bearerKey]);
    });
  });

  test(`${name}: queues that events told are kept until they were last seen too long ago`, () => {
    using registry = open();
    const queue = { tenant: 8292, id: 7, name: "sales", seenAt: 1000 };
    registry.noteToldQueues([queue, { ...queue, id: 8, name: "", seenAt: 2000 }], 0);
    registry.noteToldQueues([{ ...queue, name: "Sales" }], 0);
    look(registry, (registry) => {
      const told = registry.toldQueues().toSorted((a, b) => a.id - b.id);
      assert.deepEqual(
        told.map(({ id, name, seenAt }) => [id, name, seenAt]),
        [
          [7, "Sales", 1000],
          [8, "", 2000],
        ],
      );
    });
    registry.noteToldQueues([], 1001);
    look(registry, (registry) => {
      assert.deepEqual(registry.toldQueues(), [{ ...queue, id: 8, name: "", seenAt: 2000 }]);
    });
  });
}
