import assert from "node:assert/strict";
import { test } from "node:test";
import { endedCall } from "../storage/made-up-call.ts";
import { ListPage } from "../storage/list-page.ts";
import { rowsWriter } from "./row-text.ts";

const { row } = endedCall({ callId: "1", at: Date.UTC(2026, 10, 21) });
const write = rowsWriter(({ callId, callerNo }) => ({ callId, callerNo }));

function textOf(page: ListPage): string {
  return Buffer.concat(write(page)).toString();
}

test("rows are cut out of the text of their blocks, whatever characters they have", () => {
  const block = ["1", "\u00e9", "\u{1f4de}", '"'].map((callerNo) => ({ ...row, callerNo }));
  for (let from = 0; from < block.length; from += 1) {
    for (let to = from + 1; to <= block.length; to += 1) {
      const page = new ListPage(9, [{ block, from, to }]);
      const wanted = page.rows.map(({ callId, callerNo }) => ({ callId, callerNo }));
      assert.equal(textOf(page), JSON.stringify(wanted));
    }
  }
  assert.equal(textOf(ListPage.ofRows(0, [])), "[]");
});

test("a text that is kept keeps no more memory than its own", () => {
  const [, rows] = write(ListPage.ofRows(1, [row]));
  assert.ok(rows !== undefined);
  assert.equal(rows.buffer.byteLength, rows.length);
});
