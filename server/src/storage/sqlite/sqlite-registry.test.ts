import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { after, test } from "node:test";
import { tenantKey } from "../../lib/tenant-key.ts";
import { registryConformance } from "../registry.conformance.ts";
import type { Registry } from "../registry.ts";
import { openSqliteRegistry } from "./sqlite-registry.ts";

const root = mkdtempSync(join(tmpdir(), "trunkline-registry-"));
const dirs = new WeakMap<Registry, string>();
let dirCount = 0;
after(() => rmSync(root, { recursive: true, force: true }));

const masterKey = Buffer.alloc(32, 7);
const globalKey = { ak: "ak", sk: "the secret", scope: { kind: "global" } } as const;

function newDir(): string {
  dirCount += 1;
  return join(root, String(dirCount));
}

function open(dataDir: string): Registry {
  const registry = openSqliteRegistry({ dataDir, masterKey });
  dirs.set(registry, dataDir);
  return registry;
}

registryConformance({
  name: "sqlite",
  open: () => open(newDir()),
  reopen: (registry) => open(dirs.get(registry) ?? ""),
});

test("what another process changes is seen at the next read", () => {
  const dataDir = newDir();
  using server = open(dataDir);
  using commandLine = open(dataDir);
  assert.equal(server.accessKey("ak"), undefined);
  commandLine.putAccessKey(globalKey);
  commandLine.ensureTenant(tenantKey({ ccId: 1, vdn: 170 }));
  assert.deepEqual(server.accessKey("ak"), globalKey);
  assert.equal(server.tenants().length, 1);
  server.removeAccessKey("ak");
  assert.equal(commandLine.accessKey("ak"), undefined);
});

test("a change that SQLite refuses is told with the file", () => {
  const dataDir = newDir();
  using registry = open(dataDir);
  const path = join(dataDir, "registry.db");
  using other = new DatabaseSync(path);
  other.exec(
    "create trigger refusal before insert on access_key begin select raise(abort, 'no'); end",
  );
  assert.throws(() => registry.putAccessKey(globalKey), { message: `Cannot use '${path}': no` });
});

test("a wrong master key is refused, also before anything was sealed", () => {
  const dataDir = newDir();
  open(dataDir)[Symbol.dispose]();
  const wrong = { dataDir, masterKey: Buffer.alloc(32, 8) };
  assert.throws(() => openSqliteRegistry(wrong), /Cannot open '.*': its secrets were sealed under/);
});

test("secrets are not in the file, and a secret put into another row does not open", () => {
  const dataDir = newDir();
  const registry = open(dataDir);
  registry.putAccessKey(globalKey);
  registry.putAccessKey({ ...globalKey, ak: "other", sk: "another secret" });
  registry[Symbol.dispose]();
  const path = join(dataDir, "registry.db");
  assert.equal(readFileSync(path).includes("the secret"), false);
  const database = new DatabaseSync(path);
  database.exec(
    "update access_key set sk = (select sk from access_key where ak = 'other') where ak = 'ak'",
  );
  database.close();
  assert.throws(() => open(dataDir), /Cannot read the secret of access key 'ak'/);
});

test("a registry of the first schema is taken over with all it holds", () => {
  const dataDir = newDir();
  mkdirSync(dataDir);
  const database = new DatabaseSync(join(dataDir, "registry.db"));
  const first = new URL("./migrations/registry/0001-registry.sql", import.meta.url);
  database.exec(readFileSync(first, "utf8"));
  database.exec("insert into tenant (tenant, time_zone, keep_days) values (8362, 'UTC', 3)");
  database.exec(
    "insert into bearer_key values ('k1', 'ab', 'read', 'global', 5); pragma user_version = 1",
  );
  database.close();
  using registry = open(dataDir);
  const key = { id: "k1", sha256: "ab", role: "read", scope: { kind: "global" }, createdAt: 5 };
  assert.deepEqual(registry.bearerKeys(), [key]);
  assert.deepEqual(registry.tenants(), [
    { ccId: 1, vdn: 170, timeZone: "UTC", keepDays: 3, accessCodes: [] },
  ]);
});

test("a registry of a newer schema is refused with what to do", () => {
  const dataDir = newDir();
  open(dataDir)[Symbol.dispose]();
  const database = new DatabaseSync(join(dataDir, "registry.db"));
  database.exec("pragma user_version = 7");
  database.close();
  assert.throws(
    () => open(dataDir),
    /Cannot open '.*registry\.db': its schema version is 7, this program knows up to 4; use a newer Trunkline/,
  );
});
