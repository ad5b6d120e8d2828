import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import type { WriteRow } from "../list-page.ts";
import { emptyBatch, endedCall, tenant } from "../made-up-call.ts";
import { batchBytes, readChanges } from "./batch-bytes.ts";
import { BlockCache } from "./block-cache.ts";
import { DayList } from "./day-list.ts";
import { DayReader } from "./day-reader.ts";
import { DayWriter } from "./day-writer.ts";
import { Reader } from "./reader-pool.ts";

const root = mkdtempSync(join(tmpdir(), "trunkline-list-"));
after(() => rmSync(root, { recursive: true, force: true }));

const day = Date.UTC(2026, 10, 21);
const dayMs = 86_400_000;
const callsOfDay = 1000;
/** 16 bits each, of a caller and of the one callee. */
const filterBytes = 2 * (callsOfDay + 1);
const write: WriteRow = (row) => row.callId;

function openDay(): Disposable & { readonly day: DayReader } {
  const path = join(root, "day.db");
  using writer = new DayWriter({ path, day, journalSeq: 0 });
  const ended = Array.from({ length: callsOfDay }, (_, n) =>
    endedCall({ callId: String(n), at: day + n, callerNo: `1${n}` }),
  );
  const recorded = readChanges(batchBytes({ ...emptyBatch, ended })).ended;
  writer.apply(1, { removed: [], recorded, agentStates: [] });
  const reader = new Reader(path);
  return {
    day: new DayReader(() => reader, day),
    [Symbol.dispose]: () => reader[Symbol.dispose](),
  };
}

test("which numbers days have counts for the limit of what is kept, and is read again when it pays", () => {
  using opened = openDay();
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
