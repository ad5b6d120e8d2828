import assert from "node:assert/strict";
import { test } from "node:test";
import { getCalls } from "@trunkline/contract";
import fc from "fast-check";
import { Value } from "typebox/value";
import { zoneOf } from "../../format/zone.ts";
import {
  activeFilters,
  callIdIn,
  directions,
  durations,
  filterRequest,
  idLists,
  readFilter,
  sorts,
  states,
  times,
  writeFilter,
  type CallFilter,
} from "./call-filter.ts";

const digits = fc.stringMatching(/^\d{0,12}$/);
const optional = <Item>(item: fc.Arbitrary<Item>) => fc.option(item, { nil: undefined });
const filters: fc.Arbitrary<CallFilter> = fc.record(
  {
    period: fc.constantFrom("hour", "today", "day", "month"),
    from: fc.constant(undefined),
    to: fc.constant(undefined),
    time: fc.constantFrom(...times),
    direction: optional(fc.constantFrom(...directions)),
    state: optional(fc.constantFrom(...states)),
    prefix: digits,
    caller: digits,
    callee: digits,
    ids: fc.record(
      Object.fromEntries(
        idLists.map((name) => [
          name,
          fc.uniqueArray(fc.integer({ min: 101, max: 9999 }), { maxLength: 3 }),
        ]),
      ) as Record<(typeof idLists)[number], fc.Arbitrary<number[]>>,
      { noNullPrototype: true },
    ),
    durations: fc.record(
      Object.fromEntries(
        durations.map((name) => [name, optional(fc.integer({ min: 0, max: 86_400_000 }))]),
      ) as Record<(typeof durations)[number], fc.Arbitrary<number | undefined>>,
      { noNullPrototype: true },
    ),
    sort: fc.constantFrom(...sorts),
    offset: fc.integer({ min: 0, max: 1_000_000 }),
  },
  { noNullPrototype: true },
);

test("the address holds all of a filter, and nothing else of the address is lost", () => {
  fc.assert(
    fc.property(filters, (filter) => {
      const query = writeFilter(filter, new URLSearchParams("tenant=1/100"));
      assert.equal(query.get("tenant"), "1/100");
      assert.deepEqual(readFilter(new URLSearchParams(query.toString())), filter);
    }),
  );
});

test("whatever is filtered by, the contract takes the request", () => {
  const asked = { tenant: "1/100", zone: zoneOf("UTC"), now: 1_776_220_200_000, isMasked: false };
  fc.assert(
    fc.property(filters, (filter) => {
      const request = filterRequest(filter, asked);
      assert.deepEqual([...Value.Errors(getCalls.request, request)], []);
    }),
  );
});

test("an outcome that is no state of the request is asked for as an outcome", () => {
  const asked = { tenant: "1/100", zone: zoneOf("UTC"), now: 1_776_220_200_000, isMasked: false };
  const of = (state: string) => filterRequest(readFilter(new URLSearchParams({ state })), asked);
  assert.deepEqual(of("selfService").outcome, ["selfService"]);
  assert.equal(of("selfService").state, undefined);
  assert.equal(of("missed").state, "missed");
});

test("whoever sees no numbers searches by whole ones", () => {
  const asked = { tenant: "1/100", zone: zoneOf("UTC"), now: 1_776_220_200_000, isMasked: true };
  const request = filterRequest(readFilter(new URLSearchParams("prefix=13800000001")), asked);
  assert.deepEqual([request.prefix, request.number], [undefined, "13800000001"]);
});

test("the usual filter leaves the address empty and asks for the last 24 hours", () => {
  const filter = readFilter(new URLSearchParams());
  assert.equal(writeFilter(filter, new URLSearchParams()).toString(), "");
  assert.equal(activeFilters(filter), 0);
  const now = 1_776_220_200_000;
  assert.deepEqual(
    filterRequest(filter, { tenant: "1/100", zone: zoneOf("UTC"), now, isMasked: false }),
    {
      tenant: ["1/100"],
      from: now - 86_400_000,
      to: now,
      sort: "-arrivedAt",
    },
  );
});

test("an address that somebody has spoilt is read as far as it goes", () => {
  const filter = readFilter(
    new URLSearchParams("state=gone&skillId=x&skillId=7&offset=-1&from=1e9"),
  );
  assert.equal(filter.state, undefined);
  assert.deepEqual(filter.ids.skillId, [7]);
  assert.equal(filter.offset, 0);
  assert.equal(filter.from, undefined);
});

test("a search text is a number, or else the ID of a call", () => {
  assert.equal(callIdIn("+86138"), undefined);
  assert.equal(callIdIn("+49 (30) 123-45"), undefined);
  assert.equal(callIdIn("020/8888"), undefined);
  assert.equal(callIdIn(" 1776220200-1447 "), "1776220200-1447");
  assert.equal(callIdIn("a4f3c2"), "a4f3c2");
});
