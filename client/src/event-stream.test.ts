import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { EventStreamReader, type StreamEvent } from "./event-stream.ts";

const text = [
  ": welcome",
  "event: snapshot",
  "id: 1",
  'data: {"a":1}',
  "",
  "event:heartbeat",
  "data: one",
  "data: two",
  "",
  "data",
  "",
  "event: nothing to say",
  "",
  "",
].join("\n");

const expected: readonly StreamEvent[] = [
  { kind: "snapshot", data: '{"a":1}', id: "1" },
  { kind: "heartbeat", data: "one\ntwo", id: "1" },
  { kind: "", data: "", id: "1" },
];

test("events are the same wherever the stream is cut, whatever ends its lines", () => {
  const cuts = fc.array(fc.integer({ min: 0, max: text.length + 20 }));
  fc.assert(
    fc.property(cuts, fc.constantFrom("\n", "\r\n", "\r"), (cuts, lineEnd) => {
      const sent = `${text.replaceAll("\n", lineEnd)}:${lineEnd}`;
      const reader = new EventStreamReader({ textMax: 10_000 });
      const ends = [...cuts.sort((a, b) => a - b), sent.length];
      const events = ends.flatMap((end, at) => reader.take(sent.slice(ends[at - 1] ?? 0, end)));
      assert.deepEqual(events, expected);
    }),
  );
});

test("a stream that never ends an event is not kept in memory", () => {
  const reader = new EventStreamReader({ textMax: 100 });
  reader.take("data: ".padEnd(90, "x"));
  assert.throws(() => reader.take("x".repeat(20)), /longer than 100 characters/);
  const ofLines = new EventStreamReader({ textMax: 100 });
  assert.throws(() => {
    for (let line = 0; line < 20; line += 1) ofLines.take("data: 12345678\n");
  }, /longer than 100 characters/);
  const ofEvents = new EventStreamReader({ textMax: 100 });
  for (let event = 0; event < 20; event += 1) ofEvents.take("data: 12345678\n\n");
});
