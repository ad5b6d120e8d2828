import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { IdFilter } from "./id-filter.ts";

test("an ID that was added is never denied, however many there are", () => {
  const filter = new IdFilter();
  for (let n = 0; n < 100_000; n += 1) filter.add(8292 + (n % 50), `${1_795_235_373 + n}-${n % 7}`);
  for (let n = 0; n < 100_000; n += 1) {
    assert.ok(filter.mayHave(8292 + (n % 50), `${1_795_235_373 + n}-${n % 7}`));
  }
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(), fc.string({ maxLength: 64 }))), (ids) => {
      for (const [tenant, id] of ids) filter.add(tenant, id);
      return ids.every(([tenant, id]) => filter.mayHave(tenant, id));
    }),
  );
});

test("an ID that was not added is nearly always denied", () => {
  const filter = new IdFilter();
  for (let n = 0; n < 100_000; n += 1) filter.add(8292, `${1_795_235_373 + n}-0`);
  let wrong = 0;
  for (let n = 0; n < 100_000; n += 1) {
    if (filter.mayHave(8292, `${1_795_235_373 + n}-1`)) wrong += 1;
    if (filter.mayHave(8293, `${1_795_235_373 + n}-0`)) wrong += 1;
  }
  assert.ok(wrong < 10_000, `${wrong} of 200,000`);
});
