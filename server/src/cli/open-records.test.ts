import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { loadOptions } from "../config/load-options.ts";
import { emptyBatch, tenant } from "../storage/made-up-call.ts";
import { defaultSqliteLimits } from "../storage/sqlite/sqlite-history.ts";
import { openRecords, storageLimits } from "./open-records.ts";

function optionsOf(flags: Readonly<Record<string, string>>) {
  const none = { environment: {}, configurationFile: undefined, readFile: () => "" };
  return loadOptions({ flags, ...none }).options;
}

test("the limits that are preset are those that the storage is tested with", () => {
  assert.deepEqual(storageLimits(optionsOf({})), defaultSqliteLimits);
});

test("the storage keeps to the limits of the configuration", async () => {
  const dir = mkdtempSync(join(tmpdir(), "trunkline-records-"));
  try {
    await using history = await openRecords(
      optionsOf({ "data.dir": dir, "storage.refusedMax": "2" }),
    );
    const refused = [1, 2, 3].map((line) => ({
      ...{ tenant, receivedAt: line, source: "http", line },
      ...{ field: "at", reason: "must be a time", raw: "{}" },
    }));
    await history.commit({ ...emptyBatch, refused });
    const { rows } = await history.refusedEvents({ offset: 0, limit: 9 });
    assert.deepEqual(
      rows.map(({ line }) => line),
      [3, 2],
    );
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
});
