import assert from "node:assert/strict";
import {
  cpSync,
  mkdtempSync,
  mkdirSync,
  openSync,
  closeSync,
  readFileSync,
  readdirSync,
  rmdirSync,
  rmSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { after, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { History } from "../history.ts";
import { callPage, emptyBatch, endedCall, missedPage, record, tenant } from "../made-up-call.ts";
import { makeVersion2 } from "./older-day.ts";
import { openSqliteHistory } from "./sqlite-history.ts";

const root = mkdtempSync(join(tmpdir(), "trunkline-damaged-"));
after(() => rmSync(root, { recursive: true, force: true }));

const day = Date.UTC(2026, 10, 21);
const dayMs = 86_400_000;
const everything = { tenant, from: 0, to: 9e14, offset: 0, limit: 10_000 };
const calls = { ...everything, direction: "in", callerNo: "", calleeNo: "" } as const;
const open = (dataDir: string) => openSqliteHistory({ dataDir });
const pageBytes = 4096;
const newDir = () => mkdtempSync(join(root, "data-"));
const fileOf = (dataDir: string) => join(dataDir, "days", "2026-11-21.db");

/** Overwrites the pages that tables begin with; the file must be closed. */
function damage(path: string, ...names: readonly string[]): void {
  for (const name of names) overwrite(path, rootOf(path, name));
}

/** Overwrites the first rows of a table that takes several pages. */
function damageFirstRows(path: string, name: string): void {
  const root = readFileSync(path).subarray((rootOf(path, name) - 1) * pageBytes);
  // https://sqlite.org/fileformat.html#b_tree_pages: an inner page, its first cell, the page that this points to.
  assert.equal(root[0], 5);
  overwrite(path, root.readUInt32BE(root.readUInt16BE(12)));
}

function rootOf(path: string, name: string): number {
  using database = new DatabaseSync(path);
  const sql = "select rootpage from sqlite_schema where name = ?";
  return Number(database.prepare(sql).get(name)?.["rootpage"]);
}

function overwrite(path: string, page: number): void {
  const file = openSync(path, "r+");
  writeSync(file, Buffer.alloc(pageBytes, 0xff), 0, pageBytes, (page - 1) * pageBytes);
  closeSync(file);
}

/** The journal has nothing of the day's first call, and all of the second, which is missed. */
async function made(): Promise<string> {
  const dataDir = newDir();
  await using history = await open(dataDir);
  await record(history, [{ callId: "lost", at: day }]);
  // Begins a generation of the journal that has nothing of the first.
  await history.dropDay(day - dayMs);
  await record(history, [{ callId: "journalled", at: day + 1, missedAfterMs: 5 }]);
  await record(history, [{ callId: "other", at: day + dayMs }]);
  return dataDir;
}

async function idsOf(history: History): Promise<readonly string[]> {
  const page = await callPage(history, calls);
  assert.equal((await callPage(history, { ...calls, offset: 99 })).total, page.total);
  return page.rows.map(({ callId }) => callId);
}

function namesTold(history: History): readonly string[] {
  const names: string[] = [];
  history.watchDamage((name) => names.push(name));
  return names;
}

async function missedOf(history: History): Promise<readonly string[]> {
  const query = {
    tenants: [tenant],
    from: 0,
    to: 9e14,
    status: "all",
    offset: 0,
    limit: 9,
  } as const;
  const { rows } = await history.missedCallBacks(query, new AbortController().signal);
  return rows.map(({ row }) => row.callId);
}

test("a day file that is damaged is set aside, and begun anew from the journal", async () => {
  const dataDir = await made();
  damage(fileOf(dataDir), "hour_count");
  const history = await open(dataDir);
  const names = namesTold(history);
  const late = ["late", "today"].map((callId, n) => endedCall({ callId, at: day + 2 + n * dayMs }));
  const batch = { ...emptyBatch, ended: late };
  const message =
    /Cannot write to the history: Cannot use '.*2026-11-21\.db': .*malformed; it is damaged, see 'A damaged day'/;
  await assert.rejects(history.commit(batch), message);
  assert.deepEqual(names, ["2026-11-21.db.damaged"]);
  await history.commit(batch);
  const expected = ["journalled", "late", "other", "today"];
  assert.deepEqual(await idsOf(history), expected);
  assert.equal((await missedPage(history, everything)).total, 1);
  assert.deepEqual(await missedOf(history), ["journalled"]);
  assert.equal(await history.call([tenant], "lost"), undefined);
  assert.equal((await history.call([tenant], "journalled", day))?.row.isMissed, true);
  await record(history, [{ callId: "more", at: day + 3 }]);
  await history[Symbol.asyncDispose]();
  await using again = await open(dataDir);
  assert.deepEqual(namesTold(again), names);
  assert.deepEqual(await idsOf(again), ["journalled", "late", "more", "other", "today"]);
});

test("a day file that is found damaged at the start does not keep the server from starting", async () => {
  const dataDir = await made();
  const [path, copy] = [fileOf(dataDir), join(newDir(), "copy.db")];
  cpSync(path, copy);
  damage(copy, "day_count", "hour_count");
  await using history = await open(dataDir);
  await record(history, [{ callId: "late", at: day + 2 }]);
  await history[Symbol.asyncDispose]();
  for (const isText of [false, true]) {
    if (isText) writeFileSync(path, "not a database ".repeat(1000));
    else cpSync(copy, path);
    await using again = await open(dataDir);
    assert.deepEqual(await idsOf(again), ["journalled", "late", "other"]);
    assert.deepEqual(await missedOf(again), ["journalled"]);
    assert.equal(namesTold(again).length, isText ? 2 : 1);
  }
  const names = readdirSync(join(dataDir, "days")).filter((name) => name.includes("damaged"));
  assert.deepEqual(
    names.filter((name) => !/-wal|-shm/.test(name)),
    ["2026-11-21.db.damaged", "2026-11-21.db.damaged-2"],
  );
});

/** A day of many calls, the first of which cannot be read; the journal has none of them. */
async function madeManyAndDamaged(): Promise<string> {
  const dataDir = newDir();
  const history = await open(dataDir);
  const many = Array.from({ length: 400 }, (_, n) => ({ callId: `old ${n}`, at: day + n }));
  await record(history, many);
  await history.dropDay(day - 9 * dayMs);
  await record(history, [{ callId: "resolved", at: day - dayMs, missedAfterMs: 5 }]);
  assert.deepEqual(await missedOf(history), ["resolved"]);
  await history[Symbol.asyncDispose]();
  damageFirstRows(fileOf(dataDir), "call");
  return dataDir;
}

test("a day that is damaged where others look for conversations holds nobody up", async () => {
  await using history = await open(await madeManyAndDamaged());
  const names = namesTold(history);
  await record(history, [{ callId: "new", at: day - dayMs + 5, missedAfterMs: 5 }]);
  // The first answer says what is wrong; the next one does without.
  await assert.rejects(missedOf(history), /2026-11-21\.db/);
  assert.deepEqual(names, ["2026-11-21.db.damaged"]);
  assert.deepEqual(await missedOf(history), ["new", "resolved"]);
  assert.deepEqual(await idsOf(history), ["resolved", "new"]);
});

test("a day is set aside, though its calls cannot be read to see how far they reach", async () => {
  const dataDir = await madeManyAndDamaged();
  damage(fileOf(dataDir), "hour_count");
  await using history = await open(dataDir);
  const batch = { ...emptyBatch, ended: [endedCall({ callId: "late", at: day + 5 })] };
  await assert.rejects(history.commit(batch), /2026-11-21\.db/);
  assert.equal(namesTold(history).length, 1);
  await history.commit(batch);
  assert.deepEqual(await idsOf(history), ["resolved", "late"]);
});

test("days of an older schema are brought up to date though some of them are damaged", async () => {
  const dataDir = newDir();
  const pathOf = (at: number) =>
    join(dataDir, "days", `${new Date(at).toISOString().slice(0, 10)}.db`);
  const days = [0, 1, 2].map((n) => day + n * dayMs);
  {
    await using history = await open(dataDir);
    await record(history, [{ callId: "resolved", at: day - dayMs, missedAfterMs: 5 }]);
    await record(
      history,
      [...days.entries()].map(([n, at]) => ({ callId: `day ${n}`, at })),
    );
    await history.dropDay(day - 9 * dayMs);
    assert.deepEqual(await missedOf(history), ["resolved"]);
  }
  for (const at of [day - dayMs, ...days]) makeVersion2(pathOf(at));
  for (const at of days.slice(0, 2)) damage(pathOf(at), "call");
  await using history = await open(dataDir);
  assert.deepEqual(namesTold(history), ["2026-11-21.db.damaged", "2026-11-22.db.damaged"]);
  assert.deepEqual(await idsOf(history), ["resolved", "day 2"]);
  assert.deepEqual(await missedOf(history), ["resolved"]);
});

test("a file that cannot be opened is tried again, and not set aside", async () => {
  const dataDir = newDir();
  await using history = await open(dataDir);
  const names = namesTold(history);
  mkdirSync(fileOf(dataDir));
  const batch = { ...emptyBatch, ended: [endedCall({ callId: "1", at: day })] };
  await assert.rejects(
    history.commit(batch),
    /Cannot use '.*2026-11-21\.db': unable to open database file; see whether the server's user may/,
  );
  rmdirSync(fileOf(dataDir));
  await history.commit(batch);
  assert.deepEqual([await idsOf(history), names], [["1"], []]);
});

test("a damaged day is set aside when the last that borrowed its file has left it", async () => {
  const dataDir = await made();
  damage(fileOf(dataDir), "hour_count");
  await using history = await open(dataDir);
  const names = namesTold(history);
  const borrower = history.lend();
  const failed = assert.rejects(record(history, [{ callId: "late", at: day + 2 }]));
  await sleep(200);
  assert.deepEqual(names, []);
  borrower?.[Symbol.dispose]();
  await failed;
  assert.deepEqual(names, ["2026-11-21.db.damaged"]);
});
