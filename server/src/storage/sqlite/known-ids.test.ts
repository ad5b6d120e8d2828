import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate as nextTurn } from "node:timers/promises";
import { tenantKey } from "../../lib/tenant-key.ts";
import { KnownIds } from "./known-ids.ts";
import { dayMs } from "./minute.ts";

const tenant = tenantKey({ ccId: 1, vdn: 170 });

test("a day that is asked for again and again is not read anew for others that come once", async () => {
  using known = new KnownIds({ daysMax: 2 });
  const reads: number[] = [];
  const ask = async (day: number) => {
    const mayHold = known.mayHold(day * dayMs, tenant, "1-1", () => {
      reads.push(day);
      return [];
    });
    await nextTurn();
    await nextTurn();
    return mayHold;
  };
  assert.equal(await ask(100), true);
  for (const day of [1, 2, 3]) {
    await ask(day);
    assert.equal(await ask(100), false);
  }
  assert.deepEqual(reads, [100, 1, 2, 3]);
});
