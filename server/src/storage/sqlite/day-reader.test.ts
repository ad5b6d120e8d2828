import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { after, test } from "node:test";
import { tenantKey } from "../../lib/tenant-key.ts";
import { emptyBatch, endedCall } from "../made-up-call.ts";
import { batchBytes, readChanges } from "./batch-bytes.ts";
import { DayReader } from "./day-reader.ts";
import { DayWriter } from "./day-writer.ts";
import { minuteMs, missedKind } from "./minute.ts";
import { Reader } from "./reader-pool.ts";

const root = mkdtempSync(join(tmpdir(), "trunkline-day-reader-"));
after(() => rmSync(root, { recursive: true, force: true }));

const day = Date.UTC(2026, 10, 21);

test("the calls of many tenants that have few are counted without their hours", () => {
  const path = join(root, "wide.db");
  using writer = new DayWriter({ path, day, journalSeq: 0 });
  const vdns = Array.from({ length: 300 }, (_, n) => n + 1);
  const ended = vdns.map((vdn) => {
    return endedCall({ callId: "1", vdn, at: day + vdn * minuteMs, missedAfterMs: 1 });
  });
  const recorded = readChanges(batchBytes({ ...emptyBatch, ended })).ended;
  writer.apply(1, { removed: [], recorded, agentStates: [] });
  {
    using database = new DatabaseSync(path);
    database.exec("delete from hour_count");
  }
  using reader = new Reader(path);
  const tenants = vdns.map((vdn) => tenantKey({ ccId: 1, vdn }));
  const range = {
    from: day + 10 * minuteMs,
    to: day + 1000 * minuteMs,
    callerNo: "",
    calleeNo: "",
  };
  const total = (kind: number) => {
    return new DayReader(() => reader, day).total({ tenants, kind, ...range });
  };
  assert.deepEqual([0, 1, missedKind].map(total), [291, 0, 291]);
});
