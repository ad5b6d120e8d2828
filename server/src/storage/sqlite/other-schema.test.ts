// Files of other versions of the program: older ones are brought up to date, newer ones are refused.
import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { after, test } from "node:test";
import { foldTask } from "../../call/task.ts";
import type { CallSearch, DurationRange } from "../call-search.ts";
import type { History } from "../history.ts";
import { callPage, record, tenant } from "../made-up-call.ts";
import { makeVersion2 } from "./older-day.ts";
import { openSqliteHistory } from "./sqlite-history.ts";

const root = mkdtempSync(join(tmpdir(), "trunkline-schema-"));
after(() => rmSync(root, { recursive: true, force: true }));

const day = Date.UTC(2026, 10, 21);
const dayMs = 86_400_000;
const newDir = () => mkdtempSync(join(root, "data-"));
const open = (dataDir: string) => openSqliteHistory({ dataDir });

/** Its days are digested behind it. */
async function settled(history: History, signal: AbortSignal): Promise<void> {
  await history.statistics({ tenants: [tenant], from: 0, to: 9e14, by: "vdn" }, signal);
}

test("tasks of an older schema are counted, and found by the number that they called", async () => {
  const dataDir = newDir();
  const database = new DatabaseSync(join(dataDir, "main.db"));
  for (const name of ["0001-main", "0002-missed"]) {
    const file = new URL(`./migrations/main/${name}.sql`, import.meta.url);
    database.exec(readFileSync(file, "utf8"));
  }
  const sides = { taskType: "1", caller: "1001", called: "13800000001" } as const;
  const task = foldTask([
    { ccId: 1, vdn: 170, kind: "taskCreated", serialNo: "7", at: 5, ...sides },
  ]);
  database
    .prepare("insert into task values (?, '7', '1', '1001', 0, 5, ?, '[]')")
    .run(tenant, JSON.stringify(task));
  database.exec("pragma user_version = 2");
  database.close();
  await using history = await open(dataDir);
  const all = { tenants: [tenant], from: 0, to: 9, taskTypes: [], states: [], offset: 0, limit: 9 };
  const serials = async (called: string) =>
    (await history.tasks({ ...all, caller: "", called })).rows.map(({ serialNo }) => serialNo);
  assert.deepEqual(await serials(sides.called), ["7"]);
  assert.deepEqual(await serials(sides.caller), []);
  for (const span of [60_000, 3_600_000, dayMs]) {
    const { total } = await history.tasks({ ...all, to: span - 1, caller: "", called: "" });
    assert.equal(total, 1, `in ${span} ms`);
  }
});

test("a day that only readers ask of is brought up to date at the start", async () => {
  const dataDir = newDir();
  const everything = { tenant, from: 0, to: 9e14, offset: 0, limit: 10_000 };
  const calls = { ...everything, direction: "in", callerNo: "", calleeNo: "" } as const;
  const written = await (async () => {
    await using history = await open(dataDir);
    await record(history, [
      { callId: "answered", at: day + 1000 },
      { callId: "missed", at: day + 2000, missedAfterMs: 60_000 },
    ]);
    return callPage(history, calls);
  })();
  const path = join(dataDir, "days", "2026-11-21.db");
  const stored = () => {
    using database = new DatabaseSync(path);
    return database.prepare("select call_id, logged_after_end from call").all();
  };
  const before = stored();
  makeVersion2(path);
  const told: number[] = [];
  await using history = await openSqliteHistory({
    ...{ dataDir, observer: { updating: (days) => told.push(days) } },
  });
  assert.deepEqual(told, [1]);
  assert.deepEqual(await callPage(history, calls), written);
  assert.deepEqual(stored(), before);
});

test("a new day's file that a killed run left is not told as one of an older schema", async () => {
  const [dataDir, copy] = [newDir(), newDir()];
  await using history = await open(dataDir);
  await record(history, [{ callId: "1", at: day }]);
  // As a kill leaves it: the file's log has not been brought into it.
  cpSync(dataDir, copy, { recursive: true, filter: (path) => !path.endsWith("-shm") });
  const told: number[] = [];
  const observer = { updating: (days: number) => told.push(days) };
  await using again = await openSqliteHistory({ dataDir: copy, observer });
  assert.deepEqual(told, []);
  assert.deepEqual(await again.days(), [day]);
});

test("what searches compare of calls is read from the records of a day that has not kept it", async () => {
  const dataDir = newDir();
  const search = (waitMs: DurationRange): CallSearch => ({
    ...{ tenants: [tenant], time: "arrived", from: day, to: day + dayMs - 1 },
    ...{ waitMs, offset: 0, limit: 9, sort: { by: "waitMs", order: "descending" } },
  });
  const { signal } = new AbortController();
  const found = async (history: History) => {
    const { rows } = await history.searchCalls(search({ min: 1000 }), signal);
    const counts = [{ min: 1000 }, { max: 999 }].map((waitMs) => {
      return history.countCalls(search(waitMs), signal);
    });
    return [rows.map(({ callId }) => callId), await Promise.all(counts)];
  };
  const settle = (history: History) => settled(history, signal);
  {
    await using history = await open(dataDir);
    const missed = [5, 60_000, 90_000, 120_000].map((missedAfterMs) => ({
      ...{ callId: `missed ${missedAfterMs}`, at: day + missedAfterMs, missedAfterMs },
    }));
    await record(history, missed);
    await settle(history);
    // One is gone, and still in its digest; one is not in a digest yet.
    await record(history, [{ callId: "missed 90000", at: day + 90_000, missedAfterMs: 999 }]);
  }
  makeVersion2(join(dataDir, "days", "2026-11-21.db"));
  await using history = await open(dataDir);
  const expected = [
    ["missed 120000", "missed 60000"],
    [2, 2],
  ];
  assert.deepEqual(await found(history), expected);
  await settle(history);
  assert.deepEqual(await found(history), expected);
});

test("a day that cannot be brought up to date is named, with what to do", async () => {
  const dataDir = newDir();
  {
    await using history = await open(dataDir);
    await record(history, [{ callId: "1", at: day }]);
    await settled(history, new AbortController().signal);
  }
  const path = join(dataDir, "days", "2026-11-21.db");
  makeVersion2(path);
  {
    using database = new DatabaseSync(path);
    assert.equal(database.prepare("update digest set visits = x'ff'").run().changes, 1);
  }
  await assert.rejects(
    open(dataDir),
    /Cannot bring '.*2026-11-21\.db' up to date: .*; see 'A damaged day' in docs\/guide\/operate\.md/,
  );
});

test("a schema newer than known is refused with what to do", async () => {
  const known = { "main.db": 7, "journal-000001.db": 1, "days/2026-11-21.db": 4 };
  for (const [name, version] of Object.entries(known)) {
    const dataDir = newDir();
    {
      await using history = await open(dataDir);
      await record(history, [{ callId: "1", at: day }]);
    }
    const database = new DatabaseSync(join(dataDir, name));
    database.exec("pragma user_version = 8");
    database.close();
    await assert.rejects(
      open(dataDir),
      new RegExp(
        `Cannot open '.*': its schema version is 8, this program knows up to ${version}; use a newer`,
      ),
    );
  }
});
