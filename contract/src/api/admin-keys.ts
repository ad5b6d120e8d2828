// Administration of keys: bearer keys of our own API, access keys and apps of the CC-CMS interfaces.
// A secret is told once, in the answer that makes it.
import { Type, type Static } from "typebox";
import { defineEndpoint } from "../endpoint.ts";
import { apiFailures, failuresWith } from "./api-failure.ts";
import { Removed } from "./admin-tenants.ts";
import { RoleName } from "./get-me.ts";
import { NullableTime, TenantName, Time } from "./reply-field.ts";
import { Instant, TenantText } from "./request-field.ts";

const security = "bearer" as const;
const listener = "public" as const;
const roles = ["admin"] as const;

const scopeShown = {
  isGlobal: Type.Boolean({ description: "for all tenants, later ones included" }),
  tenants: Type.Array(TenantName),
};

/** Tenants, or isGlobal: only a key for all tenants can give the latter. */
const scopeAsked = {
  tenants: Type.Optional(Type.Array(TenantText, { minItems: 1, maxItems: 1000 })),
  isGlobal: Type.Optional(Type.Boolean({ default: false })),
};

const scopeExample = { isGlobal: false, tenants: ["1/170"] };
const KeyName = Type.String({ maxLength: 200, description: "what the key is for" });

export const BearerKeyEntry = Type.Object({
  id: Type.String(),
  name: Type.String(),
  role: RoleName,
  ...scopeShown,
  createdAt: Time,
  lastUsedAt: NullableTime,
  expiresAt: NullableTime,
});
export type BearerKeyEntry = Static<typeof BearerKeyEntry>;

const BearerKeyMade = Type.Object({
  key: BearerKeyEntry,
  text: Type.String({ description: "the key itself, told only now" }),
});

const bearerKey = {
  id: "5f0c6b1d9a3e",
  name: "wallboard",
  role: "read" as const,
  ...scopeExample,
  createdAt: 1776220200000,
  lastUsedAt: null,
  expiresAt: null,
};
const bearerText = "tl_Zk1nV2h0Q3pUa3J5c0x4bWJ2d3FhZ2hqa2wxMjM0NTY";
const KeyId = Type.String({ minLength: 1, maxLength: 64 });

export const listBearerKeys = defineEndpoint({
  id: "listBearerKeys",
  method: "GET",
  path: "/v1/admin/keys",
  summary: "Bearer keys whose tenants the asking key sees all, newest first",
  security,
  roles,
  listener,
  request: Type.Object({}),
  reply: Type.Object({ keys: Type.Array(BearerKeyEntry) }),
  failures: apiFailures,
  example: { request: {}, reply: { keys: [bearerKey] } },
});

export const createBearerKey = defineEndpoint({
  id: "createBearerKey",
  method: "POST",
  path: "/v1/admin/keys",
  summary: "Makes a bearer key; its text is told only in this answer",
  security,
  roles,
  listener,
  request: Type.Object({
    name: Type.Optional(KeyName),
    role: RoleName,
    ...scopeAsked,
    expiresAt: Type.Optional(Instant),
  }),
  reply: BearerKeyMade,
  failures: apiFailures,
  example: {
    request: { name: "wallboard", role: "read", tenants: ["1/170"] },
    reply: { key: bearerKey, text: bearerText },
  },
});

export const rotateBearerKey = defineEndpoint({
  id: "rotateBearerKey",
  method: "POST",
  path: "/v1/admin/keys/{id}/rotate",
  summary: "Gives a bearer key a new text; the old one ends at once",
  security,
  roles,
  listener,
  request: Type.Object({ id: KeyId }),
  reply: BearerKeyMade,
  failures: failuresWith("unknownKey"),
  example: { request: { id: "5f0c6b1d9a3e" }, reply: { key: bearerKey, text: bearerText } },
});

export const revokeBearerKey = defineEndpoint({
  id: "revokeBearerKey",
  method: "DELETE",
  path: "/v1/admin/keys/{id}",
  summary: "Ends a bearer key at once; not the one that asks",
  security,
  roles,
  listener,
  request: Type.Object({ id: KeyId }),
  reply: Removed,
  failures: failuresWith("unknownKey", "inUse"),
  example: { request: { id: "5f0c6b1d9a3e" }, reply: { removed: "5f0c6b1d9a3e" } },
});

export const AccessKeyEntry = Type.Object({
  ak: Type.String(),
  ...scopeShown,
  lastUsedAt: NullableTime,
});
export type AccessKeyEntry = Static<typeof AccessKeyEntry>;
const AccessKeyMade = Type.Object({
  key: AccessKeyEntry,
  sk: Type.String({ description: "the secret, told only now" }),
});
const AccessKeyName = Type.String({ minLength: 1, maxLength: 100, pattern: "^[0-9A-Za-z_.-]+$" });

export const listAccessKeys = defineEndpoint({
  id: "listAccessKeys",
  method: "GET",
  path: "/v1/admin/access-keys",
  summary: "Access keys that sign requests of the CC-CMS interfaces (C2)",
  security,
  roles,
  listener,
  request: Type.Object({}),
  reply: Type.Object({ keys: Type.Array(AccessKeyEntry) }),
  failures: apiFailures,
  example: {
    request: {},
    reply: { keys: [{ ak: "AK170", ...scopeExample, lastUsedAt: 1776220200000 }] },
  },
});

export const putAccessKey = defineEndpoint({
  id: "putAccessKey",
  method: "PUT",
  path: "/v1/admin/access-keys/{ak}",
  summary: "Makes an access key, or gives it a new secret and new tenants",
  security,
  roles,
  listener,
  request: Type.Object({ ak: AccessKeyName, ...scopeAsked }),
  reply: AccessKeyMade,
  failures: apiFailures,
  example: {
    request: { ak: "AK170", tenants: ["1/170"] },
    reply: { key: { ak: "AK170", ...scopeExample, lastUsedAt: null }, sk: "c2VjcmV0LW9mLUFLMTcw" },
  },
});

export const deleteAccessKey = defineEndpoint({
  id: "deleteAccessKey",
  method: "DELETE",
  path: "/v1/admin/access-keys/{ak}",
  summary: "Ends an access key at once",
  security,
  roles,
  listener,
  request: Type.Object({ ak: AccessKeyName }),
  reply: Removed,
  failures: failuresWith("unknownKey"),
  example: { request: { ak: "AK170" }, reply: { removed: "AK170" } },
});

export const AppEntry = Type.Object({
  appKey: Type.String(),
  ...scopeShown,
  lastUsedAt: NullableTime,
});
export type AppEntry = Static<typeof AppEntry>;
const AppMade = Type.Object({
  app: AppEntry,
  appSecret: Type.String({ description: "told only now" }),
});

export const listApps = defineEndpoint({
  id: "listApps",
  method: "GET",
  path: "/v1/admin/apps",
  summary: "Apps that get tokens for the /apiaccess interfaces (C1)",
  security,
  roles,
  listener,
  request: Type.Object({}),
  reply: Type.Object({ apps: Type.Array(AppEntry) }),
  failures: apiFailures,
  example: {
    request: {},
    reply: { apps: [{ appKey: "crm", ...scopeExample, lastUsedAt: 1776220200000 }] },
  },
});

export const putApp = defineEndpoint({
  id: "putApp",
  method: "PUT",
  path: "/v1/admin/apps/{appKey}",
  summary: "Makes an app, or gives it a new secret and new tenants; its old tokens end",
  security,
  roles,
  listener,
  request: Type.Object({ appKey: AccessKeyName, ...scopeAsked }),
  reply: AppMade,
  failures: apiFailures,
  example: {
    request: { appKey: "crm", tenants: ["1/170"] },
    reply: {
      app: { appKey: "crm", ...scopeExample, lastUsedAt: null },
      appSecret: "c2VjcmV0LW9mLWNybQ",
    },
  },
});

export const deleteApp = defineEndpoint({
  id: "deleteApp",
  method: "DELETE",
  path: "/v1/admin/apps/{appKey}",
  summary: "Ends an app and its tokens at once",
  security,
  roles,
  listener,
  request: Type.Object({ appKey: AccessKeyName }),
  reply: Removed,
  failures: failuresWith("unknownKey"),
  example: { request: { appKey: "crm" }, reply: { removed: "crm" } },
});
