// Administration of keys. A secret is told once, in the answer that makes it.
import type { AccessKeyEntry, AppEntry, BearerKeyEntry } from "@trunkline/contract";
import { createBearerKey, renewBearerKey } from "../access/bearer-key.ts";
import type { Scope } from "../access/scope.ts";
import type { AccessKey, App, BearerKey, Registry } from "../storage/registry.ts";
import type { ApiHandlerOf } from "./api-handler.ts";
import { ApiProblem, invalidField } from "./api-problem.ts";
import { isWithin, scopeOfRequest, shownScope } from "./scope-of-request.ts";
import { timeOrNull } from "./words.ts";

export type AdminKeysParts = {
  readonly registry: Pick<
    Registry,
    | "ensureTenant"
    | "bearerKeys"
    | "putBearerKey"
    | "replaceBearerKey"
    | "removeBearerKey"
    | "accessKeys"
    | "putAccessKey"
    | "removeAccessKey"
    | "apps"
    | "putApp"
    | "removeApp"
  >;
  readonly randomBytes: (bytes: number) => Buffer;
};

const secretBytes = 24;

type BearerHandlers = {
  readonly listBearerKeys: ApiHandlerOf<"listBearerKeys">;
  readonly createBearerKey: ApiHandlerOf<"createBearerKey">;
  readonly rotateBearerKey: ApiHandlerOf<"rotateBearerKey">;
  readonly revokeBearerKey: ApiHandlerOf<"revokeBearerKey">;
};

export function bearerKeyHandlers({ registry, randomBytes }: AdminKeysParts): BearerHandlers {
  return {
    listBearerKeys: ({ scope }) => {
      const keys = registry.bearerKeys().filter((key) => isWithin(key.scope, scope));
      return { keys: keys.toSorted((a, b) => b.createdAt - a.createdAt).map(bearerKeyEntry) };
    },
    createBearerKey: ({ fields, scope: asker, wallNow: now }) => {
      const { name = "", role, expiresAt } = fields;
      const scope = scopeOfRequest(asker, fields);
      if (expiresAt !== undefined && expiresAt <= now) {
        throw invalidField("expiresAt", "lie in the future", expiresAt);
      }
      const made = createBearerKey({ role, scope, now, randomBytes });
      const key = { ...made.key, name, ...(expiresAt === undefined ? {} : { expiresAt }) };
      ensureTenants(registry, scope);
      registry.putBearerKey(key);
      return { key: bearerKeyEntry(key), text: made.text };
    },
    rotateBearerKey: ({ fields, scope, wallNow: now }) => {
      const known = bearerKeyOf(registry, fields.id, scope);
      const { text, key } = renewBearerKey({ known, now, randomBytes });
      if (!registry.replaceBearerKey(key)) throw unknownBearerKey(fields.id);
      return { key: bearerKeyEntry(key), text };
    },
    revokeBearerKey: ({ fields, key, scope }) => {
      const { id } = bearerKeyOf(registry, fields.id, scope);
      if (id === key) throw new ApiProblem("inUse", `The key '${id}' is the one that asks`, "id");
      registry.removeBearerKey(id);
      return { removed: id };
    },
  };
}

type CmsKeyHandlers = {
  readonly listAccessKeys: ApiHandlerOf<"listAccessKeys">;
  readonly putAccessKey: ApiHandlerOf<"putAccessKey">;
  readonly deleteAccessKey: ApiHandlerOf<"deleteAccessKey">;
  readonly listApps: ApiHandlerOf<"listApps">;
  readonly putApp: ApiHandlerOf<"putApp">;
  readonly deleteApp: ApiHandlerOf<"deleteApp">;
};

/** Keys and apps of the CC-CMS interfaces. */
export function cmsKeyHandlers({ registry, randomBytes }: AdminKeysParts): CmsKeyHandlers {
  const secret = () => randomBytes(secretBytes).toString("base64url");
  const accessKeyOf = (name: string) => registry.accessKeys().find(({ ak }) => ak === name);
  const appOf = (name: string) => registry.apps().find(({ appKey }) => appKey === name);
  return {
    listAccessKeys: ({ scope }) => {
      const keys = registry.accessKeys().filter((key) => isWithin(key.scope, scope));
      return { keys: keys.map(accessKeyEntry) };
    },
    putAccessKey: ({ fields, scope: asker }) => {
      const { ak } = fields;
      const scope = scopeOfRequest(asker, fields);
      const known = accessKeyOf(ak);
      refuseForeign(known, asker, "ak", ak);
      const sk = secret();
      ensureTenants(registry, scope);
      registry.putAccessKey({ ak, sk, scope });
      return { key: accessKeyEntry({ ...known, ak, scope }), sk };
    },
    deleteAccessKey: ({ fields: { ak }, scope }) => {
      refuseUnknown(accessKeyOf(ak), scope, "access key", ak);
      registry.removeAccessKey(ak);
      return { removed: ak };
    },
    listApps: ({ scope }) => {
      const apps = registry.apps().filter((app) => isWithin(app.scope, scope));
      return { apps: apps.map(appEntry) };
    },
    putApp: ({ fields, scope: asker }) => {
      const { appKey } = fields;
      const scope = scopeOfRequest(asker, fields);
      const known = appOf(appKey);
      refuseForeign(known, asker, "appKey", appKey);
      const appSecret = secret();
      ensureTenants(registry, scope);
      registry.putApp({ appKey, appSecret, scope });
      return { app: appEntry({ ...known, appKey, scope }), appSecret };
    },
    deleteApp: ({ fields: { appKey }, scope }) => {
      refuseUnknown(appOf(appKey), scope, "app", appKey);
      registry.removeApp(appKey);
      return { removed: appKey };
    },
  };
}

type Scoped = { readonly scope: Scope };

/** A name that somebody else's key has cannot be taken over. */
function refuseForeign(known: Scoped | undefined, asker: Scope, field: string, name: string): void {
  if (known === undefined || isWithin(known.scope, asker)) return;
  throw new ApiProblem("forbidden", `The name '${name}' is taken`, field);
}

function refuseUnknown(known: Scoped | undefined, asker: Scope, what: string, name: string): void {
  if (known !== undefined && isWithin(known.scope, asker)) return;
  throw new ApiProblem("unknownKey", `There is no ${what} '${name}'`);
}

function bearerKeyOf(registry: Pick<Registry, "bearerKeys">, id: string, asker: Scope): BearerKey {
  const key = registry.bearerKeys().find((key) => key.id === id);
  if (key !== undefined && isWithin(key.scope, asker)) return key;
  throw unknownBearerKey(id);
}

function unknownBearerKey(id: string): ApiProblem {
  return new ApiProblem("unknownKey", `There is no bearer key '${id}'`, "id");
}

function ensureTenants(registry: Pick<Registry, "ensureTenant">, scope: Scope): void {
  for (const tenant of scope.kind === "global" ? [] : scope.tenants) registry.ensureTenant(tenant);
}

function accessKeyEntry(key: Omit<AccessKey, "sk">): AccessKeyEntry {
  const { ak, scope, lastUsedAt = 0 } = key;
  return { ak, ...shownScope(scope), lastUsedAt: timeOrNull(lastUsedAt) };
}

function appEntry({ appKey, scope, lastUsedAt = 0 }: Omit<App, "appSecret">): AppEntry {
  return { appKey, ...shownScope(scope), lastUsedAt: timeOrNull(lastUsedAt) };
}

function bearerKeyEntry(key: BearerKey): BearerKeyEntry {
  const { id, name = "", role, scope, createdAt, lastUsedAt = 0, expiresAt = 0 } = key;
  return {
    id,
    name,
    role,
    ...shownScope(scope),
    createdAt,
    lastUsedAt: timeOrNull(lastUsedAt),
    expiresAt: timeOrNull(expiresAt),
  };
}
