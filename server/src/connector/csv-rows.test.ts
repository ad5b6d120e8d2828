import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { csvFault, CsvRows, type CsvForm, type CsvLimits } from "./csv-rows.ts";
import { cutBytes } from "./cut-bytes.ts";

type Reading = { readonly form?: Partial<CsvForm>; readonly limits?: Partial<CsvLimits> };

function read(text: string | Uint8Array, size = 65_536, reading: Reading = {}) {
  const parser = new CsvRows(reading);
  const rows = [...cutBytes(Buffer.from(text), [size])].flatMap((piece) => parser.push(piece));
  return [...rows, ...parser.finish()];
}

function fieldsOf(text: string | Uint8Array, reading: Reading = {}, size = 65_536) {
  const rows = read(text, size, reading);
  return rows.map((row) => (row.kind === "row" ? row.fields : `${row.line} ${row.reason}`));
}

const quoted = (fields: readonly string[]) =>
  fields.map((field) => `"${field.replaceAll('"', '""')}"`).join(",");

test("rows of quoted and bare fields are read as spreadsheets and PBXs write them", () => {
  assert.deepEqual(fieldsOf('a,"b, c","say ""x""",\r\n\r\n"",1\n'), [
    ["a", "b, c", 'say "x"', ""],
    ["", "1"],
  ]);
  assert.deepEqual(fieldsOf("a;b\n", { form: { delimiter: ";" } }), [["a", "b"]]);
});

test("whatever was quoted is read back, however the bytes are cut", () => {
  const field = fc
    .string({ unit: "grapheme", maxLength: 12 })
    .map((text) => text.replaceAll("\r", ""));
  const table = fc.array(fc.array(field, { minLength: 2, maxLength: 4 }), {
    minLength: 1,
    maxLength: 8,
  });
  fc.assert(
    fc.property(table, fc.integer({ min: 1, max: 9 }), (rows, size) => {
      const text = `${rows.map(quoted).join("\n")}\n`;
      const got = read(text, size);
      assert.deepEqual(
        got.map((row) => (row.kind === "row" ? row.fields : row)),
        rows,
      );
    }),
  );
});

test("a field may hold lines, and the row's number is that of its first", () => {
  const rows = read('1,"two\nlines"\n2,x\n');
  assert.deepEqual(
    rows.map((row) => [row.line, row.text]),
    [
      [1, '1,"two\nlines"'],
      [3, "2,x"],
    ],
  );
});

test("a quote that is never closed costs its own line, not those after it", () => {
  assert.deepEqual(fieldsOf('"a\n"b","c"\n"d","e"\n'), [
    `1 ${csvFault.openQuote}`,
    ["b", "c"],
    ["d", "e"],
  ]);
  const many = `"a\n${"x,y\n".repeat(5)}`;
  assert.deepEqual(fieldsOf(many, { limits: { rowLinesMax: 3 } }), [
    `1 ${csvFault.openQuote}`,
    ...Array.from({ length: 5 }, () => ["x", "y"]),
  ]);
});

test("quotes that were not doubled stand for themselves: old cdr_custom.conf samples", () => {
  assert.deepEqual(fieldsOf('""Li Lei" <1380>","1380"\n'), [['"Li Lei" <1380>', "1380"]]);
});

test("a last row without its line end is cut off, unless the writer leaves it out", () => {
  assert.deepEqual(fieldsOf("a,b\nc,d"), [["a", "b"], `2 ${csvFault.cutOff}`]);
  assert.deepEqual(fieldsOf('a,b\n"c,d'), [["a", "b"], `2 ${csvFault.cutOff}`]);
  const reading = { form: { rowsHaveEnds: false } };
  assert.deepEqual(fieldsOf("a,b\nc,d", reading), [
    ["a", "b"],
    ["c", "d"],
  ]);
});

test("a line that is too long is told by its beginning, and the rows after it are read", () => {
  for (const size of [3, 65_536]) {
    const rows = read(`a,b\n${"x".repeat(500)}\nc,d\n`, size, {
      limits: { lineBytesMax: 10 },
    });
    assert.deepEqual(
      rows.map((row) => [row.line, row.kind, row.text]),
      [
        [1, "row", "a,b"],
        [2, "fault", "xxxxxxxxxx"],
        [3, "row", "c,d"],
      ],
    );
  }
});

test("bytes that are no UTF-8 become replacement characters; other encodings can be named", () => {
  const bytes = Buffer.from([0xcf, 0xf0, 0xe8, 0x2c, 0x31, 0x0a]);
  assert.deepEqual(fieldsOf(bytes), [["\uFFFD\uFFFD\uFFFD", "1"]]);
  assert.deepEqual(fieldsOf(bytes, { form: { encoding: "windows-1251" } }), [["При", "1"]]);
  assert.deepEqual(fieldsOf("\uFEFFname,no\n"), [["name", "no"]]);
});

test("UTF-16 is known by its mark, or named, however it is cut", () => {
  const wide = Buffer.from("\uFEFFLi,1\r\n\u0A0A李,2\r\n", "utf16le");
  const expected = [
    ["Li", "1"],
    ["\u0A0A李", "2"],
  ];
  const swapped = Buffer.from(wide).swap16();
  for (const size of [1, 3, 65_536]) {
    for (const bytes of [wide, swapped]) {
      assert.deepEqual(fieldsOf(bytes, {}, size), expected);
    }
    const named = { form: { encoding: "utf-16be" } };
    assert.deepEqual(fieldsOf(swapped.subarray(2), named, size), expected);
  }
});

test("no bytes whatever stop the reading, and nothing is lost of the lines around them", () => {
  fc.assert(
    fc.property(
      fc
        .uint8Array({ maxLength: 200 })
        .map((bytes) => bytes.map((byte) => (byte === 34 ? 35 : byte))),
      fc.integer({ min: 1, max: 50 }),
      (garbage, size) => {
        const bytes = Buffer.concat([
          Buffer.from('"a","b"\n'),
          garbage,
          Buffer.from('\n"c","d"\n'),
        ]);
        const rows = read(bytes, size);
        assert.equal(rows[0]?.text, '"a","b"');
        assert.equal(rows.at(-1)?.text, '"c","d"');
      },
    ),
  );
});
