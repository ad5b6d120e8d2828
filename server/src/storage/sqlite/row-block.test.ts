import assert from "node:assert/strict";
import { test } from "node:test";
import type { ListPage, WriteRow } from "../list-page.ts";
import { endedCall } from "../made-up-call.ts";
import { RowBlock } from "./row-block.ts";

const { row } = endedCall({ callId: "1", at: Date.UTC(2026, 10, 21) });
const write: WriteRow = ({ callId, callerNo }) => JSON.stringify({ callId, callerNo });
const numbers = ["1", "\u00e9", "\u{1f4de}", '"'];
const rows = numbers.map((callerNo, index) => ({ ...row, callerNo, arrivedAt: 10 * index }));

function textOf({ json }: ListPage): string {
  return Buffer.concat(json).toString();
}

test("rows are cut out of the text of their block, whatever characters they have", () => {
  const block = new RowBlock(rows, 0, write);
  for (let from = 0; from <= block.length; from += 1) {
    for (let to = from; to <= block.length; to += 1) {
      const page = block.page(9, from, to);
      assert.equal(textOf(page), `[${rows.slice(from, to).map(write).join(",")}]`);
      assert.deepEqual([page.total, page.rowCount], [9, to - from]);
    }
  }
  assert.equal(textOf(new RowBlock([], 0, write).page(0, 0, 0)), "[]");
});

test("a time has its place among the rows of a block", () => {
  const block = new RowBlock(rows, 0, write);
  const placeOf = (at: number) => block.firstIndex((time) => time >= at);
  assert.deepEqual([-1, 0, 1, 10, 30, 31].map(placeOf), [0, 0, 1, 1, 3, 4]);
});

test("the text of a block takes no more memory than it is long", () => {
  const [, text] = new RowBlock([row], 0, write).page(1, 0, 1).json;
  assert.equal(text?.buffer.byteLength, text?.length);
});
