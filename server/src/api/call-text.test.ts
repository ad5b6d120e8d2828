import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { exportColumns } from "@trunkline/contract";
import { CsvRows } from "../connector/csv-rows.ts";
import { ByteText } from "../lib/byte-text.ts";
import { endedCall } from "../storage/made-up-call.ts";
import { csvText, ndjsonText, type CallText } from "./call-text.ts";
import type { ExportNames } from "./exported-call.ts";

const { row } = endedCall({ callId: "1", at: 1_776_220_200_000 });
const unnamed: ExportNames = {
  agent: () => "",
  queue: () => "",
  accessCode: () => "",
};
const names = Object.keys(exportColumns);
const anyText = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 12 }),
  fc.string({
    unit: fc.constantFrom("=", "+", "-", "@", "'", '"', ",", "\r", "\n", "1"),
    maxLength: 4,
  }),
);

function lineOf(text: CallText, callerNo: string, skillName: string): string {
  const into = new ByteText(1);
  text.writeRow(into, { ...row, callerNo }, { ...unnamed, queue: () => skillName });
  return Buffer.from(into.take()).toString();
}

test("any text in a row of NDJSON is read back as it was", () => {
  fc.assert(
    fc.property(anyText, anyText, (callerNo, skillName) => {
      const line = lineOf(ndjsonText, callerNo, skillName);
      assert.equal(line.indexOf("\n"), line.length - 1);
      const { callerNo: caller, skillName: skill } = JSON.parse(line);
      assert.deepEqual(
        [caller, skill],
        [callerNo.toWellFormed(), skillName.toWellFormed() || null],
      );
    }),
  );
});

test("any text in a row of CSV is read back as it was, but for the apostrophe before a formula", () => {
  fc.assert(
    fc.property(anyText, anyText, (callerNo, skillName) => {
      // A lone carriage return is a line end to our reader, though not to RFC 4180.
      fc.pre(!/\r/.test(callerNo + skillName));
      const reader = new CsvRows({});
      const line = Buffer.from(lineOf(csvText, callerNo, skillName));
      const [found, ...more] = [...reader.push(line), ...reader.finish()];
      assert.ok(found?.kind === "row" && more.length === 0);
      assert.equal(found.fields.length, names.length);
      const field = (name: string) => found.fields[names.indexOf(name)] ?? "";
      const plain = (cell: string) => cell.replace(/^'(?=[=+\-@\t\r'＝＋－＠])/, "");
      assert.equal(plain(field("callerNo")), callerNo);
      assert.equal(plain(field("skillName")), skillName);
    }),
  );
});

test("no cell of CSV begins as a formula, and a telephone number with a plus stays as it is", () => {
  const cell = (text: string) => lineOf(csvText, text, "").split(",")[names.indexOf("callerNo")];
  assert.deepEqual(["=1", "+1a", "-", "@x", "\tx", "'x", "＝1"].map(cell), [
    ...["'=1", "'+1a", "'-", "'@x", "'\tx", "''x", "'＝1"],
  ]);
  assert.deepEqual(["+8613800000001", "-5", "1=1", ""].map(cell), [
    ...["+8613800000001", "-5", "1=1", ""],
  ]);
});
