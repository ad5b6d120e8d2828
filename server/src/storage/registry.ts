// The registry port: tenants, their access codes, and who may ask. Small and read on every request,
// so reads are synchronous from memory; changes made by another process are seen at the next read.
import type { TenantKey } from "../lib/tenant-key.ts";

export type AccessCode = {
  readonly innoId: number;
  /** The number that customers dial. */
  readonly number: string;
  readonly mediaType: number;
  readonly description: string;
};

export type TenantSettings = {
  readonly ccId: number;
  readonly vdn: number;
  /** For people; absent = none. */
  readonly name?: string;
  /** IANA name; decides where the tenant's days begin. */
  readonly timeZone: string;
  /** Days that records are kept; 0 = the installation's default. */
  readonly keepDays: number;
  readonly accessCodes: readonly AccessCode[];
};

export type Scope =
  | { readonly kind: "global" }
  | { readonly kind: "tenants"; readonly tenants: readonly TenantKey[] };

/** Signs requests of the CC-CMS interfaces (C2). */
export type AccessKey = {
  readonly ak: string;
  readonly sk: string;
  readonly scope: Scope;
  /** Epoch ms; absent = never, as far as noteKeyUses has told. */
  readonly lastUsedAt?: number;
};

/** Gets tokens for the /apiaccess interfaces (C1). */
export type App = {
  readonly appKey: string;
  readonly appSecret: string;
  readonly scope: Scope;
  /** As an access key's. */
  readonly lastUsedAt?: number;
};

/** supervise: read, and resolving missed calls. */
export type Role = "read" | "live" | "supervise" | "ingest" | "admin";

/** A bearer key of our own API; of its text only the SHA-256 is kept. */
export type BearerKey = {
  readonly id: string;
  readonly sha256: string;
  readonly role: Role;
  readonly scope: Scope;
  /** What the key is for; absent = not said. */
  readonly name?: string;
  /** Epoch ms, as the others. */
  readonly createdAt: number;
  /** As an access key's. */
  readonly lastUsedAt?: number;
  /** From then on it is refused; absent = never. */
  readonly expiresAt?: number;
};

/** access: of C2 signatures; app: of C1 tokens. */
export type KeyKind = "bearer" | "access" | "app";

/** `id`: of a bearer key its ID, of the others their name. */
export type KeyUse = { readonly kind: KeyKind; readonly id: string; readonly at: number };

/** An agent or a skill queue, with the name that screens show. */
export type NamedId = { readonly id: number; readonly name: string };

/** A skill queue as events have told it; their newest: epoch ms. */
export type ToldQueue = NamedId & { readonly tenant: TenantKey; readonly seenAt: number };

/** What can be named within a tenant. */
export type NamedKind = "agent" | "skill";

export interface Registry extends Disposable {
  tenants(): readonly TenantSettings[];
  tenant(key: TenantKey): TenantSettings | undefined;
  /** Creates or replaces. */
  putTenant(settings: TenantSettings): void;
  /** Creates with defaults unless it exists. */
  ensureTenant(key: TenantKey): void;
  /** With its access codes and names; false = there is none. Keys that name it are left alone. */
  removeTenant(key: TenantKey): boolean;
  /** The access code of a dialled number; undefined when the tenant has none such. */
  accessCodeOfNumber(tenant: TenantKey, number: string): AccessCode | undefined;

  /** "" = it has none. */
  nameOf(kind: NamedKind, tenant: TenantKey, id: number): string;
  /** Of the tenant, by ID, ascending. */
  names(kind: NamedKind, tenant: TenantKey): readonly NamedId[];
  /** Creates or replaces; the tenant is made with defaults unless it exists. */
  putName(kind: NamedKind, tenant: TenantKey, named: NamedId): void;
  removeName(kind: NamedKind, tenant: TenantKey, id: number): boolean;

  /** What a restart brings back of the queues that events have told. */
  toldQueues(): readonly ToldQueue[];
  /** Creates or replaces, and forgets those that were seen last before; in one write, to be called seldom. */
  noteToldQueues(queues: readonly ToldQueue[], before: number): void;

  accessKey(ak: string): AccessKey | undefined;
  accessKeys(): readonly Omit<AccessKey, "sk">[];
  /** Creates, or replaces all but the last use. */
  putAccessKey(key: AccessKey): void;
  removeAccessKey(ak: string): boolean;

  app(appKey: string): App | undefined;
  apps(): readonly Omit<App, "appSecret">[];
  /** As putAccessKey. */
  putApp(app: App): void;
  removeApp(appKey: string): boolean;

  bearerKey(sha256: string): BearerKey | undefined;
  bearerKeys(): readonly BearerKey[];
  /** Creates, or replaces the key of the same ID. */
  putBearerKey(key: BearerKey): void;
  /** Replaces the key of the same ID in one step; false = there is none, and stays none. */
  replaceBearerKey(key: BearerKey): boolean;
  removeBearerKey(id: string): boolean;

  /** Keeps the latest use of each, in one write: to be called seldom. Unknown keys are passed over. */
  noteKeyUses(uses: readonly KeyUse[]): void;
}
