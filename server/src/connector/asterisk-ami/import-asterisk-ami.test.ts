import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { inPieces } from "../cut-bytes.ts";
import { AmiMeaning, defaultAmiMeaningLimits } from "./ami-meaning.ts";
import { AmiParser, defaultAmiParserLimits } from "./ami-parser.ts";
import { bytesOfAmiTrace, traceSettings } from "./ami-trace.ts";
import { amiWithoutTime, importAsteriskAmi } from "./import-asterisk-ami.ts";
import { unknownEventNote } from "../stream-report.ts";
import { importRecording, recordingBytes, recordingSettings } from "./recording.ts";

const settings = await recordingSettings();
const recording = Buffer.concat(await Array.fromAsync(recordingBytes()));
const never = new AbortController().signal;

test("any cut of the byte stream into chunks gives the same events", async () => {
  const whole = (await importRecording(settings, inPieces(recording, [recording.length]))).events;
  const sizes = fc.array(fc.integer({ min: 1, max: 70_000 }), { minLength: 1, maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(sizes, async (cuts) => {
      const cut = (await importRecording(settings, inPieces(recording, cuts))).events;
      assert.deepEqual(cut, whole);
    }),
    { numRuns: 12 },
  );
});

test("a second import of a recording, or of its later part, brings nothing new", async () => {
  const ids = new Set((await importRecording(settings)).events.map((event) => event.id));
  const again = await importRecording(settings);
  assert.ok(again.events.every((event) => ids.has(event.id)));
  const half = recording.indexOf("\r\n\r\n", recording.length / 2) + 4;
  const part = await importRecording(settings, inPieces(recording.subarray(half)));
  assert.ok(part.events.length > 100);
  const fresh = part.events.filter((event) => event.kind !== "agentState" && !ids.has(event.id));
  assert.deepEqual(fresh, []);
});

test("a recording that ends in the middle of calls leaves them open, and told as far as known", async () => {
  for (const part of [0.1, 0.3, 0.55, 0.7, 0.9]) {
    const bytes = recording.subarray(0, Math.floor(recording.length * part));
    const { calls, report } = await importRecording(settings, inPieces(bytes));
    const open = [...calls.values()].filter((call) => call.phase !== "ended");
    assert.equal(open.length, report.openCalls);
    assert.equal(report.skipped["last block is not finished"], 1);
  }
});

test("the beginning of a call decides: a recording that begins later has no half calls", async () => {
  const half = recording.indexOf("\r\n\r\n", recording.length * 0.35) + 4;
  const { calls } = await importRecording(settings, inPieces(recording.subarray(half)));
  assert.ok([...calls.values()].every((call) => call.hasArrived));
});

test("blocks without a time are counted and give nothing: timestampevents is off", async () => {
  const bytes = Buffer.from(
    recording
      .subarray(0, 200_000)
      .toString()
      .replaceAll(/Timestamp: .*\r\n/g, ""),
  );
  const { events, report } = await importRecording(settings, inPieces(bytes, [4096]));
  assert.deepEqual(events, []);
  assert.ok((report.skipped[amiWithoutTime] ?? 0) > 100);
});

test("noise between blocks, blocks of an unknown kind and repeated blocks change no event", async () => {
  const { events } = await importRecording(settings);
  const text = recording.toString("latin1");
  const blocks = text.split("\r\n\r\n");
  const noisy = blocks
    .flatMap((block, index) => {
      const noise = [`Event: Brandnew\r\nTimestamp: 1795235373.0`, "\u0000\u00ff no colon", ""];
      return index % 7 === 0 ? [block, block, ...noise] : [block];
    })
    .join("\r\n\r\n");
  const again = await importRecording(settings, inPieces(Buffer.from(noisy, "latin1"), [9973]));
  assert.deepEqual(again.events, events);
  assert.ok((again.report.notes[unknownEventNote("Brandnew")] ?? 0) > 100);
});

test("noise in the place of any block never stops the import", async () => {
  const blocks = recording.toString("latin1").split("\r\n\r\n").slice(0, 400);
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat(blocks.length - 1), fc.string({ unit: "binary" })), {
        maxLength: 40,
      }),
      async (places) => {
        const broken = blocks.slice();
        for (const [index, noise] of places) broken[index] = noise;
        const bytes = Buffer.from(broken.join("\r\n\r\n"));
        const { calls } = await importRecording(settings, inPieces(bytes, [4096]));
        for (const call of calls.values()) assert.ok(call.arrivedAt > 0);
      },
    ),
    { numRuns: 30 },
  );
});

test("an import stops when it is told to", async () => {
  const stop = new AbortController();
  const imported = importAsteriskAmi({
    bytes: inPieces(recording),
    settings,
    signal: stop.signal,
  });
  await assert.rejects(async () => {
    for await (const _ of imported) stop.abort();
  }, /abort/i);
});

test("calls whose end never comes are let go at the limit, oldest first", () => {
  const trace = Array.from(
    { length: 5 },
    (_, n) =>
      `${n} Newchannel PJSIP/trunk-${n} State=Ring Context=from-trunk Exten=88880001 of=PJSIP/trunk-${n}`,
  );
  const parser = new AmiParser(defaultAmiParserLimits);
  const limits = { ...defaultAmiMeaningLimits, trackedCallsMax: 3 };
  const meaning = new AmiMeaning({ settings: traceSettings, limits });
  for (const block of parser.push(bytesOfAmiTrace(trace.join("\n")))) meaning.take(block);
  meaning.finish();
  assert.equal(meaning.openCalls, 3);
  assert.equal([...meaning.skipped.values()][0], 2);
});

test("without any bytes there is nothing, and that is no error", async () => {
  const imported = importAsteriskAmi({
    bytes: inPieces(Buffer.alloc(0)),
    settings,
    signal: never,
  });
  assert.deepEqual(await Array.fromAsync(imported), []);
  assert.deepEqual([imported.report().bytes, imported.report().rows], [0, 0]);
});
