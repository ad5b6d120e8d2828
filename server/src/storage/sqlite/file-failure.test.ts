import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { after, test } from "node:test";
import { emptyBatch, endedCall } from "../made-up-call.ts";
import { openSqliteHistory } from "./sqlite-history.ts";
import { openSqliteRegistry } from "./sqlite-registry.ts";
import { openSqliteWebhookStore } from "./sqlite-webhook-store.ts";

const root = mkdtempSync(join(tmpdir(), "trunkline-files-"));
after(() => rmSync(root, { recursive: true, force: true }));

const newDir = () => mkdtempSync(join(root, "data-"));
const masterKey = Buffer.alloc(32, 1);
const commit = { ...emptyBatch, ended: [endedCall({ callId: "1", at: Date.UTC(2026, 10, 21) })] };

/** All that a data directory is opened by. */
async function openAll(dataDir: string): Promise<void> {
  using _registry = openSqliteRegistry({ dataDir, masterKey });
  await using history = await openSqliteHistory({ dataDir });
  using _webhooks = openSqliteWebhookStore({ dataDir, masterKey });
  await history.commit(commit);
}

test("a file that cannot be used is named, with what can be done", async () => {
  for (const name of ["lock", "main", "journal-000001", "registry", "webhooks"]) {
    const dataDir = newDir();
    await openAll(dataDir);
    writeFileSync(join(dataDir, `${name}.db`), "not a database ".repeat(1000));
    await assert.rejects(
      openAll(dataDir),
      new RegExp(
        `^Error: Cannot use '.*/${name}\\.db': file is not a database; it is damaged, see 'Restore'`,
      ),
    );
  }
});

test("a commit that the main file or the journal refuses names it", async () => {
  for (const [name, table] of [
    ["main", "day_file"],
    ["journal-000001", "entry"],
  ] as const) {
    const dataDir = newDir();
    await using history = await openSqliteHistory({ dataDir });
    {
      using other = new DatabaseSync(join(dataDir, `${name}.db`));
      other.exec(`create trigger refusal before insert on ${table}
        begin select raise(fail, 'no room'); end`);
    }
    await assert.rejects(
      history.commit(commit),
      new RegExp(`Cannot write to the history: Cannot use '.*/${name}\\.db': no room`),
    );
    using other = new DatabaseSync(join(dataDir, `${name}.db`));
    other.exec("drop trigger refusal");
  }
});
