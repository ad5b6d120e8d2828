import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, mkdtempSync, renameSync, rmdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, test } from "node:test";
import { setImmediate as nextTurn } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { TaskEvent } from "@trunkline/contract";
import { foldTask } from "../../call/task.ts";
import { historyConformance } from "../history.conformance.ts";
import type { History } from "../history.ts";
import {
  callPage,
  emptyBatch,
  endedCall,
  eventsOf,
  missedPage,
  record,
  tenant,
} from "../made-up-call.ts";
import { withSideFiles } from "./data-files.ts";
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

// Every commit turns the journal, hardly any file stays open, and searches get on by few calls at a time.
const hasty = { journalBytesMax: 1, dayWritersMax: 1, dayReadersMax: 1, callsPerTurnMax: 2 };
historyConformance({
  name: "sqlite in haste",
  open: () => open(newDir(), hasty),
  reopen: (history) => reopen(history, hasty),
});

const day = Date.UTC(2026, 10, 21);
const dayMs = 86_400_000;
const everything = { tenant, from: 0, to: 9e14, offset: 0, limit: 10_000 };
const calls = { ...everything, direction: "in", callerNo: "", calleeNo: "" } as const;
const refused = {
  ...{ receivedAt: 1, source: "http", tenant, line: 1 },
  ...{ field: "vdn", reason: "no", raw: "" },
};

test("a second process is told that the data directory is in use", async () => {
  const dataDir = newDir();
  await using _ = await open(dataDir);
  await assert.rejects(open(dataDir), /Cannot open the data in '.*': another process is using it/);
});

test("records that a power cut took from a day file are written again from the journal", async () => {
  const dataDir = newDir();
  const history = await open(dataDir);
  await record(history, [{ callId: "1", at: day, missedAfterMs: 1 }]);
  await history[Symbol.asyncDispose]();
  for (const path of withSideFiles(join(dataDir, "days", "2026-11-21.db"))) {
    rmSync(path, { force: true });
  }
  await using again = await open(dataDir);
  assert.equal((await again.call([tenant], "1"))?.row.isMissed, true);
  assert.equal((await missedPage(again, everything)).total, 1);
});

test("a main file that is missing is told of, and what days tell is there again", async () => {
  const dataDir = newDir();
  const path = join(dataDir, "main.db");
  const told: (readonly [path: string, days: number])[] = [];
  const observer = { mainMissing: (...one: readonly [string, number]) => told.push(one) };
  const reopened = () => openSqliteHistory({ dataDir, observer });
  {
    await using history = await reopened();
    await record(history, [{ callId: "1", at: day }]);
  }
  {
    await using history = await reopened();
    assert.deepEqual(told, []);
    assert.equal((await callPage(history, calls)).total, 1);
  }
  for (const file of withSideFiles(path)) rmSync(file, { force: true });
  await using history = await reopened();
  assert.deepEqual(told, [[path, 1]]);
  assert.equal((await callPage(history, calls)).total, 1);
});

test("whichever files a power cut throws back, nothing is lost and nothing counts twice", async () => {
  for (const thrownBack of [["days"], ["main.db"], ["days", "main.db"]]) {
    const [dataDir, before] = [newDir(), newDir()];
    const first = await open(dataDir);
    await record(first, [
      { callId: "1", at: day, missedAfterMs: 1 },
      { callId: "2", at: day },
    ]);
    const created = { ccId: 1, vdn: 170, kind: "taskCreated", serialNo: "7", at: day } as const;
    const events: TaskEvent[] = [{ ...created, taskType: "1", caller: "1001", called: "2" }];
    const tasks = [{ task: foldTask(events), events }];
    await first.commit({ ...emptyBatch, refused: [refused], tasks });
    await first[Symbol.asyncDispose]();
    cpSync(dataDir, before, { recursive: true });
    const second = await open(dataDir);
    const row = (await second.call([tenant], "1"))?.row;
    assert.ok(row);
    await second.commit({
      ...emptyBatch,
      ended: [endedCall({ callId: "1", at: day + 9 }, { replaces: row })],
    });
    await record(second, [{ callId: "3", at: day + dayMs, missedAfterMs: 1 }]);
    const ended = { ccId: 1, vdn: 170, kind: "taskEnded", serialNo: "7", at: day + 9 } as const;
    const all: TaskEvent[] = [...events, { ...ended, reasonCode: 0 }];
    const changed = [{ task: foldTask(all), events: all }];
    await second.commit({ ...emptyBatch, refused: [refused], tasks: changed });
    await second[Symbol.asyncDispose]();
    for (const name of thrownBack) {
      rmSync(join(dataDir, name), { recursive: true });
      cpSync(join(before, name), join(dataDir, name), { recursive: true });
    }
    await using again = await open(dataDir);
    const page = await callPage(again, calls);
    assert.deepEqual([page.total, page.rows.map((row) => row.callId)], [3, ["2", "1", "3"]]);
    assert.equal((await callPage(again, { ...calls, offset: 9 })).total, 3);
    assert.equal((await missedPage(again, { ...everything, offset: 9 })).total, 1);
    assert.equal((await again.refusedEvents({ offset: 0, limit: 9 })).total, 2);
    const { from, to, offset, limit } = everything;
    const range = { tenants: [tenant], from, to, offset, limit };
    const asked = { ...range, taskTypes: [], caller: "", called: "" };
    const totalIn = async (state: 0 | 3) =>
      (await again.tasks({ ...asked, states: [state] })).total;
    assert.deepEqual([await totalIn(0), await totalIn(3)], [0, 1]);
  }
});

test("day files that are taken away or put back while nobody looks are counted as they are", async () => {
  const [dataDir, elsewhere] = [newDir(), newDir()];
  const history = await open(dataDir);
  await record(history, [{ callId: "1", at: day, missedAfterMs: 1 }]);
  // Begins a generation of the journal that has nothing of the first.
  await history.dropDay(day - dayMs);
  await record(history, [{ callId: "2", at: day + dayMs }]);
  await history[Symbol.asyncDispose]();
  mkdirSync(elsewhere);
  const paths = [join(dataDir, "days", "2026-11-21.db"), join(elsewhere, "2026-11-21.db")] as const;
  renameSync(...paths);
  const without = await open(dataDir);
  assert.deepEqual(
    (await callPage(without, calls)).rows.map((row) => row.callId),
    ["2"],
  );
  assert.deepEqual(await missedPage(without, everything), { total: 0, rows: [] });
  await without[Symbol.asyncDispose]();
  renameSync(paths[1], paths[0]);
  await using again = await open(dataDir);
  assert.equal((await callPage(again, { ...calls, offset: 9 })).total, 2);
  await record(again, [{ callId: "3", at: day + 1, missedAfterMs: 1 }]);
  assert.equal((await missedPage(again, { ...everything, offset: 9 })).total, 2);
});

test("a journal that was lost does not keep new records from being written", async () => {
  const dataDir = newDir();
  const history = await open(dataDir);
  for (let n = 0; n < 5; n += 1) await record(history, [{ callId: String(n), at: day + n }]);
  await history[Symbol.asyncDispose]();
  for (const path of withSideFiles(join(dataDir, "journal-000001.db")))
    rmSync(path, { force: true });
  const again = await open(dataDir);
  await record(again, [{ callId: "new", at: day + 9 }]);
  await using third = await reopen(again);
  assert.equal((await callPage(third, { ...calls, offset: 99 })).total, 6);
});

test("after a journal was lost, missed calls are as they are, and not as they were", async () => {
  const dataDir = newDir();
  const history = await open(dataDir);
  const missed = (callId: string, at: number) => ({ callId, at, callerNo: "7", missedAfterMs: 1 });
  const listed = async (history: History) => {
    const query = { tenants: [tenant], from: 0, to: 9e14, status: "open" } as const;
    const page = { ...query, offset: 0, limit: 9 };
    const { rows } = await history.missedCallBacks(page, new AbortController().signal);
    return rows.map(({ row }) => row.callId);
  };
  for (let n = 0; n < 5; n += 1) await record(history, [missed(String(n), day + n)]);
  assert.equal((await listed(history)).length, 5);
  await history[Symbol.asyncDispose]();
  for (const path of withSideFiles(join(dataDir, "journal-000001.db"))) {
    rmSync(path, { force: true });
  }
  await using again = await open(dataDir);
  await record(again, [{ callId: "back", at: day + 100_000, callerNo: "7" }]);
  await record(again, [missed("new", day + 200_000)]);
  assert.deepEqual(await listed(again), ["new"]);
});

test("a commit that failed half way counts once when it is tried again", async () => {
  const dataDir = newDir();
  const history = await open(dataDir);
  const inTheWay = join(dataDir, "days", "2026-11-22.db");
  mkdirSync(inTheWay);
  const batch = {
    ...emptyBatch,
    ended: [endedCall({ callId: "1", at: day }), endedCall({ callId: "2", at: day + dayMs })],
    refused: [refused],
  };
  await assert.rejects(history.commit(batch), /Cannot write to the history: /);
  await assert.rejects(history.commit(batch));
  rmdirSync(inTheWay);
  await history.commit(batch);
  const check = async (history: History) => {
    assert.equal((await callPage(history, { ...calls, offset: 9 })).total, 2);
    assert.equal((await history.refusedEvents({ offset: 0, limit: 9 })).total, 1);
  };
  await check(history);
  await using again = await reopen(history);
  await check(again);
});

test("a commit that failed half way is finished by the next one, in its order", async () => {
  const dataDir = newDir();
  await using history = await open(dataDir);
  const inTheWay = join(dataDir, "days", "2026-11-22.db");
  mkdirSync(inTheWay);
  const ended = [endedCall({ callId: "1", at: day }), endedCall({ callId: "2", at: day + dayMs })];
  await assert.rejects(history.commit({ ...emptyBatch, ended }));
  await assert.rejects(record(history, [{ callId: "3", at: day }]));
  rmdirSync(inTheWay);
  await record(history, [{ callId: "4", at: day }]);
  const page = await callPage(history, calls);
  assert.deepEqual([page.total, page.rows.map((row) => row.callId)], [3, ["1", "4", "2"]]);
});

test("a day that is dropped while it is written is gone or whole, never in between", async () => {
  const history = await open(newDir());
  const works: Promise<void>[] = [];
  for (let n = 0; n < 60; n += 1) {
    works.push(record(history, [{ callId: String(n), at: day + n, missedAfterMs: 1 }]));
    if (n % 7 === 3) works.push(history.dropDay(day));
  }
  await Promise.all(works);
  const kept = ["60", "61", "62", "63"].length;
  for (let n = 60; n < 60 + kept; n += 1)
    await record(history, [{ callId: String(n), at: day + n }]);
  const page = await callPage(history, calls);
  assert.equal(page.total, page.rows.length);
  assert.ok(page.total >= kept);
  await using again = await reopen(history);
  assert.deepEqual(await callPage(again, calls), page);
  assert.equal((await callPage(again, { ...calls, offset: 99 })).total, page.total);
});

test("a day that gets another file while a question is under way has it from then on", async () => {
  await using history = await open(newDir());
  // More days than are read in one turn; the oldest come last.
  const made = Array.from({ length: 40 }, (_, n) => ({
    ...{ callId: `m${n}`, at: day + n * dayMs + 3_600_000, missedAfterMs: 1 },
  }));
  await record(history, made);
  // Arrives on one day and begins to wait on the next.
  const late = { callId: "late", at: day + 2 * dayMs + 80_000_000, queuedAfterMs: 20_000_000 };
  const asked: Promise<unknown>[] = [];
  const known = { isWritten: false };
  const writing = record(history, [{ ...late, missedAfterMs: 5 }]).then(() => {
    known.isWritten = true;
  });
  while (!known.isWritten) {
    asked.push(missedPage(history, everything));
    await nextTurn();
  }
  await Promise.all([writing, ...asked]);
  const ofDay = { from: day + 3 * dayMs, to: day + 4 * dayMs - 2 };
  assert.equal((await missedPage(history, { ...everything, ...ofDay })).total, 2);
});

test("of refused events the newest are kept", async () => {
  await using history = await open(newDir(), { refusedMax: 3 });
  for (let line = 1; line <= 5; line += 1) {
    await history.commit({ ...emptyBatch, refused: [{ ...refused, line }] });
  }
  const page = await history.refusedEvents({ offset: 0, limit: 9 });
  assert.deepEqual([page.total, page.rows.map(({ line }) => line)], [3, [5, 4, 3]]);
});

test("a tenant with many refused events does not drive out those of the others", async () => {
  await using history = await open(newDir(), { refusedMax: 200 });
  const of = (tenant: number, line: number) => ({ ...refused, tenant, line });
  await history.commit({ ...emptyBatch, refused: [of(1, 1), of(0, 1), of(1, 2)] });
  for (let line = 1; line <= 1000; line += 10) {
    const ten = Array.from({ length: 10 }, (_, n) => of(2, line + n));
    await history.commit({ ...emptyBatch, refused: ten });
    const { total } = await history.refusedEvents({ offset: 0, limit: 1 });
    assert.ok(total <= 200 && total >= Math.min(3 + line + 9, 198 - 9), `${total} at ${line}`);
  }
  const others = await history.refusedEvents({ tenants: [0, 1], offset: 0, limit: 9 });
  assert.equal(others.total, 3);
  const { rows } = await history.refusedEvents({ tenants: [2], offset: 0, limit: 3 });
  assert.deepEqual(
    rows.map(({ line }) => line),
    [1000, 999, 998],
  );
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
  const page = await callPage(history, calls);
  const found = new Set(page.rows.map((row) => row.callId));
  assert.equal(found.size, page.rows.length);
  assert.equal(page.total, page.rows.length);
  assert.equal((await callPage(history, { ...calls, offset: 1e6 })).total, page.total);
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
  const history = await open(newDir(), { journalBytesMax: 3000 });
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
