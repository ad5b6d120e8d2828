import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { ByteText, fixedText, plainCharacters } from "./byte-text.ts";

function written(write: (into: ByteText) => void, capacity = 1): string {
  const into = new ByteText(capacity);
  write(into);
  return Buffer.from(into.take()).toString();
}

test("an integer is written as JavaScript writes it", () => {
  const edges = [0, 9, 10, 999_999_999, 1e9, 1e9 + 1, 1_776_220_200_000, Number.MAX_SAFE_INTEGER];
  for (const value of edges) {
    for (const each of [value, -value]) {
      assert.equal(
        written((into) => into.integer(each)),
        String(each),
      );
    }
  }
  fc.assert(
    fc.property(fc.maxSafeInteger(), (value) => {
      assert.equal(
        written((into) => into.integer(value)),
        String(value),
      );
    }),
  );
});

test("times of any days after each other are written in ISO 8601", () => {
  const at = fc.integer({ min: 0, max: 8_640_000_000_000_000 });
  fc.assert(
    fc.property(fc.array(at, { maxLength: 5 }), (times) => {
      assert.equal(
        written((into) => times.forEach((time) => into.time(time))),
        times.map((time) => new Date(time).toISOString()).join(""),
      );
    }),
  );
});

test("a text of other than plain characters is not begun, and what follows stands where it should", () => {
  const plain = plainCharacters((code) => code !== 34);
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "grapheme" })), (texts) => {
      const isPlain = (text: string) => /^[\0-!#-\u007f]*$/.test(text);
      const told = written((into) => {
        for (const text of texts) {
          assert.equal(into.plain(text, plain), isPlain(text));
          if (!isPlain(text)) into.text(text);
        }
      });
      assert.equal(told, texts.join(""));
    }),
  );
});

test("fixed texts of any length stand one after the other", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "grapheme" })), (texts) => {
      const fixed = texts.map(fixedText);
      assert.equal(
        written((into) => fixed.forEach((text) => into.fixed(text))),
        texts.join(""),
      );
    }),
  );
});

test("what has been taken is not changed by what is written next", () => {
  const into = new ByteText(4);
  into.fixed(fixedText("one"));
  const first = into.take();
  into.text("two and more");
  into.character(33);
  assert.equal(Buffer.from(first).toString(), "one");
  assert.equal(into.length, 13);
  assert.equal(Buffer.from(into.take()).toString(), "two and more!");
});
