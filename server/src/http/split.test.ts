import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { ArraySplitter } from "./split-array.ts";
import { LineSplitter, type Piece, type Splitter } from "./split-lines.ts";

function* chunksOf(bytes: Buffer, sizes: readonly number[]): Iterable<Buffer> {
  let from = 0;
  for (const size of sizes) {
    yield bytes.subarray(from, from + size);
    from += size;
  }
  yield bytes.subarray(from);
}

const sizes = fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 30 });

function piecesOf(splitter: Splitter, body: Buffer, sizes: readonly number[]): readonly Piece[] {
  const pieces = [...chunksOf(body, sizes)].flatMap((chunk) => splitter.scan(chunk));
  return [...pieces, ...splitter.end()];
}

function textsOf(pieces: readonly Piece[]): readonly string[] {
  return pieces.map(({ text, fault }) => fault ?? text);
}

function elementsOf(body: Buffer, sizes: readonly number[], elementBytesMax = 10_000) {
  return textsOf(piecesOf(new ArraySplitter({ elementBytesMax }), body, sizes));
}

function linesOf(body: Buffer, sizes: readonly number[], lineBytesMax = 10_000) {
  return textsOf(piecesOf(new LineSplitter({ lineBytesMax }), body, sizes));
}

test("any chunking of an array gives the same elements", () => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue()), sizes, fc.constantFrom(0, 2), (values, sizes, indent) => {
      const body = Buffer.from(JSON.stringify(values, null, indent));
      assert.deepEqual(
        elementsOf(body, sizes).map((text) => JSON.parse(text) as unknown),
        JSON.parse(body.toString()),
      );
    }),
  );
});

test("a byte order mark before a body, as programs of Windows write it, is passed over", () => {
  const marked = (text: string) => Buffer.from(`\uFEFF${text}`);
  for (const sizes of [[], [1], [2, 1, 1]]) {
    assert.deepEqual(elementsOf(marked('[{"a":1}]'), sizes), ['{"a":1}']);
    assert.deepEqual(elementsOf(marked('{"a":1}'), sizes), ['{"a":1}']);
    assert.deepEqual(linesOf(marked('{"a":1}\n\n2'), sizes), ['{"a":1}', "2"]);
    assert.deepEqual(linesOf(marked("\n2"), sizes), ["2"]);
  }
});

test("any chunking of lines gives the same lines with their numbers, blank ones left out", () => {
  fc.assert(
    fc.property(
      fc.array(fc.stringMatching(/^[a-zé{}" \t]{0,12}$/)),
      fc.constantFrom("\n", "\r\n"),
      sizes,
      (lines, lineEnd, sizes) => {
        const body = Buffer.from(lines.join(lineEnd));
        const pieces = piecesOf(new LineSplitter({ lineBytesMax: 10_000 }), body, sizes);
        assert.deepEqual(
          pieces.map(({ line, text }) => `${line} ${text.replace("\r", "")}`),
          lines.flatMap((text, index) => (text.trim() === "" ? [] : [`${index + 1} ${text}`])),
        );
      },
    ),
  );
});

test("a line or element over the limit is told, and the next one is read", () => {
  const tooLong = "must be at most 10 bytes long (ingest.lineBytesMax)";
  const lines = Buffer.from(`short\n${"x".repeat(50)}\nlast`);
  const array = Buffer.from(`[1, "${"x".repeat(50)}", 3]`);
  for (const sizes of [[], [3, 20, 9], [6, 51], [6, 10, 1]]) {
    assert.deepEqual(linesOf(lines, sizes, 10), ["short", tooLong, "last"]);
    const texts = elementsOf(array, sizes, 10).map((text) => text.trim());
    assert.deepEqual(texts, ["1", tooLong, "3"]);
  }
});

test("one object without brackets counts as an array of one", () => {
  for (const sizes of [[], [0], [1], [2, 1]]) {
    const body = Buffer.from(' {"a":[1,{"b":"}"}]} ');
    assert.deepEqual(elementsOf(body, sizes), ['{"a":[1,{"b":"}"}]}']);
  }
});

test("what is not an array is refused with the reason", () => {
  const cases = {
    "": "The body is empty",
    "[1": "The body ends inside the array",
    "[1,]": "Element 2 of the array is empty",
    "[,1]": "Element 1 of the array is empty",
    "[1] 2": "Something follows the array",
    hello: "The body does not begin with '['",
  };
  for (const [body, reason] of Object.entries(cases)) {
    assert.equal(elementsOf(Buffer.from(body), [1]).at(-1), reason);
  }
});

test("what comes before a fault is given, and of what follows it nothing, however the body is cut", () => {
  for (const body of ["[1,2,,3]", "[1,2] junk, [4]", "[1,2,]"]) {
    for (const sizes of [[], [1], [4], [1, 1, 1, 1, 1, 1, 1, 1]]) {
      const splitter = new ArraySplitter({ elementBytesMax: 100 });
      const pieces = piecesOf(splitter, Buffer.from(body), sizes);
      assert.deepEqual(
        pieces.map(({ line, text }) => [line, text]),
        [
          [1, "1"],
          [2, "2"],
          [3, ""],
        ],
      );
    }
  }
});
