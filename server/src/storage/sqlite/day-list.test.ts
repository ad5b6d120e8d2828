import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import type { WriteRow } from "../list-page.ts";
import { emptyBatch, endedCall, tenant, type MadeUp } from "../made-up-call.ts";
import { batchBytes, readChanges } from "./batch-bytes.ts";
import { BlockCache } from "./block-cache.ts";
import { DayList } from "./day-list.ts";
import { DayReader } from "./day-reader.ts";
import { DayWriter } from "./day-writer.ts";
import { dayMs, minuteMs, missedKind } from "./minute.ts";
import { Reader } from "./reader-pool.ts";

const root = mkdtempSync(join(tmpdir(), "trunkline-list-"));
after(() => rmSync(root, { recursive: true, force: true }));

const day = Date.UTC(2026, 10, 21);
const callsOfDay = 1000;
/** 16 bits each, of a caller and of the one callee. */
const filterBytes = 2 * (callsOfDay + 1);
const write: WriteRow = (row) => row.callId;

function openDay(name: string, calls: readonly MadeUp[]): Disposable & { readonly day: DayReader } {
  const path = join(root, `${name}.db`);
  using writer = new DayWriter({ path, day, journalSeq: 0 });
  const ended = calls.map((call) => endedCall(call));
  const recorded = readChanges(batchBytes({ ...emptyBatch, ended })).ended;
  writer.apply(1, { removed: [], recorded, agentStates: [] });
  const reader = new Reader(path);
  return {
    day: new DayReader(() => reader, day),
    [Symbol.dispose]: () => reader[Symbol.dispose](),
  };
}

test("which numbers days have counts for the limit of what is kept, and is read again when it pays", () => {
  const numbered = (_: unknown, n: number) => ({ callId: `${n}`, at: day + n, callerNo: `1${n}` });
  using opened = openDay("numbers", Array.from({ length: callsOfDay }, numbered));
  const blocks = new BlockCache({ bytesMax: 3 * filterBytes });
  const lists = Array.from(
    { length: 10 },
    () => new DayList({ tenant, kind: 0, day, readers: [opened.day], blocks }),
  );
  const query = { tenant, kind: 0, from: day, to: day + dayMs - 1, calleeNo: "" };
  const totalOf = (list: DayList, callerNo: string) =>
    list.page({ ...query, callerNo }, { skip: 0, wanted: 1, write }).total;
  const kept = () => lists.filter((list) => blocks.filterOf(list) !== undefined).length;
  for (let n = 0; n < 8; n += 1) for (const list of lists) totalOf(list, "none");
  assert.equal(kept(), 0);
  for (const list of lists) totalOf(list, "none");
  assert.ok(kept() > 0 && kept() < lists.length);
  assert.ok(blocks.bytes > filterBytes && blocks.bytes <= 3 * filterBytes);
  const gone = lists.find((list) => blocks.filterOf(list) === undefined);
  assert.ok(gone);
  for (let n = 0; n < 4; n += 1) {
    assert.deepEqual([totalOf(gone, "17"), totalOf(gone, "none")], [1, 0]);
  }
  assert.equal(blocks.filterOf(gone), undefined);
  assert.equal(totalOf(gone, "17"), 1);
  assert.notEqual(blocks.filterOf(gone), undefined);
});

test("rows of a minute with thousands of calls are found at their places, kept or not, from both ends", () => {
  const [before, within, behind] = [40, 2500, 40];
  const calls = Array.from({ length: before + within + behind }, (_, n) => {
    const isWithin = n >= before && n < before + within;
    const at = isWithin ? minuteMs + (n - before) * 20 : n * 1000 + (n < before ? 0 : minuteMs);
    return { callId: `${n}`, at: day + at, queuedAfterMs: 1, missedAfterMs: 5 };
  });
  using opened = openDay("busy", calls);
  const ids = calls.map(({ callId }) => callId);
  const ranges = [
    { from: day, to: day + dayMs - 1, skipped: 0 },
    { from: day + minuteMs + 100 * 20 + 2, to: day + dayMs - 1, skipped: before + 101 },
  ];
  for (const kind of [0, missedKind]) {
    const blocks = new BlockCache({ bytesMax: 1_000_000 });
    const list = new DayList({ tenant, kind, day, readers: [opened.day], blocks });
    for (const { skipped, ...range } of [...ranges, ...ranges]) {
      const query = { tenant, kind, ...range, callerNo: "", calleeNo: "" };
      const rest = ids.slice(skipped);
      const expected = kind === missedKind ? rest.toReversed() : rest;
      for (const skip of [0, 39, 200, 256, 1000, rest.length - 45, rest.length]) {
        for (const wanted of [0, 1, 100, 3000]) {
          const page = list.page(query, { skip, wanted, write });
          const text = Buffer.concat(page.json).toString();
          assert.equal(text, `[${expected.slice(skip, skip + wanted).join(",")}]`);
          assert.equal(page.total, rest.length);
        }
      }
    }
    assert.ok(blocks.bytes > 10_000);
  }
});
