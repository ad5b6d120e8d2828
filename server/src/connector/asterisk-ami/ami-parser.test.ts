import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { cutBytes } from "../cut-bytes.ts";
import type { AmiBlock } from "./ami-block.ts";
import { AmiParser, defaultAmiParserLimits } from "./ami-parser.ts";

const bytes = (text: string) => Buffer.from(text, "latin1");

function parse(chunks: readonly Uint8Array[], limits = defaultAmiParserLimits) {
  const parser = new AmiParser(limits);
  return { blocks: chunks.flatMap((chunk) => parser.push(chunk)), parser };
}

const names = (blocks: readonly AmiBlock[]) => blocks.map((block) => block.event);

const login =
  "Asterisk Call Manager/11.0.0\r\nResponse: Success\r\nMessage: Authentication accepted\r\n\r\n";
const ring =
  "Event: Newstate\r\nPrivilege: call,all\r\nChannel: PJSIP/1-1\r\nAccountCode: \r\n\r\n";
const gone = "Event: Hangup\r\nCause: 16\r\nCause-txt: Normal Clearing\r\n\r\n";

test("the greeting, a response and events are read, with empty values and colons in values", () => {
  const { blocks, parser } = parse([bytes(`${login}${ring}Event: X\r\nTime: 10:20:30\r\n\r\n`)]);
  assert.equal(parser.greeting, "Asterisk Call Manager/11.0.0");
  assert.deepEqual(names(blocks), ["", "Newstate", "X"]);
  const [response, state, other] = blocks;
  assert.equal(response?.header("message"), "Authentication accepted");
  assert.equal(state?.header("channel"), "PJSIP/1-1");
  assert.equal(state?.header("accountcode"), "");
  assert.equal(state?.header("absent"), "");
  assert.equal(other?.header("time"), "10:20:30");
});

test("the names of headers have no case: CEL says UniqueID where the others say Uniqueid", () => {
  const { blocks } = parse([bytes("event: CEL\r\nUniqueID: a.1\r\nlinkedID:a.1\r\n\r\n")]);
  assert.deepEqual(
    [blocks[0]?.event, blocks[0]?.header("uniqueid"), blocks[0]?.header("linkedid")],
    ["CEL", "a.1", "a.1"],
  );
});

test("a header that repeats has its first value, and all of them when asked", () => {
  const { blocks } = parse([bytes("Event: X\r\nVariable: a=1\r\nvariable: b=2\r\n\r\n")]);
  assert.equal(blocks[0]?.header("variable"), "a=1");
  assert.deepEqual(blocks[0]?.headers("variable"), ["a=1", "b=2"]);
});

test("any cut into chunks gives the same blocks", () => {
  const stream = bytes(`${login}${ring}${gone}\r\n\r\n${ring}noise\u00ff\r\n\r\n${gone}`);
  const whole = parse([stream]).blocks.map((block) => block.text);
  const cuts = fc.array(fc.nat(stream.length), { maxLength: 12 });
  fc.assert(
    fc.property(cuts, (places) => {
      const sorted = [0, ...places.sort((a, b) => a - b), stream.length];
      const chunks = sorted.slice(1).map((to, index) => stream.subarray(sorted[index], to));
      assert.deepEqual(
        parse(chunks).blocks.map((block) => block.text),
        whole,
      );
    }),
  );
  const singles = Array.from(stream, (byte) => Uint8Array.of(byte));
  assert.deepEqual(
    parse(singles).blocks.map((block) => block.text),
    whole,
  );
});

test("bytes that are no UTF-8 never cost an event", () => {
  const { blocks } = parse([
    bytes("Event: Newchannel\r\nCallerIDName: M\u00fcller\r\n\r\n"),
    bytes(gone),
  ]);
  assert.deepEqual(names(blocks), ["Newchannel", "Hangup"]);
  assert.equal(blocks[0]?.header("calleridname"), "M\ufffdller");
  const utf8 = parse([Buffer.from("Event: X\r\nName: 李雷\r\n\r\n")]).blocks;
  assert.equal(utf8[0]?.header("name"), "李雷");
});

test("noise costs the block it is in, and no other", () => {
  const noise = fc.string({ unit: "binary", maxLength: 300 });
  fc.assert(
    fc.property(noise, (text) => {
      const { blocks } = parse([Buffer.from(`${login}${text}\r\n\r\n${gone}`)]);
      assert.equal(blocks.at(-1)?.event, "Hangup");
    }),
  );
});

test("a block longer than the limit is dropped and counted, however it is cut", () => {
  const limits = { blockBytesMax: 1000, headerBytesMax: 500 };
  const long = `Event: Huge\r\n${"Key: value\r\n".repeat(200)}\r\n`;
  for (const size of [1, 7, 64, 999, 100_000]) {
    const stream = bytes(`${login}${ring}${long}${gone}`);
    const { blocks, parser } = parse([...cutBytes(stream, [size])], limits);
    assert.deepEqual(names(blocks), ["", "Newstate", "Hangup"]);
    assert.deepEqual([parser.oversizeBlocks, parser.blocks], [1, 3]);
  }
});

test("a megabyte without an end does not fill the memory", () => {
  const limits = { blockBytesMax: 1000, headerBytesMax: 500 };
  const parser = new AmiParser(limits);
  parser.push(bytes(login));
  for (let count = 0; count < 1000; count += 1) {
    parser.push(bytes("x".repeat(1000)));
    assert.ok(parser.unfinishedBytes <= 1003);
  }
  assert.deepEqual(names(parser.push(bytes(`\r\n\r\n${gone}`))), ["Hangup"]);
});

test("a header longer than the limit is left out, and its block stays", () => {
  const limits = { blockBytesMax: 10_000, headerBytesMax: 100 };
  const { blocks, parser } = parse(
    [bytes(`Event: VarSet\r\nValue: ${"x".repeat(200)}\r\nVariable: LONG\r\n\r\n`)],
    limits,
  );
  assert.deepEqual(
    [blocks[0]?.header("variable"), blocks[0]?.header("value"), parser.oversizeHeaders],
    ["LONG", "", 1],
  );
});

test("a block of many lines and no colon is read in one pass", () => {
  const { blocks } = parse([bytes(`${"x\n".repeat(100_000)}\r\n\r\n`)]);
  assert.equal(blocks[0]?.header("event"), "");
});

test("a recording that an editor saved with LF alone is read as well", () => {
  const saved = bytes(`${login}${ring}${gone}`.replaceAll("\r\n", "\n"));
  assert.deepEqual(names(parse([saved]).blocks), ["", "Newstate", "Hangup"]);
});

test("with CRLF a bare line feed belongs to its value", () => {
  const { blocks } = parse([bytes(`${login}Event: X\r\nText: a\n\nb\r\nAfter: c\r\n\r\n`)]);
  assert.equal(blocks[1]?.header("after"), "c");
});

test("a block that the stream cuts off is no block", () => {
  const { blocks, parser } = parse([bytes(`${ring}Event: Hangup\r\nCause: 16\r\n`)]);
  assert.deepEqual(names(blocks), ["Newstate"]);
  assert.equal(parser.unfinishedBytes, 26);
});
