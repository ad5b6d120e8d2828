import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { createInterface } from "node:readline";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { historyConformance } from "../history.conformance.ts";
import type { History } from "../history.ts";
import { emptyBatch, eventsOf, record, tenant } from "../made-up-call.ts";
import { openSqliteHistory, type SqliteHistoryLimits } from "./sqlite-history.ts";

const root = mkdtempSync(join(tmpdir(), "trunkline-history-"));
const dirs = new WeakMap<History, string>();
let dirCount = 0;
after(() => rmSync(root, { recursive: true, force: true }));

function newDir(): string {
  dirCount += 1;
  return join(root, String(dirCount));
}

async function open(dataDir: string, limits: Partial<SqliteHistoryLimits> = {}): Promise<History> {
  const history = await openSqliteHistory({ dataDir, limits });
  dirs.set(history, dataDir);
  return history;
}

async function reopen(
  history: History,
  limits: Partial<SqliteHistoryLimits> = {},
): Promise<History> {
  await history[Symbol.asyncDispose]();
  return open(dirs.get(history) ?? "", limits);
}

historyConformance({ name: "sqlite", open: () => open(newDir()), reopen });

// Every commit turns the journal, and hardly any file stays open.
const hasty = { journalTextMax: 1, dayWritersMax: 1, dayReadersMax: 1 };
historyConformance({
  name: "sqlite in haste",
  open: () => open(newDir(), hasty),
  reopen: (history) => reopen(history, hasty),
});

const day = Date.UTC(2026, 10, 21);

test("a second process is told that the data directory is in use", async () => {
  const dataDir = newDir();
  await using _ = await open(dataDir);
  await assert.rejects(open(dataDir), /Cannot open the data in '.*': another process is using it/);
});

test("a schema newer than known is refused with what to do", async () => {
  const dataDir = newDir();
  await (await open(dataDir))[Symbol.asyncDispose]();
  const database = new DatabaseSync(join(dataDir, "main.db"));
  database.exec("pragma user_version = 7");
  database.close();
  await assert.rejects(open(dataDir), (error: Error) => {
    return `${error.message} ${String(error.cause)}`.includes("use a newer Trunkline");
  });
});

test("records that a power cut took from a day file are written again from the journal", async () => {
  const dataDir = newDir();
  const history = await open(dataDir);
  await record(history, [{ callId: "1", at: day, missedAfterMs: 1 }]);
  await history[Symbol.asyncDispose]();
  for (const suffix of ["", "-wal", "-shm"]) {
    rmSync(join(dataDir, "days", `2026-11-21.db${suffix}`), { force: true });
  }
  await using again = await open(dataDir);
  assert.equal((await again.call(tenant, "1"))?.row.isMissed, true);
  const missed = await again.missedCalls({ tenant, from: 0, to: 9e14, offset: 0, limit: 9 });
  assert.equal(missed.total, 1);
});

test("nothing that was acknowledged is lost when the process is killed, and nothing comes twice", async () => {
  const dataDir = newDir();
  const script = fileURLToPath(new URL("./commit-until-killed.ts", import.meta.url));
  const child = spawn(process.execPath, [script, dataDir], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const acknowledged: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    acknowledged.push(line);
    if (acknowledged.length === 40) child.kill("SIGKILL");
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  await using history = await open(dataDir);
  const page = await history.calls({
    ...{ tenant, direction: "in", from: 0, to: 9e14, callerNo: "", calleeNo: "" },
    ...{ offset: 0, limit: 10_000 },
  });
  const found = new Set(page.rows.map((row) => row.callId));
  assert.equal(found.size, page.rows.length);
  assert.equal(page.total, page.rows.length);
  assert.deepEqual(
    acknowledged.filter((callId) => !found.has(callId)),
    [],
  );
  // Every tenth call was left live.
  const live = await Array.fromAsync(history.liveCalls());
  assert.ok(live.every((call) => call.events.length === 2));
  assert.ok(live.length >= acknowledged.length / 10);
});

test("journal generations carry live calls over, once each", async () => {
  const history = await open(newDir(), { journalTextMax: 3000 });
  const events = eventsOf({ callId: "live", at: day }).slice(0, 2);
  await history.commit({
    ...emptyBatch,
    events: events.map((event) => ({ event, cmsCallId: "live" })),
  });
  for (let n = 0; n < 30; n += 1) await record(history, [{ callId: String(n), at: day + n }]);
  await using again = await reopen(history);
  assert.deepEqual(
    (await Array.fromAsync(again.liveCalls())).map((call) => call.events),
    [events],
  );
});
