// The lists of the CC-CMS interfaces: their order, their totals and their pages.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { HistoryUnderTest } from "./model-runs.conformance.ts";
import type { CallRow } from "./history.ts";
import { callPage, missedPage, record, tenant } from "./made-up-call.ts";

const day = Date.UTC(2026, 10, 21);
const dayMs = 86_400_000;
const everything = { tenant, from: 0, to: 9e14, offset: 0, limit: 1000 };
const calls = { ...everything, direction: "in", callerNo: "", calleeNo: "" } as const;

export function listPageConformance({ name, open }: Pick<HistoryUnderTest, "name" | "open">): void {
  const ids = (rows: readonly CallRow[]) => rows.map((row) => row.callId);

  test(`${name}: calls come by arrival, then callId, and the total counts all`, async () => {
    await using history = await open();
    await record(history, [
      { callId: "b", at: day + 5 },
      { callId: "a", at: day + 5 },
      { callId: "c", at: day + 1 },
    ]);
    const page = await callPage(history, { ...calls, limit: 2 });
    assert.deepEqual([ids(page.rows), page.total], [["c", "a"], 3]);
    assert.deepEqual(ids((await callPage(history, { ...calls, offset: 2 })).rows), ["b"]);
    assert.deepEqual((await callPage(history, { ...calls, offset: 3 })).rows, []);
  });

  test(`${name}: both ends of the range are included, and a millisecond is a range`, async () => {
    await using history = await open();
    await record(history, [
      { callId: "1", at: day + 60_000 },
      { callId: "2", at: day + 119_999 },
      { callId: "3", at: day + 120_000 },
    ]);
    const range = async (from: number, to: number) =>
      (await callPage(history, { ...calls, from: day + from, to: day + to })).total;
    assert.equal(await range(60_000, 119_999), 2);
    assert.equal(await range(60_001, 120_000), 2);
    assert.equal(await range(60_000, 60_000), 1);
    assert.equal(await range(60_001, 60_001), 0);
    assert.equal(await range(120_001, 60_000), 0);
  });

  test(`${name}: rows come in the form that each question asks for`, async () => {
    await using history = await open();
    await record(history, [{ callId: "1", at: day, missedAfterMs: 5 }]);
    for (const write of [() => "1", () => "[2]"]) {
      const pages = [
        await history.calls(calls, write),
        await history.missedCalls(everything, write),
      ];
      for (const { json } of pages) assert.equal(Buffer.concat(json).toString(), `[${write()}]`);
    }
  });

  test(`${name}: missed calls that waited over midnight keep their place`, async () => {
    await using history = await open();
    await record(history, [
      { callId: "early", at: day - 5000, queuedAfterMs: 7000, missedAfterMs: 10 },
      { callId: "late", at: day + 100, queuedAfterMs: 100, missedAfterMs: 10 },
      { callId: "noon", at: day + dayMs / 2, missedAfterMs: 10 },
    ]);
    const page = await missedPage(history, { ...everything, from: day });
    assert.deepEqual([ids(page.rows), page.total], [["noon", "early", "late"], 3]);
    const second = await missedPage(history, { ...everything, from: day, offset: 1, limit: 1 });
    assert.deepEqual(ids(second.rows), ["early"]);
  });

  test(`${name}: pages put together are the list, however many share an instant`, async () => {
    await using history = await open();
    const made = Array.from({ length: 120 }, (_, n) => ({
      callId: String(n),
      at: day - 90_000 + Math.floor(n / 8) * 12_000,
      missedAfterMs: 5,
    }));
    await record(history, made);
    const whole = await callPage(history, calls);
    const missed = await missedPage(history, everything);
    assert.deepEqual([whole.rows.length, missed.rows.length], [120, 120]);
    for (const limit of [1, 7, 50]) {
      const [paged, missedPaged]: [CallRow[], CallRow[]] = [[], []];
      for (let offset = 0; offset < 120; offset += limit) {
        const page = { offset, limit };
        paged.push(...(await callPage(history, { ...calls, ...page })).rows);
        missedPaged.push(...(await missedPage(history, { ...everything, ...page })).rows);
      }
      assert.deepEqual([paged, missedPaged], [whole.rows, missed.rows]);
    }
  });

  test(`${name}: the pages of a number are those of its list, whether it has few calls or many`, async () => {
    await using history = await open();
    const halfDay = dayMs / 2;
    // Days begin between two calls and at one; six share an instant.
    const made = Array.from({ length: 1300 }, (_, n) => ({
      callId: String(n),
      at: day - halfDay + Math.floor(n / 6) * 300_000,
      callerNo: n % 9 === 0 ? "1 " : n % 50 === 1 ? "1" : "7",
      calleeNo: n % 50 === 1 ? " 5" : "5",
    }));
    await record(history, made);
    const late = { callId: "late", at: day + 1, callerNo: "7", calleeNo: "5" };
    const instants = [day - halfDay, day - 1, day, day + 300_000, day + halfDay];
    const pages = [0, 1, 63, 64, 130, 700].flatMap((offset) =>
      [0, 1, 65, 600, 5000].map((limit) => ({ offset, limit })),
    );
    const numbers = [
      { callerNo: "7", calleeNo: "" },
      { callerNo: "", calleeNo: "5" },
      { callerNo: "1 ", calleeNo: "5" },
      { callerNo: "1", calleeNo: " 5" },
      { callerNo: "8", calleeNo: "" },
    ];
    for (const added of [[], [late]]) {
      await record(history, added);
      const { rows } = await callPage(history, { ...calls, limit: 2000 });
      for (const number of numbers) {
        const own = rows.filter(
          ({ callerNo, calleeNo }) =>
            (number.callerNo === "" || callerNo === number.callerNo) &&
            (number.calleeNo === "" || calleeNo === number.calleeNo),
        );
        for (const [n, from] of instants.entries()) {
          const range = { from, to: instants[n + 2] ?? day + 2 * dayMs };
          const inRange = own.filter((row) => row.arrivedAt >= from && row.arrivedAt <= range.to);
          for (const page of pages) {
            const found = await callPage(history, {
              ...calls,
              ...number,
              ...range,
              ...page,
            });
            assert.equal(found.total, inRange.length);
            const wanted = inRange.slice(page.offset, page.offset + page.limit);
            assert.deepEqual(ids(found.rows), ids(wanted));
          }
        }
      }
    }
  });
}
