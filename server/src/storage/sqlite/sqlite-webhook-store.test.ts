import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { webhookStoreConformance } from "../webhook-store.conformance.ts";
import type { Webhook, WebhookStore } from "../webhook-store.ts";
import { openSqliteWebhookStore } from "./sqlite-webhook-store.ts";

const root = mkdtempSync(join(tmpdir(), "trunkline-webhooks-"));
const dirs = new WeakMap<WebhookStore, string>();
let dirCount = 0;
after(() => rmSync(root, { recursive: true, force: true }));

function open(dataDir: string, masterKey = Buffer.alloc(32, 7)): WebhookStore {
  const store = openSqliteWebhookStore({ dataDir, masterKey });
  dirs.set(store, dataDir);
  return store;
}

function newDir(): string {
  dirCount += 1;
  return join(root, String(dirCount));
}

webhookStoreConformance({
  name: "sqlite",
  open: () => open(newDir()),
  reopen: (store) => open(dirs.get(store) ?? ""),
});

test("secrets are not in the file and open under their master key only", () => {
  const dataDir = newDir();
  const webhook: Webhook = {
    ...{ id: "w", tenant: 8362, url: "https://example.com/", description: "", createdAt: 1 },
    ...{ kinds: ["call.ended"], queueLimits: {}, masksNumbers: false, disabledBecause: "" },
    secret: "whsec_c2VjcmV0",
  };
  const store = open(dataDir);
  store.putWebhook(webhook);
  store[Symbol.dispose]();
  assert.ok(!readFileSync(join(dataDir, "webhooks.db")).includes("c2VjcmV0"));
  using wrong = open(dataDir, Buffer.alloc(32, 8));
  assert.throws(() => wrong.webhooks(), /Cannot read the secret of webhook w: it was sealed/);
});
