// The registry in SQLite. Questions read a copy in memory; it is read anew when another process, such
// as the command line, has changed the file.
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { join } from "node:path";
import { makeFolder } from "../../lib/make-folder.ts";
import { tenantKey, tenantOfKey, type TenantKey } from "../../lib/tenant-key.ts";
import { MemoryRegistry, newTenant } from "../memory/memory-registry.ts";
import type {
  AccessCode,
  AccessKey,
  App,
  BearerKey,
  KeyKind,
  KeyUse,
  NamedId,
  NamedKind,
  Registry,
  Role,
  Scope,
  TenantSettings,
  ToldQueue,
} from "../registry.ts";
import { naming } from "./file-failure.ts";
import { openDatabase, type SqlRow } from "./open-database.ts";
import { bytesOf, SecretBox } from "./secret-box.ts";
import { transact } from "./transaction.ts";

export function openSqliteRegistry(options: {
  readonly dataDir: string;
  readonly masterKey: Uint8Array;
  /** How long another process's change may go unnoticed; default 0: each read looks. */
  readonly lookAgainMs?: number;
}): Registry {
  makeFolder(options.dataDir);
  const path = join(options.dataDir, "registry.db");
  const database = openDatabase(path, "registry", "full");
  try {
    const { masterKey, lookAgainMs = 0 } = options;
    const box = new SecretBox(masterKey);
    return naming(path, () => {
      checkMasterKey(database, box, path);
      return new SqliteRegistry(path, database, box, lookAgainMs);
    });
  } catch (error) {
    database.close();
    throw error;
  }
}

const checkText = "trunkline";
const checkOwner = "the master key's check";

function checkMasterKey(database: DatabaseSync, box: SecretBox, path: string): void {
  database
    .prepare("insert or ignore into key_check (only, sealed) values (1, ?)")
    .run(box.seal(checkText, checkOwner));
  const row = database.prepare("select sealed from key_check").get();
  try {
    box.open(bytesOf(row?.["sealed"]), checkOwner);
  } catch (error) {
    throw new Error(
      `Cannot open '${path}': its secrets were sealed under another master key; give that one`,
      { cause: error },
    );
  }
}

const noteUseSql: Readonly<Record<KeyKind, string>> = {
  bearer: noteUse("bearer_key", "id"),
  access: noteUse("access_key", "ak"),
  app: noteUse("app", "app_key"),
};

function noteUse(table: string, id: string): string {
  return `update ${table} set last_used_at = ?1 where ${id} = ?2 and coalesce(last_used_at, 0) < ?1`;
}

class SqliteRegistry implements Registry {
  readonly #path: string;
  readonly #database: DatabaseSync;
  readonly #box: SecretBox;
  readonly #version: StatementSync;
  #copy: MemoryRegistry;
  #copyVersion: unknown;
  readonly #lookAgainMs: number;
  #lookedAt = 0;

  constructor(path: string, database: DatabaseSync, box: SecretBox, lookAgainMs: number) {
    this.#path = path;
    this.#database = database;
    this.#box = box;
    this.#lookAgainMs = lookAgainMs;
    this.#version = database.prepare("pragma data_version");
    this.#copyVersion = this.#version.get()?.["data_version"];
    this.#copy = this.#read();
  }

  tenants(): readonly TenantSettings[] {
    return this.#current().tenants();
  }

  tenant(key: TenantKey): TenantSettings | undefined {
    return this.#current().tenant(key);
  }

  putTenant(settings: TenantSettings): void {
    const key = tenantKey(settings);
    this.#change(() => {
      this.#run(
        `insert into tenant (tenant, name, time_zone, keep_days) values (?, ?, ?, ?)
         on conflict do update set name = excluded.name, time_zone = excluded.time_zone,
           keep_days = excluded.keep_days`,
        ...[key, settings.name ?? null, settings.timeZone, settings.keepDays],
      );
      this.#run("delete from access_code where tenant = ?", key);
      for (const { innoId, number, mediaType, description } of settings.accessCodes) {
        this.#run(
          "insert into access_code (tenant, inno_id, number, media_type, description) values (?, ?, ?, ?, ?)",
          ...[key, innoId, number, mediaType, description],
        );
      }
    });
  }

  ensureTenant(key: TenantKey): void {
    if (this.tenant(key) !== undefined) return;
    this.#change(() => this.#makeTenant(key));
  }

  /** What refers to it goes with it. */
  removeTenant(key: TenantKey): boolean {
    return this.#change(() => {
      this.#run("delete from told_queue where tenant = ?", key);
      return this.#run("delete from tenant where tenant = ?", key) > 0;
    });
  }

  #makeTenant(key: TenantKey): void {
    const { timeZone, keepDays } = newTenant(key);
    this.#run(
      "insert or ignore into tenant (tenant, time_zone, keep_days) values (?, ?, ?)",
      ...[key, timeZone, keepDays],
    );
  }

  accessCodeOfNumber(tenant: TenantKey, number: string): AccessCode | undefined {
    return this.#current().accessCodeOfNumber(tenant, number);
  }

  nameOf(kind: NamedKind, tenant: TenantKey, id: number): string {
    return this.#current().nameOf(kind, tenant, id);
  }

  names(kind: NamedKind, tenant: TenantKey): readonly NamedId[] {
    return this.#current().names(kind, tenant);
  }

  putName(kind: NamedKind, tenant: TenantKey, { id, name }: NamedId): void {
    this.#change(() => {
      this.#makeTenant(tenant);
      this.#run(
        "insert or replace into name (kind, tenant, id, name) values (?, ?, ?, ?)",
        ...[kind, tenant, id, name],
      );
    });
  }

  removeName(kind: NamedKind, tenant: TenantKey, id: number): boolean {
    const sql = "delete from name where kind = ? and tenant = ? and id = ?";
    return this.#change(() => this.#run(sql, kind, tenant, id) > 0);
  }

  toldQueues(): readonly ToldQueue[] {
    return this.#rows("told_queue").map((row) => ({
      ...{ tenant: Number(row["tenant"]), id: Number(row["skill_id"]) },
      ...{ name: String(row["name"]), seenAt: Number(row["seen_at"]) },
    }));
  }

  /** Asked at start alone: the copy does without. */
  noteToldQueues(queues: readonly ToldQueue[], before: number): void {
    this.#transact(() => {
      for (const { tenant, id, name, seenAt } of queues) {
        this.#run(
          "insert or replace into told_queue (tenant, skill_id, name, seen_at) values (?, ?, ?, ?)",
          ...[tenant, id, name, seenAt],
        );
      }
      this.#run("delete from told_queue where seen_at < ?", before);
    });
  }

  accessKey(ak: string): AccessKey | undefined {
    return this.#current().accessKey(ak);
  }

  accessKeys(): readonly Omit<AccessKey, "sk">[] {
    return this.#current().accessKeys();
  }

  putAccessKey({ ak, sk, scope, lastUsedAt }: AccessKey): void {
    const sealed = this.#box.seal(sk, `access key '${ak}'`);
    this.#change(() =>
      this.#run(
        `insert into access_key (ak, sk, scope, last_used_at) values (?, ?, ?, ?)
         on conflict do update set sk = excluded.sk, scope = excluded.scope`,
        ...[ak, sealed, scopeText(scope), lastUsedAt ?? null],
      ),
    );
  }

  removeAccessKey(ak: string): boolean {
    return this.#change(() => this.#run("delete from access_key where ak = ?", ak) > 0);
  }

  app(appKey: string): App | undefined {
    return this.#current().app(appKey);
  }

  apps(): readonly Omit<App, "appSecret">[] {
    return this.#current().apps();
  }

  putApp({ appKey, appSecret, scope, lastUsedAt }: App): void {
    const sealed = this.#box.seal(appSecret, `app '${appKey}'`);
    this.#change(() =>
      this.#run(
        `insert into app (app_key, app_secret, scope, last_used_at) values (?, ?, ?, ?)
         on conflict do update set app_secret = excluded.app_secret, scope = excluded.scope`,
        ...[appKey, sealed, scopeText(scope), lastUsedAt ?? null],
      ),
    );
  }

  removeApp(appKey: string): boolean {
    return this.#change(() => this.#run("delete from app where app_key = ?", appKey) > 0);
  }

  bearerKey(sha256: string): BearerKey | undefined {
    return this.#current().bearerKey(sha256);
  }

  bearerKeys(): readonly BearerKey[] {
    return this.#current().bearerKeys();
  }

  putBearerKey(key: BearerKey): void {
    this.#change(() => this.#putBearerKey(key));
  }

  replaceBearerKey(key: BearerKey): boolean {
    return this.#change(() => {
      const isKnown = this.#run("delete from bearer_key where id = ?", key.id) > 0;
      if (isKnown) this.#putBearerKey(key);
      return isKnown;
    });
  }

  #putBearerKey(key: BearerKey): void {
    const { id, sha256, role, scope, createdAt } = key;
    const optional = [key.name ?? null, key.lastUsedAt ?? null, key.expiresAt ?? null] as const;
    this.#run(
      `insert or replace into bearer_key
         (id, sha256, role, scope, created_at, name, last_used_at, expires_at)
       values (?, ?, ?, ?, ?, ?, ?, ?)`,
      ...[id, sha256, role, scopeText(scope), createdAt, ...optional],
    );
  }

  removeBearerKey(id: string): boolean {
    return this.#change(() => this.#run("delete from bearer_key where id = ?", id) > 0);
  }

  noteKeyUses(uses: readonly KeyUse[]): void {
    this.#transact(() => {
      for (const { kind, id, at } of uses) this.#run(noteUseSql[kind], at, id);
    });
    // Nothing else has changed: the copy need not be read anew.
    this.#copy.noteKeyUses(uses);
  }

  [Symbol.dispose](): void {
    this.#database.close();
  }

  /** data_version changes when another connection has committed; looking costs system calls. */
  #current(): MemoryRegistry {
    const now = performance.now();
    if (now - this.#lookedAt < this.#lookAgainMs) return this.#copy;
    this.#lookedAt = now;
    const version = this.#version.get()?.["data_version"];
    if (version !== this.#copyVersion) {
      this.#copy = this.#read();
      this.#copyVersion = version;
    }
    return this.#copy;
  }

  #change<Result>(work: () => Result): Result {
    const result = this.#transact(work);
    this.#copy = this.#read();
    return result;
  }

  #transact<Result>(work: () => Result): Result {
    return naming(this.#path, () => transact(this.#database, work));
  }

  #run(sql: string, ...values: readonly (string | number | Uint8Array | null)[]): number {
    return Number(this.#database.prepare(sql).run(...values).changes);
  }

  #read(): MemoryRegistry {
    const copy = new MemoryRegistry();
    const codes = Map.groupBy(this.#rows("access_code"), (row) => Number(row["tenant"]));
    for (const row of this.#rows("tenant")) {
      const key = Number(row["tenant"]);
      copy.putTenant({
        ...tenantOfKey(key),
        ...present("name", row, String),
        timeZone: String(row["time_zone"]),
        keepDays: Number(row["keep_days"]),
        accessCodes: (codes.get(key) ?? []).map(accessCodeOf),
      });
    }
    for (const row of this.#rows("name")) {
      const named = { id: Number(row["id"]), name: String(row["name"]) };
      copy.putName(row["kind"] === "agent" ? "agent" : "skill", Number(row["tenant"]), named);
    }
    for (const row of this.#rows("access_key")) {
      const ak = String(row["ak"]);
      const sk = this.#box.open(bytesOf(row["sk"]), `access key '${ak}'`);
      copy.putAccessKey({ ak, sk, scope: scopeOf(row), ...lastUseOf(row) });
    }
    for (const row of this.#rows("app")) {
      const appKey = String(row["app_key"]);
      const appSecret = this.#box.open(bytesOf(row["app_secret"]), `app '${appKey}'`);
      copy.putApp({ appKey, appSecret, scope: scopeOf(row), ...lastUseOf(row) });
    }
    for (const row of this.#rows("bearer_key")) copy.putBearerKey(bearerKeyOf(row));
    return copy;
  }

  #rows(table: string): SqlRow[] {
    return this.#database.prepare(`select * from ${table}`).all();
  }
}

function accessCodeOf(row: SqlRow): AccessCode {
  return {
    innoId: Number(row["inno_id"]),
    number: String(row["number"]),
    mediaType: Number(row["media_type"]),
    description: String(row["description"]),
  };
}

function bearerKeyOf(row: SqlRow): BearerKey {
  return {
    id: String(row["id"]),
    sha256: String(row["sha256"]),
    // Written from a Role.
    role: String(row["role"]) as Role,
    scope: scopeOf(row),
    ...present("name", row, String),
    createdAt: Number(row["created_at"]),
    ...lastUseOf(row),
    ...present("expiresAt", row, Number, "expires_at"),
  };
}

function lastUseOf(row: SqlRow): { readonly lastUsedAt?: number } {
  return present("lastUsedAt", row, Number, "last_used_at");
}

/** The field of a column that may be null: then there is none. */
function present<Name extends string, Value>(
  field: Name,
  row: SqlRow,
  read: (value: unknown) => Value,
  column: string = field,
): { readonly [Field in Name]?: Value } {
  const value = row[column];
  // A computed name widens to string.
  return value === null ? {} : ({ [field]: read(value) } as { readonly [Field in Name]?: Value });
}

function scopeText(scope: Scope): string {
  return scope.kind === "global" ? "global" : scope.tenants.join(",");
}

function scopeOf(row: SqlRow): Scope {
  const text = String(row["scope"]);
  if (text === "global") return { kind: "global" };
  return { kind: "tenants", tenants: text.split(",").filter(Boolean).map(Number) };
}
