import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { record, tenant } from "../made-up-call.ts";
import { openSqliteHistory } from "./sqlite-history.ts";

const dataDir = mkdtempSync(join(tmpdir(), "trunkline-missed-"));
after(() => rmSync(dataDir, { recursive: true, force: true }));

test("missed calls that are years apart are listed without a look at each day between them", async () => {
  await using history = await openSqliteHistory({ dataDir });
  const missed = (callId: string, at: number) => ({ callId, at, missedAfterMs: 5 });
  const years = [1970, 2026, 2027, 9998].map((year) => missed(String(year), Date.UTC(year, 5)));
  await record(history, years);
  let looks = 0;
  const { signal } = new AbortController();
  Object.defineProperty(signal, "throwIfAborted", { value: () => (looks += 1) });
  const query = { tenants: [tenant], from: 0, to: 9e14, status: "all" } as const;
  const idsOf = async (page: { readonly offset: number; readonly limit: number }) => {
    const { total, rows } = await history.missedCallBacks({ ...query, ...page }, signal);
    return [total, ...rows.map(({ row }) => row.callId)];
  };
  assert.deepEqual(await idsOf({ offset: 0, limit: 9 }), [4, "9998", "2027", "2026", "1970"]);
  assert.deepEqual(await idsOf({ offset: 2, limit: 1 }), [4, "2026"]);
  const nobody = { ...query, callerNo: "nobody", offset: 0, limit: 9 };
  assert.equal((await history.missedCallBacks(nobody, signal)).total, 0);
  assert.ok(looks < 200, `${looks} looks`);
});
