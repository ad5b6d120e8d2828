import assert from "node:assert/strict";
import { test } from "node:test";
import { getQueueReport } from "@trunkline/contract";
import { reportCsv } from "./report-csv.ts";

test("a report is a line per row, every figure of the API under its own name", () => {
  const { rows } = getQueueReport.example.reply;
  const [head = "", line = "", ...rest] = reportCsv({ rows }).split("\r\n");
  assert.deepEqual(rest, [""]);
  assert.deepEqual(head.split(",").toSorted(), Object.keys(rows[0] ?? {}).toSorted());
  const cells = line.split(",");
  const told = Object.fromEntries(head.split(",").map((name, at) => [name, cells[at]]));
  assert.equal(told["from"], new Date(rows[0]?.from ?? 0).toISOString());
  assert.equal(told["offered"], String(rows[0]?.offered));
});

test("a name with commas or quotes is one cell, and none is a formula; what is not known is empty", () => {
  const [row] = getQueueReport.example.reply.rows;
  assert.ok(row !== undefined);
  const line = (name: string) => reportCsv({ rows: [{ ...row, name, occupancy: null }] });
  assert.match(line('sales, "north"'), /,"sales, ""north""",/);
  assert.match(line("=1+1"), /,'=1\+1,/);
  assert.match(line("+8613800000001"), /,\+8613800000001,/);
  assert.match(line("x"), /,\r\n$/);
});
