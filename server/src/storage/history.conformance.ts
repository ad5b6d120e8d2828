// What every adapter of the history port does; run by each adapter's own test.
import assert from "node:assert/strict";
import { test } from "node:test";
import { foldTask } from "../call/task.ts";
import { derivedModelConformance } from "./derived-model.conformance.ts";
import { eachCallConformance } from "./each-call.conformance.ts";
import { listPageConformance } from "./list-page.conformance.ts";
import { historyModelConformance } from "./history-model.conformance.ts";
import type { HistoryUnderTest } from "./model-runs.conformance.ts";
import type { CallRow, History } from "./history.ts";
import { taskModelConformance } from "./task-model.conformance.ts";
import {
  emptyBatch,
  endedCall,
  eventsOf,
  otherTenant,
  record,
  tenant,
  callPage,
  type MadeUp,
  missedPage,
} from "./made-up-call.ts";

const day = Date.UTC(2026, 10, 21);
const dayMs = 86_400_000;
const everything = { tenant, from: 0, to: 9e14, offset: 0, limit: 1000 };
const calls = { ...everything, direction: "in", callerNo: "", calleeNo: "" } as const;

export function historyConformance({ name, open, reopen }: HistoryUnderTest): void {
  const ids = (rows: readonly CallRow[]) => rows.map((row) => row.callId);

  test(`${name}: a row and its events come back as they were written`, async () => {
    await using history = await open();
    const made: MadeUp = { callId: "pbx1-1795235373.0", at: day, queuedAfterMs: 1 };
    const ended = endedCall(made, { cmsCallId: "1795235373-77" });
    await history.commit({ ...emptyBatch, ended: [ended] });
    const stored = await history.call([tenant], made.callId);
    assert.deepEqual(stored?.events, eventsOf(made));
    assert.deepEqual(stored?.row, ended.row);
    assert.deepEqual(await history.call([tenant], "1795235373-77"), stored);
    assert.deepEqual(await history.call([tenant], made.callId, day + 5000), stored);
    assert.equal(await history.call([otherTenant], made.callId), undefined);
    assert.equal(await history.call([tenant], "1795235373-78"), undefined);
  });

  test(`${name}: tenants never see or count each other's calls`, async () => {
    await using history = await open();
    await record(history, [
      { callId: "1", at: day, missedAfterMs: 5 },
      { callId: "1", at: day, vdn: 171 },
    ]);
    assert.equal((await callPage(history, calls)).total, 1);
    assert.equal((await callPage(history, { ...calls, tenant: otherTenant })).rows[0]?.vdn, 171);
    assert.equal((await missedPage(history, { ...everything, tenant: otherTenant })).total, 0);
  });

  test(`${name}: a record that is replaced or reopened is counted no longer`, async () => {
    await using history = await open();
    const first: MadeUp = { callId: "1", at: day, missedAfterMs: 500 };
    await record(history, [first, { callId: "2", at: day }]);
    const row = (await history.call([tenant], "1"))?.row;
    assert.ok(row);
    const moved: MadeUp = { callId: "1", at: day - 7_200_000, queuedAfterMs: 3 };
    await history.commit({ ...emptyBatch, ended: [endedCall(moved, { replaces: row })] });
    assert.deepEqual(ids((await callPage(history, calls)).rows), ["1", "2"]);
    assert.equal((await missedPage(history, everything)).total, 0);
    const again = (await history.call([tenant], "1"))?.row;
    assert.ok(again);
    await history.commit({ ...emptyBatch, reopened: [{ tenant, callId: "1", row: again }] });
    assert.equal((await callPage(history, calls)).total, 1);
    assert.equal(await history.call([tenant], "1"), undefined);
  });

  test(`${name}: a dropped day takes its records, totals and IDs with it`, async () => {
    await using history = await open();
    await record(history, [
      { callId: "1", at: day - 1, missedAfterMs: 1 },
      { callId: "2", at: day, missedAfterMs: 1 },
    ]);
    assert.deepEqual(await history.days(), [day - dayMs, day]);
    const bytes = await history.bytesOfDay(day - dayMs);
    assert.ok(bytes === null || bytes > 0);
    await history.dropDay(day - dayMs);
    assert.deepEqual(await history.days(), [day]);
    assert.equal(await history.bytesOfDay(day - dayMs), null);
    assert.equal((await callPage(history, calls)).total, 1);
    assert.equal((await missedPage(history, everything)).total, 1);
    assert.equal(await history.call([tenant], "1"), undefined);
    await record(history, [{ callId: "3", at: day - 1 }]);
    assert.equal((await callPage(history, calls)).total, 2);
  });

  test(`${name}: live calls are those accepted and not recorded, with all their events`, async () => {
    await using opened = await open();
    const live: MadeUp = { callId: "live", at: day };
    const events = eventsOf(live).slice(0, 2);
    await record(opened, [{ callId: "ended", at: day }]);
    await opened.commit({
      ...emptyBatch,
      events: events.map((event) => ({ event, cmsCallId: "1-9" })),
    });
    const history = reopen === undefined ? opened : await reopen(opened);
    const found = await Array.fromAsync(history.liveCalls());
    assert.deepEqual(found, [{ tenant, callId: "live", cmsCallId: "1-9", events }]);
    if (history !== opened) await history[Symbol.asyncDispose]();
  });

  test(`${name}: tasks are filtered and come newest first; agents and refusals are kept`, async () => {
    await using history = await open();
    const base = { ccId: 1, vdn: 170, kind: "taskCreated", called: "2" } as const;
    const events = [
      { ...base, serialNo: "1", at: 10, taskType: "1" as const, caller: "1001" },
      { ...base, serialNo: "2", at: 20, taskType: "4" as const, caller: "1001" },
      {
        ...base,
        serialNo: "3",
        at: 20,
        taskType: "1" as const,
        caller: "1002",
        called: "3",
        vdn: 171,
      },
    ];
    const ended = {
      ccId: 1,
      vdn: 170,
      kind: "taskEnded",
      serialNo: "1",
      at: 30,
      reasonCode: 0,
    } as const;
    const refused = {
      receivedAt: 1,
      source: "http",
      tenant,
      line: 3,
      field: "vdn",
      reason: "no",
      raw: "",
    };
    const agent = {
      ...{ ccId: 1, vdn: 170, agentId: 1001, state: 1, reason: "", stateSince: 5 },
      ...{ signedInAt: 5, skillIds: [1], skillsSince: 5 },
    };
    await history.commit({
      ...emptyBatch,
      tasks: events.map((event) => ({ task: foldTask([event]), events: [event] })),
      agents: [agent],
      refused: [refused, { ...refused, tenant: 0, line: 4 }],
    });
    const all = {
      tenants: [tenant, otherTenant],
      from: 0,
      to: 99,
      taskTypes: [],
      states: [],
      caller: "",
      called: "",
      offset: 0,
      limit: 9,
    };
    const serials = async (query: object) =>
      (await history.tasks({ ...all, ...query })).rows.map((task) => task.serialNo);
    assert.deepEqual(await serials({}), ["2", "3", "1"]);
    assert.deepEqual(await serials({ taskTypes: ["1"] }), ["3", "1"]);
    assert.deepEqual(await serials({ tenants: [tenant], caller: "1001", from: 20 }), ["2"]);
    assert.deepEqual(await serials({ tenants: [] }), []);
    assert.deepEqual(await serials({ called: "3" }), ["3"]);
    assert.deepEqual(await serials({ called: "2", caller: "1002" }), []);
    assert.deepEqual(await serials({ states: [1, 3] }), []);
    const firstEnded = [...events.slice(0, 1), ended];
    await history.commit({
      ...emptyBatch,
      tasks: [{ task: foldTask(firstEnded), events: firstEnded }],
    });
    assert.deepEqual(await serials({ states: [1, 3] }), ["1"]);
    assert.deepEqual(await serials({ states: [0], called: "2" }), ["2"]);
    assert.equal((await history.tasks({ ...all, limit: 1 })).total, 3);
    assert.deepEqual((await history.task([otherTenant, tenant], "2"))?.events, [events[1]]);
    assert.equal(await history.task([otherTenant], "2"), undefined);
    assert.deepEqual(await Array.fromAsync(history.agents()), [agent]);
    assert.equal((await history.refusedEvents({ offset: 0, limit: 9 })).rows[0]?.line, 4);
    const own = await history.refusedEvents({ tenants: [tenant], offset: 0, limit: 9 });
    assert.deepEqual([own.total, own.rows], [1, [refused]]);
  });

  test(`${name}: every form of ID, number and time comes back as it was written`, async () => {
    await using history = await open();
    const second = day / 1000;
    const callIds = [
      ...[`${second}-7`, `${second}-07`, `0${second}-7`, `${second}-0`, `${second - 1}-7`],
      ...["7", "1f0e7a52-63a1-4a7b-9b0f-3c2d1e0f9a8b", "1F0E7A52-63A1-4A7B-9B0F-3C2D1E0F9A8B"],
      ...[`${day}-12`, "pbx1-1795235373.12", "\u00e9\u{1f4de}"],
    ];
    const numbers = ["13800000001", "0138", "+86138", "", "123456789012345678", "sip:1001", "0"];
    const ended = callIds.map((callId, index) => {
      const callerNo = numbers[index % numbers.length] ?? "";
      return endedCall({ callId, at: day + index, callerNo, calleeNo: callerNo });
    });
    await history.commit({ ...emptyBatch, ended });
    const page = await callPage(history, calls);
    const written = ended.map(({ row }) => row);
    assert.deepEqual(page, { total: ended.length, rows: written });
    for (const [index, callId] of callIds.entries()) {
      const stored = await history.call([tenant], callId);
      assert.deepEqual(stored, { row: written[index], events: ended[index]?.events });
    }
    for (const number of numbers) {
      const own = written.filter((row) => row.callerNo === number);
      const asked = { ...calls, callerNo: number, calleeNo: number };
      if (number !== "") assert.deepEqual(await callPage(history, asked), pageOf(own));
    }
  });

  test(`${name}: a short ID that was assigned finds its call, and no other's`, async () => {
    await using history = await open();
    const second = day / 1000;
    const assigned = `${second}-991`;
    await history.commit({
      ...emptyBatch,
      ended: [
        endedCall({ callId: "pbx-1", at: day }, { cmsCallId: assigned }),
        endedCall({ callId: "pbx-2", at: day + 5000 }, { cmsCallId: `${second}-992` }),
      ],
    });
    assert.equal((await history.call([tenant], assigned))?.row.callId, "pbx-1");
    const late = await history.call([tenant], `${second}-992`);
    assert.deepEqual([late?.row.callId, late?.row.cmsCallId], ["pbx-2", `${second}-992`]);
    assert.equal((await history.call([tenant], "pbx-2"))?.row.cmsCallId, `${second}-992`);
    assert.equal(await history.call([tenant], `${second}-993`), undefined);
    assert.equal(await history.call([otherTenant], assigned), undefined);
  });

  test(`${name}: an ID that is used again later keeps both calls; the nearest or newest is found`, async () => {
    await using history = await open();
    const later = day + 3 * dayMs;
    await record(history, [{ callId: "1", at: day }]);
    await record(history, [{ callId: "1", at: later }]);
    assert.equal((await callPage(history, calls)).total, 2);
    const arrival = async (near?: number) =>
      (await history.call([tenant], "1", near))?.row.arrivedAt;
    assert.equal(await arrival(), later);
    assert.equal(await arrival(day), day);
    assert.equal(await arrival(day + dayMs), day);
    assert.equal(await arrival(later - 1), later);
    assert.equal(await arrival(later + 5 * dayMs), undefined);
  });

  test(`${name}: a call that lasts for days is found by events of all of them, also after a start`, async () => {
    const history = await open();
    const long = { callId: "1", at: day, queuedAfterMs: 3 * dayMs };
    const assigned = { cmsCallId: "1795235373-77" };
    await record(history, [{ callId: "short", at: day }]);
    await history.commit({ ...emptyBatch, ended: [endedCall(long, assigned)] });
    const check = async (history: History) => {
      const near = async (callId: string, at: number) =>
        (await history.call([tenant], callId, at))?.row.callId;
      for (const days of [-1, 0, 1, 2, 3]) {
        assert.equal(await near("1", day + days * dayMs + 5), "1", `${days} days`);
        assert.equal(await near(assigned.cmsCallId, day + days * dayMs), "1", `${days} days`);
      }
      assert.equal(await near("1", day + 4 * dayMs), undefined);
      assert.equal(await near("1", day - 1 - dayMs), undefined);
      assert.equal(await near("short", day + 2 * dayMs), undefined);
      assert.equal(await history.call([otherTenant], "1", day + 3 * dayMs), undefined);
    };
    await check(history);
    await using again = reopen === undefined ? history : await reopen(history);
    await check(again);
  });

  test(`${name}: a day that is dropped between two commits has the records of the second`, async () => {
    await using history = await open();
    await record(history, [{ callId: "1", at: day }]);
    // Begins to read what the day has.
    const asked = history.call([tenant], "1", day);
    await Promise.all([
      record(history, [{ callId: "2", at: day + 1 }]),
      history.dropDay(day),
      record(history, [{ callId: "3", at: day + 2 }]),
    ]);
    await asked;
    assert.deepEqual(ids((await callPage(history, calls)).rows), ["3"]);
    await record(history, [{ callId: "4", at: day + 3 }]);
    assert.deepEqual(ids((await callPage(history, calls)).rows), ["3", "4"]);
    assert.equal(await history.call([tenant], "1", day), undefined);
  });

  test(`${name}: a missed call that loses its number has been called back by nobody`, async () => {
    await using history = await open();
    const missed = { callId: "1", at: day, missedAfterMs: 5 };
    const talk = { callId: "2", at: day + 60_000 };
    await record(history, [missed, talk]);
    const openCalls = async () => {
      const query = {
        tenants: [tenant],
        from: 0,
        to: 9e14,
        status: "open",
        offset: 0,
        limit: 9,
      } as const;
      const { rows } = await history.missedCallBacks(query, new AbortController().signal);
      return rows.map(({ row }) => row.callId);
    };
    assert.deepEqual(await openCalls(), []);
    const again = (made: MadeUp) => endedCall(made, { replaces: endedCall(made).row });
    const anonymous = { ...missed, callerNo: "" };
    const replaces = endedCall(missed).row;
    await history.commit({
      ...emptyBatch,
      ended: [again(talk), endedCall(anonymous, { replaces })],
    });
    assert.deepEqual(await openCalls(), ["1"]);
  });

  test(`${name}: a missed call that was dealt with stays so when it is live again and recorded on another day`, async () => {
    await using history = await open();
    const missed = { callId: "1", at: day, missedAfterMs: 5 };
    const other = { ...missed, callId: "2" };
    await record(history, [missed, other]);
    const byHand = { at: day + 9e6, by: "me", note: "" };
    for (const callId of ["1", "2"]) await history.resolveMissedCall(tenant, callId, byHand);
    const kindOf = async (callId: string) =>
      (await history.missedCall(tenant, callId))?.resolution?.kind;
    for (const at of [day - 1000, day + dayMs, day]) {
      const row = (await history.call([tenant], "1"))?.row;
      assert.ok(row);
      await history.commit({ ...emptyBatch, reopened: [{ tenant, callId: "1", row }] });
      assert.equal(await kindOf("1"), undefined);
      // Nobody has dealt with the call of that ID in another tenant.
      await record(history, [{ ...missed, at, vdn: 171 }]);
      assert.equal((await history.missedCall(otherTenant, "1"))?.resolution, undefined);
      await record(history, [{ ...missed, at }]);
      assert.deepEqual([await kindOf("1"), await kindOf("2")], ["hand", "hand"]);
    }
    const query = { tenants: [tenant], from: 0, to: 9e14, status: "open" } as const;
    const page = { ...query, offset: 0, limit: 9 };
    const { total } = await history.missedCallBacks(page, new AbortController().signal);
    assert.equal(total, 0);
  });

  test(`${name}: a record that is written again is counted once, as it is now`, async () => {
    await using history = await open();
    await record(history, [{ callId: "1", at: day, missedAfterMs: 5 }]);
    await record(history, [{ callId: "1", at: day, direction: "out" }]);
    assert.equal((await callPage(history, calls)).total, 0);
    assert.equal((await callPage(history, { ...calls, direction: "out" })).total, 1);
    assert.deepEqual(await missedPage(history, everything), { total: 0, rows: [] });
  });

  historyModelConformance({ name, open, reopen });
  listPageConformance({ name, open });
  eachCallConformance({ name, open });
  derivedModelConformance({ name, open, reopen });
  taskModelConformance({ name, open, reopen });

  if (reopen === undefined) return;
  test(`${name}: what was committed is there when it is opened again`, async () => {
    const history = await open();
    await record(history, [
      { callId: "1", at: day - dayMs, missedAfterMs: 7 },
      { callId: "2", at: day },
    ]);
    await using again = await reopen(history);
    assert.deepEqual(ids((await callPage(again, calls)).rows), ["1", "2"]);
    assert.equal((await missedPage(again, everything)).total, 1);
    assert.deepEqual(await Array.fromAsync(again.liveCalls()), []);
    await record(again, [{ callId: "3", at: day + 1 }]);
    assert.equal((await callPage(again, calls)).total, 3);
  });
}

function pageOf(rows: readonly CallRow[]) {
  return { total: rows.length, rows };
}
