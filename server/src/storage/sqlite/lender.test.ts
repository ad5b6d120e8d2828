import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { eachCallConformance } from "../each-call.conformance.ts";
import type { History } from "../history.ts";
import { borrowCalls } from "../borrow-calls.ts";
import type { BorrowedCalls } from "../lent-calls.ts";
import { record, tenant } from "../made-up-call.ts";
import { Lender } from "./lender.ts";
import { openSqliteHistory } from "./sqlite-history.ts";

const root = mkdtempSync(join(tmpdir(), "trunkline-lender-"));
after(() => rmSync(root, { recursive: true, force: true }));

const open = () => openSqliteHistory({ dataDir: mkdtempSync(join(root, "data-")) });
const day = Date.UTC(2026, 10, 21);
const dayMs = 86_400_000;
const everything = { tenants: [tenant], time: "arrived", from: 0, to: 9e14 } as const;

function borrowedFrom(history: History): BorrowedCalls {
  const lent = history.lend();
  assert.ok(lent !== undefined);
  return borrowCalls(lent.data);
}

/** The history, but all calls are read as another thread would. */
async function openBorrowed(): Promise<History> {
  const history = await open();
  const borrowed = borrowedFrom(history);
  const close = history[Symbol.asyncDispose].bind(history);
  return Object.assign(history, {
    eachCall: borrowed.eachCall.bind(borrowed),
    [Symbol.asyncDispose]: () => {
      borrowed[Symbol.dispose]();
      return close();
    },
  });
}

eachCallConformance({ name: "borrowed", open: openBorrowed });

async function idsOf(borrowed: Pick<History, "eachCall">): Promise<readonly string[]> {
  const pages = borrowed.eachCall(everything, 10, new AbortController().signal);
  return (await Array.fromAsync(pages)).flat().map(({ callId }) => callId);
}

test("a day goes when the last that borrowed its file has left it, or ended", async () => {
  await using history = await open();
  await record(history, [{ callId: "a", at: day }]);
  await record(history, [{ callId: "b", at: day + dayMs }]);
  const silent = history.lend();
  using borrowed = borrowedFrom(history);
  assert.deepEqual(await idsOf(borrowed), ["a", "b"]);
  let hasGone = false;
  const dropped = history.dropDay(day).then(() => (hasGone = true));
  const written = record(history, [{ callId: "c", at: day + 1 }]);
  await sleep(20);
  // The writer does one thing after the other: what it was told before it has done.
  await history.dropTasks(0);
  assert.equal(hasGone, false);
  assert.deepEqual(await idsOf(borrowed), ["b"]);
  using late = borrowedFrom(history);
  assert.deepEqual(await idsOf(late), ["b"]);
  silent?.[Symbol.dispose]();
  await Promise.all([dropped, written]);
  for (const each of [borrowed, late]) assert.deepEqual(await idsOf(each), ["c", "b"]);
});

test("a borrower hears why the writer could not do what it asked for", async () => {
  await using history = await open();
  await record(history, [{ callId: "a", at: day }]);
  const lent = history.lend();
  assert.ok(lent !== undefined);
  const failing = new Lender({
    ...lent.data,
    settle: () => Promise.reject(new Error("the disk is full")),
  });
  using loan = failing.lend([]);
  using borrowed = borrowCalls(loan.data);
  const byAgent = { ...everything, agentIds: [1001] };
  const read = borrowed.eachCall(byAgent, 10, new AbortController().signal);
  await assert.rejects(Array.fromAsync(read), /the disk is full/);
  lent[Symbol.dispose]();
});

test("a day that is dropped, begun anew and dropped again is left by all until the last of it", async () => {
  await using history = await open();
  await record(history, [{ callId: "a", at: day }]);
  using borrowed = borrowedFrom(history);
  assert.deepEqual(await idsOf(borrowed), ["a"]);
  const first = history.dropDay(day);
  const second = record(history, [{ callId: "b", at: day }]);
  const third = history.dropDay(day);
  const fourth = record(history, [{ callId: "c", at: day }]);
  const own = { eachCall: history.eachCall.bind(history) };
  await first;
  // Whoever opens the file now has it open when it goes.
  await second;
  for (const each of [own, borrowed]) await idsOf(each);
  await Promise.all([third, fourth]);
  for (const each of [own, borrowed]) assert.deepEqual(await idsOf(each), ["c"]);
});

test("who has borrowed calls of a history that is closed reads none, and waits for nothing", async () => {
  const history = await open();
  await record(history, [{ callId: "a", at: day }]);
  const lent = history.lend();
  assert.ok(lent !== undefined);
  const silent = new Lender({ ...lent.data, settle: () => Promise.withResolvers<void>().promise });
  const borrowed = borrowedFrom(history);
  const waiting = borrowCalls(silent.lend([]).data);
  const byAgent = { ...everything, agentIds: [1001] };
  const read = Array.fromAsync(waiting.eachCall(byAgent, 10, new AbortController().signal));
  const refused = assert.rejects(read, /the history has been closed/);
  await sleep(0);
  silent[Symbol.dispose]();
  await refused;
  await history[Symbol.asyncDispose]();
  await assert.rejects(idsOf(borrowed));
});

test("a day that is left after the lending, and before the borrowing, comes back", async () => {
  await using history = await open();
  await record(history, [{ callId: "a", at: day }]);
  const lent = history.lend();
  assert.ok(lent !== undefined);
  const dropped = history.dropDay(day);
  const written = record(history, [{ callId: "b", at: day }]);
  using borrowed = borrowCalls(lent.data);
  await Promise.all([dropped, written]);
  assert.deepEqual(await idsOf(borrowed), ["b"]);
});
