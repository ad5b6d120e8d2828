import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { after, test } from "node:test";
import { emptyBatch, endedCall, eventsOf, record, tenant } from "../made-up-call.ts";
import { batchBytes, carriedBytes } from "./batch-bytes.ts";
import { BatchWriter } from "./batch-writer.ts";
import { withSideFiles } from "./data-files.ts";
import { defaultSqliteLimits, openSqliteHistory } from "./sqlite-history.ts";

const root = mkdtempSync(join(tmpdir(), "trunkline-writer-"));
after(() => rmSync(root, { recursive: true, force: true }));

const day = Date.UTC(2026, 10, 21);
const dayMs = 86_400_000;

/** A data directory with calls of two days, the first of which was left unsettled; the journal has neither. */
async function leftBehind(): Promise<string> {
  const dataDir = mkdtempSync(join(root, "data-"));
  const history = await openSqliteHistory({ dataDir, limits: { journalBytesMax: 1 } });
  await record(history, [{ callId: "1", at: day }]);
  await record(history, [{ callId: "2", at: day + dayMs }]);
  await history[Symbol.asyncDispose]();
  using main = new DatabaseSync(join(dataDir, "main.db"));
  main.exec(`update day_file set is_settled = 0 where file_day = ${day}`);
  using first = new DatabaseSync(dayFile(dataDir));
  first.exec("update digest_state set last_call = 0; delete from digest");
  for (const name of readdirSync(dataDir)) {
    if (name.startsWith("journal-")) rmSync(join(dataDir, name));
  }
  return dataDir;
}

function dayFile(dataDir: string, at = day): string {
  return join(dataDir, "days", `${new Date(at).toISOString().slice(0, 10)}.db`);
}

const refused = { source: "x", tenant, line: 1, field: "f", reason: "r", raw: "" };

const liveEvents = eventsOf({ callId: "live", at: day });

/** A batch with one event of a call that does not end. */
function told(index: number) {
  const events = liveEvents.slice(index, index + 1);
  return { ...emptyBatch, events: events.map((event) => ({ event, cmsCallId: "live" })) };
}

function settledDays(dataDir: string): unknown[] {
  using main = new DatabaseSync(join(dataDir, "main.db"));
  const sql = "select file_day as day from day_file where is_settled = 1 order by file_day";
  return main
    .prepare(sql)
    .all()
    .map((row) => row["day"]);
}

test("days that a killed run left unsettled are settled as records come", async () => {
  const dataDir = await leftBehind();
  assert.deepEqual(settledDays(dataDir), [day + dayMs]);
  await using history = await openSqliteHistory({ dataDir });
  for (let n = 0; n < 4; n += 1) await record(history, [{ callId: `3-${n}`, at: day + 2 * dayMs }]);
  assert.deepEqual(settledDays(dataDir), [day, day + dayMs]);
});

test("a day that cannot be settled keeps no records out, and they count once", async () => {
  const dataDir = await leftBehind();
  using first = new DatabaseSync(dayFile(dataDir));
  first.exec("update call set events = x'1f8b00'");
  await using history = await openSqliteHistory({ dataDir, limits: { unsettledCallsMax: 1 } });
  for (let n = 0; n < 4; n += 1) {
    const ended = [endedCall({ callId: `3-${n}`, at: day + 2 * dayMs, missedAfterMs: 1 })];
    await history.commit({ ...emptyBatch, ended, refused: [{ ...refused, receivedAt: n }] });
  }
  assert.equal((await history.refusedEvents({ offset: 0, limit: 9 })).total, 4);
});

function journals(dataDir: string): string[] {
  return readdirSync(dataDir).filter((name) => /^journal-\d+\.db$/.test(name));
}

const ended = (callId: string, at: number) =>
  batchBytes({ ...emptyBatch, ended: [endedCall({ callId, at })] });
const missed = (callId: string, at: number) =>
  batchBytes({ ...emptyBatch, ended: [endedCall({ callId, at, missedAfterMs: 1 })] });

test("a generation of the journal goes when idle days are settled and all of it is on the disk", async () => {
  const dataDir = mkdtempSync(join(root, "data-"));
  const found = mkdtempSync(join(root, "data-"));
  {
    using writer = new BatchWriter(dataDir, defaultSqliteLimits);
    writer.write(batchBytes({ ...emptyBatch, refused: [{ ...refused, receivedAt: 1 }] }), {});
    for (const n of [0, 1]) writer.write(missed(String(n), day + n * dayMs), {});
    writer.write(missed("2", day + dayMs), { turn: { keptFrom: 2, carried: [] } });
    assert.deepEqual(journals(dataDir), ["journal-000001.db", "journal-000002.db"]);
    assert.deepEqual(settledDays(dataDir), []);
    while (writer.catchUp());
    assert.deepEqual(journals(dataDir), ["journal-000002.db"]);
    assert.deepEqual(settledDays(dataDir), [day]);
    cpSync(dataDir, found, { recursive: true });
  }
  // What only the logs have is lost.
  for (const path of [
    ...[day, day + dayMs].map((at) => dayFile(found, at)),
    join(found, "main.db"),
  ]) {
    for (const side of withSideFiles(path).slice(1)) rmSync(side, { force: true });
  }
  await using history = await openSqliteHistory({ dataDir: found });
  assert.equal((await history.refusedEvents({ offset: 0, limit: 9 })).total, 1);
  const { rows } = await history.missedCallBacks(
    { tenants: [tenant], from: 0, to: 9e14, status: "all", offset: 0, limit: 9 },
    new AbortController().signal,
  );
  assert.deepEqual(rows.map(({ row }) => row.callId).sort(), ["0", "1", "2"]);
});

/** As a kill leaves it: the day in the first generation, and too many calls unread to be settled in passing. */
function killedAfterDay(turns: boolean): string {
  const [dataDir, found] = [mkdtempSync(join(root, "data-")), mkdtempSync(join(root, "data-"))];
  using writer = new BatchWriter(dataDir, defaultSqliteLimits);
  for (const n of [-3, -2, -1]) writer.write(ended("0", day + n * dayMs), {});
  writer.write(ended("1", day), {});
  if (turns) writer.write(ended("2", day + dayMs), { turn: { keptFrom: 1, carried: [] } });
  cpSync(dataDir, found, { recursive: true });
  return found;
}

/** A power cut that takes the day's log and leaves that of the main file. */
async function callsOfAgentAfterCut(dataDir: string): Promise<number> {
  const found = mkdtempSync(join(root, "data-"));
  cpSync(dataDir, found, { recursive: true });
  for (const path of withSideFiles(dayFile(found)).slice(1)) rmSync(path, { force: true });
  await using history = await openSqliteHistory({ dataDir: found });
  const range = { time: "arrived", from: day, to: day + dayMs - 1 } as const;
  const ofAgent = { ...range, tenants: [tenant], agentIds: [1001] };
  return await history.countCalls(ofAgent, new AbortController().signal);
}

test("a day that is settled when its generation has gone is on the disk", async () => {
  const dataDir = killedAfterDay(true);
  using writer = new BatchWriter(dataDir, defaultSqliteLimits);
  writer.write(ended("3", day + dayMs), { turn: { keptFrom: 2, carried: [] } });
  while (writer.catchUp());
  assert.deepEqual(journals(dataDir), ["journal-000002.db", "journal-000003.db"]);
  while (!writer.settle([day]));
  assert.equal(await callsOfAgentAfterCut(dataDir), 1);
});

test("a day that is settled while its generation goes is on the disk", async () => {
  for (let pieces = 0; pieces < 8; pieces += 1) {
    const dataDir = killedAfterDay(false);
    using writer = new BatchWriter(dataDir, defaultSqliteLimits);
    writer.write(ended("2", day + dayMs), { turn: { keptFrom: 1, carried: [] } });
    while (writer.catchUp());
    writer.write(ended("3", day + dayMs), { turn: { keptFrom: 2, carried: [] } });
    for (let n = 0; n < pieces; n += 1) writer.catchUp();
    while (!writer.settle([day]));
    while (writer.catchUp());
    assert.equal(await callsOfAgentAfterCut(dataDir), 1, `after ${pieces} pieces`);
  }
});

test("a turn that nobody has been told of is not made again", () => {
  const dataDir = mkdtempSync(join(root, "data-"));
  using writer = new BatchWriter(dataDir, defaultSqliteLimits);
  for (const callId of ["1", "2", "3"]) {
    writer.write(ended(callId, day), { turn: { keptFrom: 1, carried: [] } });
  }
  assert.deepEqual(journals(dataDir), ["journal-000001.db", "journal-000002.db"]);
});

test("what is derived of records lags behind them no further than it may, however many come at a time", () => {
  const [unsettledCallsMax, calls] = [20, 10];
  for (const pieces of [0, 1]) {
    const dataDir = mkdtempSync(join(root, "data-"));
    using writer = new BatchWriter(dataDir, { ...defaultSqliteLimits, unsettledCallsMax });
    for (let from = 0; from < 100; from += calls) {
      const many = Array.from({ length: calls }, (_, n) =>
        endedCall({ callId: String(from + n), at: day + from + n }),
      );
      writer.write(batchBytes({ ...emptyBatch, ended: many }), {});
      for (let n = 0; n < pieces; n += 1) writer.catchUp();
    }
    using file = new DatabaseSync(dayFile(dataDir));
    const sql = "select (select max(id) from call) - last_call as behind from digest_state";
    assert.ok(Number(file.prepare(sql).get()?.["behind"]) <= unsettledCallsMax);
  }
});

test("a call that outlives generations is told again in every second one", async () => {
  const dataDir = mkdtempSync(join(root, "data-"));
  await using history = await openSqliteHistory({ dataDir, limits: { journalBytesMax: 1 } });
  const carriedInLastTwo = () =>
    journals(dataDir)
      .slice(-2)
      .map((name) => {
        using journal = new DatabaseSync(join(dataDir, name));
        const sql = `select count(*) as n from entry where batch like '%"isCarried":true%'`;
        return Number(journal.prepare(sql).get()?.["n"]);
      });
  await history.commit(told(0));
  for (let n = 0; n < 9; n += 1) await record(history, [{ callId: String(n), at: day + n }]);
  assert.deepEqual(
    carriedInLastTwo().toSorted((a, b) => a - b),
    [0, 1],
  );
  await history.dropDay(day);
  for (const callId of ["10", "11"]) await record(history, [{ callId, at: day }]);
  assert.deepEqual(carriedInLastTwo(), [1, 0]);
});

test("generations that have not gone yet tell of a call no more than once", () => {
  const dataDir = mkdtempSync(join(root, "data-"));
  using writer = new BatchWriter(dataDir, defaultSqliteLimits);
  const [events, found] = [liveEvents.slice(0, 3), mkdtempSync(join(root, "data-"))];
  const call = { tenant, callId: "live", cmsCallId: "live", events };
  writer.write(batchBytes(told(0)), {});
  writer.write(batchBytes(told(1)), { turn: { keptFrom: 1, carried: [] } });
  writer.write(batchBytes(told(2)), {});
  const carried = [carriedBytes([call], { isNewGeneration: false })];
  writer.write(batchBytes(told(3)), { turn: { keptFrom: 2, carried } });
  cpSync(dataDir, found, { recursive: true });
  const restored = (dir: string) => {
    using again = new BatchWriter(dir, defaultSqliteLimits);
    return again.restored().map((call) => call.events);
  };
  assert.equal(journals(found).length, 3);
  assert.deepEqual(restored(found), [liveEvents.slice(0, 4)]);
  while (writer.catchUp());
  const left = mkdtempSync(join(root, "data-"));
  cpSync(dataDir, left, { recursive: true });
  assert.equal(journals(left).length, 2);
  assert.deepEqual(restored(left), [liveEvents.slice(0, 4)]);
});

test("what a dropped day has replaced of the journal is not read again, whatever became of it", async () => {
  const dataDir = mkdtempSync(join(root, "data-"));
  const history = await openSqliteHistory({ dataDir, limits: { journalBytesMax: 1 } });
  await history.commit(told(0));
  for (const callId of ["1", "2"]) await record(history, [{ callId, at: day }]);
  await history.dropDay(day);
  await history[Symbol.asyncDispose]();
  assert.equal(journals(dataDir).length, 1);
  // As a power cut may leave it, before it was removed.
  const replaced = join(dataDir, "journal-000001.db");
  writeFileSync(replaced, Buffer.alloc(4096, 1));
  const next = await openSqliteHistory({ dataDir, limits: { journalBytesMax: 1 } });
  assert.equal(journals(dataDir).length, 1);
  // Another generation begins beside the one that stands alone.
  await next.commit(told(1));
  await next[Symbol.asyncDispose]();
  assert.equal(journals(dataDir).length, 2);
  writeFileSync(replaced, Buffer.alloc(4096, 1));
  await using again = await openSqliteHistory({ dataDir });
  const live = await Array.fromAsync(again.liveCalls());
  assert.deepEqual(
    live.map((call) => call.events),
    [liveEvents.slice(0, 2)],
  );
  assert.equal(journals(dataDir).length, 2);
});

test("a generation that a failed turn has left goes on with the one before", async () => {
  const dataDir = mkdtempSync(join(root, "data-"));
  const history = await openSqliteHistory({ dataDir });
  await history.commit(told(0));
  await history[Symbol.asyncDispose]();
  new DatabaseSync(join(dataDir, "journal-000002.db")).close();
  const next = await openSqliteHistory({ dataDir });
  await next.commit(told(1));
  await next[Symbol.asyncDispose]();
  await using again = await openSqliteHistory({ dataDir });
  const live = await Array.fromAsync(again.liveCalls());
  assert.deepEqual(
    live.map((call) => call.events),
    [liveEvents.slice(0, 2)],
  );
});

test("a power cut leaves no day behind that only seems to be settled", async () => {
  const dataDir = await leftBehind();
  using writer = new BatchWriter(dataDir, defaultSqliteLimits);
  while (!writer.settle([day]));
  assert.equal(await callsOfAgentAfterCut(dataDir), 1);
});

test("the writer's thread loads no contract but the code tables", () => {
  const script = `
    import { registerHooks } from "node:module";
    const loaded = [];
    const resolve = (name, context, next) => {
      const found = next(name, context);
      loaded.push(found.url);
      return found;
    };
    registerHooks({ resolve });
    await import(${JSON.stringify(new URL("./batch-writer.ts", import.meta.url).href)});
    process.stdout.write(JSON.stringify(loaded));`;
  const told = execFileSync(process.execPath, ["--input-type=module", "--eval", script]);
  const loaded: unknown = JSON.parse(told.toString());
  assert.ok(Array.isArray(loaded) && loaded.length > 10);
  assert.deepEqual(
    loaded.filter((url) => /\/contract\/src\/(?!code)/.test(String(url))),
    [],
  );
});
