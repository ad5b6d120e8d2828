import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { cutBytes } from "../cut-bytes.ts";
import { textOf } from "./esl-event.ts";
import { EslParser, defaultEslParserLimits } from "./esl-parser.ts";
import type { EslMessage } from "./esl-parser.ts";
import { plainEvent } from "./esl-trace.ts";

const limits = defaultEslParserLimits;

function parse(chunks: readonly Uint8Array[], own = limits) {
  const parser = new EslParser(own);
  return { messages: chunks.flatMap((chunk) => parser.push(chunk)), parser };
}

/** Messages by name: an event's, else their kind. */
const names = (messages: readonly EslMessage[]) =>
  messages.map((message) =>
    message.kind === "event" ? textOf(message.event, "Event-Name") : message.kind,
  );

/** Events by all that they hold. */
const records = (messages: readonly EslMessage[]) =>
  messages.map((message) => (message.kind === "event" ? message.event.toRecord() : message));

const login = Buffer.from(
  "Content-Type: auth/request\n\nContent-Type: command/reply\nReply-Text: +OK accepted\n\n",
);
const event = (name: string, value = "1", body = "") =>
  plainEvent(
    new Map([
      ["Event-Name", name],
      ["Value", value],
    ]),
    body,
  );
const ring = event("RING");
const gone = event("GONE");
const json = (fields: object) => {
  const text = JSON.stringify(fields);
  const head = `Content-Length: ${Buffer.byteLength(text)}\nContent-Type: text/event-json\n\n`;
  return Buffer.from(head + text);
};

test("greeting, replies, events and the notice of the end are told apart", () => {
  const { messages } = parse([
    login,
    Buffer.from("Content-Type: api/response\nContent-Length: 5\n\nUP\n\nx"),
    ring,
    json({ "Event-Name": "JSON" }),
    Buffer.from("Content-Type: log/data\nContent-Length: 1\n\n.Content-Type: text/disconnect"),
    Buffer.from("-notice\nContent-Length: 4\n\nbye\n"),
  ]);
  assert.deepEqual(messages.slice(0, 3), [
    { kind: "authRequest" },
    { kind: "commandReply", reply: "+OK accepted" },
    { kind: "apiResponse", body: "UP\n\nx" },
  ]);
  assert.deepEqual(names(messages.slice(3, 5)), ["RING", "JSON"]);
  assert.deepEqual(messages.slice(5), [
    { kind: "other", contentType: "log/data" },
    { kind: "disconnectNotice", body: "bye\n" },
  ]);
});

test("the length counts bytes, not characters, outside and inside", () => {
  const { messages, parser } = parse([event("A", "李雷", "号码\n\n"), gone]);
  assert.deepEqual(names(messages), ["A", "GONE"]);
  const [first] = messages;
  assert.ok(first?.kind === "event");
  assert.deepEqual([first.event.value("Value"), first.event.value("_body")], ["李雷", "号码\n\n"]);
  assert.equal(parser.damaged, 0);
});

test("a name that no encoding explains costs no event, in either form", () => {
  const plain = "Event-Name: X\nName: M%FCller %zz 100%\nRaw: M\u00fcller\n\n";
  const head = `Content-Length: ${plain.length}\nContent-Type: text/event-plain\n\n`;
  const { messages } = parse([Buffer.from(head + plain, "latin1"), gone]);
  assert.deepEqual(names(messages), ["X", "GONE"]);
  assert.ok(messages[0]?.kind === "event");
  assert.equal(messages[0].event.value("Name"), "M\ufffdller %zz 100%");
  assert.equal(messages[0].event.value("Raw"), "M\ufffdller");
});

test("a variable may be called like a part of the language", () => {
  const headers = new Map([
    ["Event-Name", "X"],
    ["__proto__", "a"],
    ["constructor", "b"],
  ]);
  const [plain, other] = parse([
    plainEvent(headers),
    Buffer.from(
      'Content-Length: 52\nContent-Type: text/event-json\n\n{"Event-Name":"X","__proto__":"a","constructor":"b"}',
    ),
  ]).messages;
  assert.ok(plain?.kind === "event" && other?.kind === "event");
  assert.deepEqual(plain.event.toRecord(), other.event.toRecord());
  assert.equal(textOf(plain.event, "__proto__"), "a");
  assert.equal(textOf(plain.event, "toString"), "");
});

test("any cut into chunks gives the same messages, garbage and holes included", () => {
  const damaged = Buffer.from(ring);
  damaged.write("9", damaged.indexOf(": ") + 2);
  const stream = Buffer.concat([
    login,
    ring,
    Buffer.from("noise\u0000\n\nmore noise"),
    gone,
    damaged,
    event("BODY", "1", "x\n\nContent-Length: 3\n\n"),
    json({ "Event-Name": "JSON", list: ["a", "b"] }),
    Buffer.from("\n\n\n"),
    gone,
  ]);
  const whole = parse([stream]);
  assert.deepEqual(names(whole.messages).slice(-4), ["GONE", "BODY", "JSON", "GONE"]);
  const cuts = fc.array(fc.nat(stream.length), { maxLength: 12 });
  const check = (chunks: readonly Uint8Array[]) => {
    const { messages, parser } = parse(chunks);
    assert.deepEqual(records(messages), records(whole.messages));
    assert.deepEqual(
      [parser.damaged, parser.droppedBytes, parser.unfinishedBytes],
      [whole.parser.damaged, whole.parser.droppedBytes, whole.parser.unfinishedBytes],
    );
  };
  fc.assert(
    fc.property(cuts, (places) => {
      const sorted = [0, ...places.toSorted((a, b) => a - b), stream.length];
      check(sorted.slice(1).map((to, index) => stream.subarray(sorted[index], to)));
    }),
  );
  check(Array.from(stream, (byte) => Uint8Array.of(byte)));
});

test("noise in front of an event costs at most itself", () => {
  const noise = fc.string({ unit: "binary", maxLength: 300 });
  fc.assert(
    fc.property(noise, (text) => {
      const { messages } = parse([ring, Buffer.from(text), gone, gone]);
      assert.deepEqual(
        names(messages)
          .filter((name) => name !== "other")
          .slice(-1),
        ["GONE"],
      );
      assert.equal(names(messages)[0], "RING");
    }),
  );
});

test("an event with a hole is lost, and those behind it are not", () => {
  const behind = Array.from({ length: 10 }, () => gone);
  const stream = Buffer.concat([ring, event("HOLE", "x".repeat(500)), ...behind]);
  const from = ring.length + 200;
  for (const hole of [1, 50, 300, 350]) {
    const holed = Buffer.concat([stream.subarray(0, from), stream.subarray(from + hole)]);
    const { messages, parser } = parse([holed]);
    assert.deepEqual(names(messages), ["RING", ...behind.map(() => "GONE")], String(hole));
    assert.equal(parser.damaged, 1);
  }
});

test("a length that is none, or far too large, loses no other event", () => {
  for (const length of ["", "x", "-5", "1e3", "99999999", "9999999999999999999"]) {
    const broken = Buffer.from(
      `Content-Length: ${length}\nContent-Type: text/event-plain\n\nA: b\n\n`,
    );
    assert.deepEqual(names(parse([ring, broken, gone]).messages), ["RING", "GONE"], length);
  }
});

test("a header of a megabyte is left out, and its event stays", () => {
  const long = "x".repeat(1_048_576);
  const { messages, parser } = parse([
    event("LONG", long),
    json({ "Event-Name": "J", V: long }),
    gone,
  ]);
  assert.deepEqual(names(messages), ["LONG", "J", "GONE"]);
  assert.equal(parser.oversizeHeaders, 2);
  for (const message of messages.slice(0, 2)) {
    assert.ok(message.kind === "event");
    assert.equal(textOf(message.event, "Value") + textOf(message.event, "V"), "");
  }
});

test("a body over the limit is dropped and counted, however it is cut", () => {
  const own = { ...limits, bodyBytesMax: 1000 };
  const stream = Buffer.concat([ring, event("HUGE", "x".repeat(5000)), gone]);
  for (const size of [1, 7, 64, 999, 100_000]) {
    const { messages, parser } = parse([...cutBytes(stream, [size])], own);
    assert.deepEqual(names(messages), ["RING", "GONE"]);
    assert.deepEqual([parser.oversizeBodies, parser.damaged, parser.events], [1, 0, 2]);
  }
});

test("megabytes without an end do not fill the memory", () => {
  const own = { ...limits, messageHeaderBytesMax: 2000, bodyBytesMax: 2000 };
  const parser = new EslParser(own);
  parser.push(login);
  for (let count = 0; count < 1000; count += 1) {
    parser.push(Buffer.from("x".repeat(1000)));
    assert.ok(parser.unfinishedBytes <= 3000);
  }
  assert.deepEqual(names(parser.push(Buffer.concat([Buffer.from("\n\n"), gone]))), ["GONE"]);
});

test("a message that the stream cuts off is no message", () => {
  const { messages, parser } = parse([ring, gone.subarray(0, gone.length - 1)]);
  assert.deepEqual(names(messages), ["RING"]);
  assert.equal(parser.unfinishedBytes, gone.length - 1);
});
