import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { defaultJsonObjectsLimits, JsonObjects } from "./json-objects.ts";

function piecesOf(bytes: Buffer, cuts: readonly number[] = [], objectCharsMax?: number) {
  const objects = new JsonObjects({
    ...defaultJsonObjectsLimits,
    ...(objectCharsMax === undefined ? {} : { objectCharsMax }),
  });
  const places = [...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length];
  let from = 0;
  const pieces = places
    .toSorted((a, b) => a - b)
    .flatMap((to) => {
      const chunk = bytes.subarray(from, to);
      from = to;
      return objects.push(chunk);
    });
  return [...pieces, ...objects.finish()];
}

const textsOf = (text: string) =>
  piecesOf(Buffer.from(text)).map((piece) => (piece.kind === "record" ? piece.text : piece.reason));

const a = '{"variables":{"uuid":"a","sdp":"v=0\\r\\n{","name":"\\"x\\\\"}}';
const b = '{"variables":{"uuid":"b"},"callflow":[{},{}]}';
const printed = JSON.stringify(JSON.parse(b), undefined, 2);

test("objects are found one a line, one after the other, in an array, and printed over lines", () => {
  for (const text of [`${a}\n${b}\n`, `${a}${b}`, `[${a},\n${b}]`, `\uFEFF${a}\r\n\r\n${b}`]) {
    assert.deepEqual(textsOf(text), [a, b]);
  }
  assert.deepEqual(textsOf(`${printed}\n${a}`), [printed, a]);
});

test("records that the module has encoded as a whole are decoded", () => {
  const plus = '{"variables":{"caller":"+49 30"}}';
  const encoded = encodeURIComponent(plus);
  const base64 = Buffer.from(plus).toString("base64");
  const form = `cdr=${encodeURIComponent(base64)}`;
  assert.deepEqual(textsOf([encoded, `cdr=${encoded}`, base64, form, a].join("\n")), [
    plus,
    plus,
    plus,
    plus,
    a,
  ]);
});

test("an object that is broken off costs itself, not those after it", () => {
  const inString = '{"variables":{"uuid":"c';
  const outside = '{"variables":{"uuid":"c",';
  for (const broken of [inString, outside]) {
    assert.deepEqual(textsOf(`${broken}\n${a}\n${b}`), ["object is broken off", a, b]);
  }
  assert.deepEqual(textsOf(`${a}\n${inString}`), [a, "last object is not finished"]);
});

test("what is no JSON is a fault, with its text and number", () => {
  const pieces = piecesOf(Buffer.from(`${a}\nnot json\n${b}`));
  assert.deepEqual(pieces[1], {
    kind: "fault",
    line: 2,
    text: "not json",
    reason: "line is no JSON object",
  });
  assert.equal(pieces[2]?.line, 3);
});

test("each piece has the line that it begins on, however many lines and objects there are", () => {
  const lost = `{"x":"${"x".repeat(600)}"}`;
  const text = `\n[${printed},\n\n  ${a}${a}\n${lost}\n\n]\n${a}\n  junk\n${encodeURIComponent(a)}`;
  const below = printed.split("\n").length;
  assert.deepEqual(
    piecesOf(Buffer.from(text), [], 500).map(({ line }) => line),
    [2, below + 3, below + 3, below + 4, below + 7, below + 8, below + 9],
  );
});

test("an object over the limit is given up, and the next line begins anew", () => {
  const long = `{"variables":{"uuid":"${"x".repeat(500)}"}}`;
  const kinds = piecesOf(Buffer.from(`${long}\n${b}\n`), [], 200).map((piece) => piece.kind);
  assert.deepEqual(kinds, ["fault", "record"]);
});

test("any cut of the bytes gives the same objects", () => {
  const bytes = Buffer.from(
    `${a}\n${printed}\n${encodeURIComponent(b)}\ngarbage\n{"x":"ü€"}\n${a}`,
  );
  const whole = piecesOf(bytes);
  fc.assert(
    fc.property(fc.array(fc.nat(bytes.length), { maxLength: 12 }), (cuts) => {
      assert.deepEqual(piecesOf(bytes, cuts), whole);
    }),
  );
});

test("no bytes stop it", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.array(fc.nat(300)), (bytes, cuts) => {
      piecesOf(Buffer.concat([Buffer.from(bytes), Buffer.from(`\n${a}`)]), cuts);
    }),
  );
});
