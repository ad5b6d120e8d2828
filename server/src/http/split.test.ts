import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { NotAnArray, splitArray } from "./split-array.ts";
import { splitLines, type Piece } from "./split-lines.ts";

async function* chunksOf(bytes: Buffer, sizes: readonly number[]): AsyncIterable<Buffer> {
  let from = 0;
  for (const size of sizes) {
    yield bytes.subarray(from, from + size);
    from += size;
  }
  yield bytes.subarray(from);
}

const sizes = fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 30 });

async function textsOf(pieces: AsyncIterable<readonly Piece[]>): Promise<string[]> {
  const texts: string[] = [];
  for await (const ofChunk of pieces) {
    for (const piece of ofChunk) texts.push(piece.isTooLong ? "too long" : piece.bytes.toString());
  }
  return texts;
}

test("any chunking of an array gives the same elements", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.jsonValue()),
      sizes,
      fc.constantFrom(0, 2),
      async (values, sizes, indent) => {
        const body = Buffer.from(JSON.stringify(values, null, indent));
        const texts = await textsOf(splitArray(chunksOf(body, sizes), 10_000));
        assert.deepEqual(
          texts.map((text) => JSON.parse(text) as unknown),
          JSON.parse(body.toString()),
        );
      },
    ),
  );
});

test("any chunking of lines gives the same lines, blank ones left out", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.stringMatching(/^[a-zé{}"]{0,12}$/)),
      sizes,
      async (lines, sizes) => {
        const body = Buffer.from(lines.join("\n"));
        assert.deepEqual(
          await textsOf(splitLines(chunksOf(body, sizes), 10_000)),
          lines.filter((line) => line !== ""),
        );
      },
    ),
  );
});

test("a line or element over the limit is told, and the next one is read", async () => {
  const lines = Buffer.from(`short\n${"x".repeat(50)}\nlast`);
  assert.deepEqual(await textsOf(splitLines(chunksOf(lines, [3, 20, 9]), 10)), [
    "short",
    "too long",
    "last",
  ]);
  const array = Buffer.from(`[1, "${"x".repeat(50)}", 3]`);
  const texts = await textsOf(splitArray(chunksOf(array, [3, 20, 9]), 10));
  assert.deepEqual(
    texts.map((text) => text.trim()),
    ["1", "too long", "3"],
  );
});

test("one object without brackets counts as an array of one", async () => {
  for (const sizes of [[], [0], [1], [2, 1]]) {
    const body = Buffer.from(' {"a":[1,{"b":"}"}]} ');
    assert.deepEqual(await textsOf(splitArray(chunksOf(body, sizes), 100)), [
      '{"a":[1,{"b":"}"}]}',
    ]);
  }
});

test("what is not an array is refused with the reason", async () => {
  const cases = {
    "": "empty",
    "[1": "inside",
    "[1,]": "empty",
    "[,1]": "empty",
    "[1] 2": "follows",
    hello: "begin",
  };
  for (const [body, reason] of Object.entries(cases)) {
    await assert.rejects(textsOf(splitArray(chunksOf(Buffer.from(body), [1]), 100)), (error) => {
      return error instanceof NotAnArray && error.message.includes(reason);
    });
  }
});

test("what comes before a fault is given, however the body is cut", async () => {
  for (const body of ["[1,2,,3]", "[1,2] junk", "[1,2,]"]) {
    for (const sizes of [[], [1], [4]]) {
      const texts: string[] = [];
      await assert.rejects(async () => {
        for await (const pieces of splitArray(chunksOf(Buffer.from(body), sizes), 100)) {
          texts.push(...pieces.map(({ bytes }) => bytes.toString()));
        }
      }, NotAnArray);
      assert.deepEqual(texts, ["1", "2"], body);
    }
  }
});
