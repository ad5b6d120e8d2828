import assert from "node:assert/strict";
import { test } from "node:test";
import type { CallSearch } from "../call-search.ts";
import { ArrivalPage } from "./arrival-page.ts";
import type { CallWindow } from "./call-windows.ts";
import type { DaySearch } from "./day-search.ts";
import { TurnOrder } from "./turns.ts";

const day = Date.UTC(2026, 10, 21);
const hourMs = 3_600_000;
const turns = await new TurnOrder().begin([1], new AbortController().signal);
const search: CallSearch = {
  ...{ tenants: [1], time: "arrived", from: day, to: day + 24 * hourMs - 1 },
  ...{ sort: { by: "time", order: "ascending" }, offset: 3, limit: 9 },
};

test("records that go while a page passes over others bring none of those back", async () => {
  const page = new ArrivalPage(search);
  let whole = true;
  // Of four calls, one an hour, two go after the day has been counted.
  const counting: Pick<DaySearch, "isCounted" | "count" | "rows"> = {
    isCounted: true,
    count: ({ from }: CallWindow) => {
      if (whole) {
        whole = false;
        return 4;
      }
      return from - day < 2 * hourMs && from % hourMs === 0 ? 1 : 0;
    },
    rows: () => assert.fail("nothing is left to be read"),
  };
  // Nothing else is asked of it.
  await page.addDay(day, () => counting as DaySearch, turns);
  assert.deepEqual(page.found(), { rows: [] });
});
