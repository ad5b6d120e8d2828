// The registry in memory: what every question reads, and the fake of tests.
import { tenantKey, tenantOfKey, type TenantKey } from "../../lib/tenant-key.ts";
import type {
  AccessCode,
  AccessKey,
  App,
  BearerKey,
  KeyUse,
  NamedId,
  NamedKind,
  Registry,
  TenantSettings,
  ToldQueue,
} from "../registry.ts";

const namedKinds: readonly NamedKind[] = ["agent", "skill"];

export class MemoryRegistry implements Registry {
  readonly #tenants = new Map<TenantKey, TenantSettings>();
  #list: readonly TenantSettings[] | undefined;
  readonly #codesByNumber = new Map<string, AccessCode>();
  readonly #accessKeys = new Map<string, AccessKey>();
  readonly #apps = new Map<string, App>();
  readonly #bearerKeys = new Map<string, BearerKey>();
  readonly #bearerIds = new Map<string, string>();
  readonly #names = new Map<string, Map<number, string>>();
  readonly #toldQueues = new Map<string, ToldQueue>();

  tenants(): readonly TenantSettings[] {
    this.#list ??= [...this.#tenants.values()];
    return this.#list;
  }

  tenant(key: TenantKey): TenantSettings | undefined {
    return this.#tenants.get(key);
  }

  putTenant(settings: TenantSettings): void {
    const key = tenantKey(settings);
    for (const code of this.#tenants.get(key)?.accessCodes ?? []) {
      this.#codesByNumber.delete(`${key} ${code.number}`);
    }
    this.#list = undefined;
    this.#tenants.set(key, settings);
    for (const code of settings.accessCodes) this.#codesByNumber.set(`${key} ${code.number}`, code);
  }

  ensureTenant(key: TenantKey): void {
    if (this.#tenants.has(key)) return;
    this.putTenant(newTenant(key));
  }

  removeTenant(key: TenantKey): boolean {
    const known = this.#tenants.get(key);
    if (known === undefined) return false;
    this.putTenant({ ...known, accessCodes: [] });
    this.#tenants.delete(key);
    for (const kind of namedKinds) this.#names.delete(`${kind} ${key}`);
    return true;
  }

  accessCodeOfNumber(tenant: TenantKey, number: string): AccessCode | undefined {
    return this.#codesByNumber.get(`${tenant} ${number}`);
  }

  nameOf(kind: NamedKind, tenant: TenantKey, id: number): string {
    return this.#names.get(`${kind} ${tenant}`)?.get(id) ?? "";
  }

  names(kind: NamedKind, tenant: TenantKey): readonly NamedId[] {
    const names = this.#names.get(`${kind} ${tenant}`) ?? [];
    return [...names].map(([id, name]) => ({ id, name })).sort((a, b) => a.id - b.id);
  }

  putName(kind: NamedKind, tenant: TenantKey, { id, name }: NamedId): void {
    this.ensureTenant(tenant);
    const names = this.#names.get(`${kind} ${tenant}`) ?? new Map<number, string>();
    this.#names.set(`${kind} ${tenant}`, names.set(id, name));
  }

  removeName(kind: NamedKind, tenant: TenantKey, id: number): boolean {
    return this.#names.get(`${kind} ${tenant}`)?.delete(id) ?? false;
  }

  toldQueues(): readonly ToldQueue[] {
    return [...this.#toldQueues.values()];
  }

  noteToldQueues(queues: readonly ToldQueue[], before: number): void {
    for (const queue of queues) this.#toldQueues.set(`${queue.tenant} ${queue.id}`, queue);
    for (const [name, { seenAt }] of this.#toldQueues) {
      if (seenAt < before) this.#toldQueues.delete(name);
    }
  }

  accessKey(ak: string): AccessKey | undefined {
    return this.#accessKeys.get(ak);
  }

  accessKeys(): readonly Omit<AccessKey, "sk">[] {
    return [...this.#accessKeys.values()].map(({ sk: _sk, ...key }) => key);
  }

  putAccessKey(key: AccessKey): void {
    this.#accessKeys.set(key.ak, { ...key, ...lastUseOf(this.#accessKeys.get(key.ak)) });
  }

  removeAccessKey(ak: string): boolean {
    return this.#accessKeys.delete(ak);
  }

  app(appKey: string): App | undefined {
    return this.#apps.get(appKey);
  }

  apps(): readonly Omit<App, "appSecret">[] {
    return [...this.#apps.values()].map(({ appSecret: _secret, ...app }) => app);
  }

  putApp(app: App): void {
    this.#apps.set(app.appKey, { ...app, ...lastUseOf(this.#apps.get(app.appKey)) });
  }

  removeApp(appKey: string): boolean {
    return this.#apps.delete(appKey);
  }

  bearerKey(sha256: string): BearerKey | undefined {
    return this.#bearerKeys.get(this.#bearerIds.get(sha256) ?? "");
  }

  bearerKeys(): readonly BearerKey[] {
    return [...this.#bearerKeys.values()];
  }

  putBearerKey(key: BearerKey): void {
    const old = this.#bearerKeys.get(key.id);
    if (old !== undefined) this.#bearerIds.delete(old.sha256);
    this.#bearerKeys.set(key.id, key);
    this.#bearerIds.set(key.sha256, key.id);
  }

  replaceBearerKey(key: BearerKey): boolean {
    if (!this.#bearerKeys.has(key.id)) return false;
    this.putBearerKey(key);
    return true;
  }

  removeBearerKey(id: string): boolean {
    const key = this.#bearerKeys.get(id);
    if (key !== undefined) this.#bearerIds.delete(key.sha256);
    return this.#bearerKeys.delete(id);
  }

  noteKeyUses(uses: readonly KeyUse[]): void {
    for (const { kind, id, at } of uses) {
      if (kind === "bearer") noteUse(this.#bearerKeys, id, at);
      else noteUse<AccessKey | App>(kind === "access" ? this.#accessKeys : this.#apps, id, at);
    }
  }

  [Symbol.dispose](): void {}
}

function lastUseOf(key: Pick<AccessKey, "lastUsedAt"> = {}): Pick<AccessKey, "lastUsedAt"> {
  return key.lastUsedAt === undefined ? {} : { lastUsedAt: key.lastUsedAt };
}

function noteUse<Key extends { readonly lastUsedAt?: number }>(
  keys: Map<string, Key>,
  id: string,
  at: number,
): void {
  const key = keys.get(id);
  if (key !== undefined) keys.set(id, { ...key, lastUsedAt: Math.max(at, key.lastUsedAt ?? 0) });
}

export function newTenant(key: TenantKey): TenantSettings {
  return { ...tenantOfKey(key), timeZone: "UTC", keepDays: 0, accessCodes: [] };
}
