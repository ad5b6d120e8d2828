import assert from "node:assert/strict";
import { test } from "node:test";
import { eventSchemas, isCallEvent } from "@trunkline/contract";
import fc from "fast-check";
import { Value } from "typebox/value";
import { inPieces } from "../cut-bytes.ts";
import { callsOf, eventLines, storyOf } from "../call-story.ts";
import { unknownEventNote } from "../stream-report.ts";
import { EslMeaning, defaultEslMeaningLimits } from "./esl-meaning.ts";
import { EslParser, defaultEslParserLimits } from "./esl-parser.ts";
import { bytesOfEslTrace, runEslTrace } from "./esl-trace.ts";
import { traceSettings } from "./esl-trace.ts";
import { importFreeswitchEsl } from "./import-freeswitch-esl.ts";
import { importRecording, recordingBytes, recordingForms } from "./recording.ts";
import { recordingSettings } from "./recording.ts";

const settings = await recordingSettings();
const bytesOf = {
  plain: Buffer.concat(await Array.fromAsync(recordingBytes("plain"))),
  json: Buffer.concat(await Array.fromAsync(recordingBytes("json"))),
};
const { plain } = bytesOf;
const never = new AbortController().signal;

const importChunks = (bytes: Uint8Array, sizes = [65_536]) =>
  importRecording(settings, inPieces(bytes, sizes));

/** Where the messages of the recording begin. */
function messageStarts(bytes: Buffer): number[] {
  const starts: number[] = [];
  let at = bytes.indexOf("Content-Length: ");
  while (at >= 0) {
    const head = bytes.toString("latin1", at, at + 80);
    if (/^Content-Length: \d+\nContent-Type: text\/event-/.test(head)) starts.push(at);
    at = bytes.indexOf("Content-Length: ", at + 1);
  }
  return starts;
}

for (const form of recordingForms) {
  test(`any cut of the ${form} byte stream into chunks gives the same events`, async () => {
    const bytes = bytesOf[form];
    const whole = (await importChunks(bytes, [bytes.length])).events;
    const sizes = fc.array(fc.integer({ min: 300, max: 70_000 }), { minLength: 1, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(sizes, async (cuts) => {
        assert.deepEqual((await importChunks(bytes, cuts)).events, whole);
      }),
      { numRuns: 6 },
    );
  });
}

test("a second import of a recording, or of its later part, brings nothing new", async () => {
  const ids = new Set((await importChunks(plain)).events.map((event) => event.id));
  const again = await importChunks(plain);
  assert.ok(again.events.every((event) => ids.has(event.id)));
  const half = messageStarts(plain).find((at) => at > plain.length / 2) ?? 0;
  const part = await importChunks(plain.subarray(half));
  assert.ok(part.events.length > 100);
  const fresh = part.events.filter((event) => event.kind !== "agentState" && !ids.has(event.id));
  assert.deepEqual(fresh, []);
  assert.ok([...part.calls.values()].every((call) => call.hasArrived));
});

test("a recording that ends in the middle of calls leaves them open, and told as far as known", async () => {
  for (const part of [0.1, 0.3, 0.55, 0.7, 0.9]) {
    const bytes = plain.subarray(0, Math.floor(plain.length * part));
    const { calls, report } = await importChunks(bytes);
    const open = [...calls.values()].filter((call) => call.phase !== "ended");
    assert.equal(open.length, report.openCalls);
    assert.equal(report.skipped["last message is not finished"], 1);
  }
});

test("noise between events, unknown and repeated ones, and small disorder change no event", async () => {
  const { events } = await importChunks(plain);
  const starts = messageStarts(plain);
  const unknown = Buffer.from(
    "Content-Length: 24\nContent-Type: text/event-plain\n\nEvent-Name: BRANDNEW\nA: b\n\n",
  );
  unknown.write(String(unknown.length - unknown.indexOf("Event-Name")), 16);
  const noise = Buffer.from("\u0000\u00ff no colon\n\n");
  const messages = starts.map((at, index) => plain.subarray(at, starts[index + 1]));
  const sequenceOf = (message: Buffer) =>
    /Event-Date-Timestamp: (\d+)/.exec(message.toString("latin1"))?.[1] ?? "";
  for (let index = 1; index < messages.length; index += 3) {
    const [a, b] = [messages[index - 1], messages[index]];
    if (a === undefined || b === undefined || sequenceOf(a) !== sequenceOf(b)) continue;
    messages[index - 1] = b;
    messages[index] = a;
  }
  const noisy = messages.flatMap((message, index) =>
    index % 7 === 0 ? [message, message, noise, unknown] : [message],
  );
  const again = await importChunks(Buffer.concat(noisy), [9973]);
  assert.deepEqual(again.events, events);
  assert.ok((again.report.notes[unknownEventNote("BRANDNEW")] ?? 0) > 100);
  assert.ok((again.report.notes["event came again"] ?? 0) > 50);
  assert.ok((again.report.skipped["message is damaged"] ?? 0) > 100);
});

test("noise in the place of any event never stops the import", async () => {
  const starts = messageStarts(plain).slice(0, 200);
  const messages = starts.map((at, index) => plain.subarray(at, starts[index + 1] ?? at));
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat(messages.length - 1), fc.string({ unit: "binary" })), {
        maxLength: 40,
      }),
      async (places) => {
        const broken = messages.slice();
        for (const [index, text] of places) broken[index] = Buffer.from(text);
        const { calls } = await importChunks(Buffer.concat(broken), [4096]);
        for (const call of calls.values()) assert.ok(call.arrivedAt > 0);
      },
    ),
    { numRuns: 20 },
  );
});

test("whatever is lost on the way, what comes out is valid, and no call is told after its end", async () => {
  const starts = messageStarts(plain);
  const messages = starts.map((at, index) => plain.subarray(at, starts[index + 1]));
  const losses = fc.array(fc.nat(messages.length - 1), { maxLength: 400 });
  await fc.assert(
    fc.asyncProperty(losses, async (lost) => {
      const gone = new Set(lost);
      const left = messages.filter((_, index) => !gone.has(index));
      const { events } = await importChunks(Buffer.concat(left));
      const ended = new Set<string>();
      for (const event of events) {
        const error = Value.Errors(eventSchemas[event.kind], event)[0];
        assert.equal(error, undefined, `${event.kind}: ${error?.instancePath} ${error?.message}`);
        if (!isCallEvent(event)) continue;
        assert.ok(!ended.has(event.callId), `${event.kind} after the end`);
        if (event.kind === "ended") ended.add(event.callId);
      }
    }),
    { numRuns: 25 },
  );
});

test("events without a time are counted and give nothing", async () => {
  const text = plain.subarray(0, 400_000).toString("latin1");
  const untimed = Buffer.from(text.replaceAll("Event-Date-Timestamp: ", "Event-Date-Timestamq: "));
  const { events, report } = await importChunks(untimed);
  assert.deepEqual(events, []);
  assert.ok((report.skipped["event without a usable time"] ?? 0) > 20);
});

test("an import stops when it is told to", async () => {
  const stop = new AbortController();
  const { signal } = stop;
  const imported = importFreeswitchEsl({ bytes: inPieces(plain), settings, signal });
  await assert.rejects(async () => {
    for await (const _ of imported) stop.abort();
  }, /abort/i);
});

test("without any bytes there is nothing, and that is no error", async () => {
  const bytes = inPieces(Buffer.alloc(0));
  const imported = importFreeswitchEsl({ bytes, settings, signal: never });
  assert.deepEqual(await Array.fromAsync(imported), []);
  assert.deepEqual([imported.report().bytes, imported.report().rows], [0, 0]);
});

test("calls whose end never comes are let go at the limit, oldest first", () => {
  const trace = Array.from(
    { length: 5 },
    (_, n) => `${n} CHANNEL_CREATE c${n} in context=public to=88880001 from=13800000001`,
  );
  const parser = new EslParser(defaultEslParserLimits);
  const limits = { ...defaultEslMeaningLimits, trackedCallsMax: 3 };
  const meaning = new EslMeaning({ settings: traceSettings, limits, takesUpCalls: false });
  for (const message of parser.push(bytesOfEslTrace(trace.join("\n")))) {
    if (message.kind === "event") meaning.take(message.event);
  }
  meaning.finish();
  assert.equal(meaning.openCalls, 3);
  assert.equal([...meaning.skipped.values()][0], 2);
});

test("of a call that was let go on its way out of a queue nothing more is told", () => {
  const parser = new EslParser(defaultEslParserLimits);
  const limits = { ...defaultEslMeaningLimits, trackedCallsMax: 1 };
  const meaning = new EslMeaning({ settings: traceSettings, limits, takesUpCalls: false });
  const trace = `
    0    CHANNEL_CREATE      a  in context=public to=88880001 from=13800000001
    1    member-queue-start  a  queue=sales@170 member=m1 session=a
    4    member-queue-end    a  queue=sales@170 member=m1 session=a end=Cancel reason=TIMEOUT
    5    CHANNEL_CREATE      b  in context=public to=88880001 from=13800000002
    9    CHANNEL_ANSWER      b
  `;
  const messages = parser.push(bytesOfEslTrace(trace));
  const events = messages.flatMap((message) =>
    message.kind === "event" ? meaning.take(message.event) : [],
  );
  assert.deepEqual(eventLines([...events, ...meaning.finish()]), [
    "0 arrived direction=in callerNo=13800000001 calleeNo=88880001",
    "1 queued skillId=1 skillName=sales@170",
    "5 arrived direction=in callerNo=13800000002 calleeNo=88880001",
  ]);
});

const begunBefore = `
    3    CHANNEL_EXECUTE         a  in app=playback context=public to=q_1 from=13800000001 v:sip_to_user=88880001 created=1795235371000000
    4    member-queue-start      a  queue=sales@170 member=m1 session=a
    5    CHANNEL_HANGUP_COMPLETE a  cause=NORMAL_CLEARING by=recv_bye
`;

test("a call that began before we listened is passed over by an import, and taken up live", () => {
  assert.deepEqual(runEslTrace(begunBefore).events, []);
  const { events } = runEslTrace(begunBefore, traceSettings, true);
  assert.deepEqual(eventLines(events), [
    "-2 arrived direction=in callerNo=13800000001 calleeNo=88880001",
    "3 ivrEntered",
    "4 queued skillId=1 skillName=sales@170",
    "5 ended by=customer",
  ]);
});

test("a call that only its end is seen of is not taken up", () => {
  const end = begunBefore.split("\n").slice(-2).join("\n");
  assert.deepEqual(runEslTrace(end, traceSettings, true).events, []);
});

test("after a restart of FreeSWITCH the calls of the last run are over, as of their last event", () => {
  const { events, meaning } = runEslTrace(`
    0    CHANNEL_CREATE          a  in  context=public to=88880001 from=13800000001
    2    member-queue-start      a  queue=sales@170 member=m1 session=a
    60   CHANNEL_CREATE          b  in  context=public to=88880001 from=13800000002 Core-UUID=core-2 Event-Sequence=1
    61   member-queue-start      b  queue=sales@170 member=m1 session=b Core-UUID=core-2 Event-Sequence=2
  `);
  assert.deepEqual([...callsOf(events).values()].map(storyOf), [
    ["queue 1: 2 - - 2 reason 19", "ended by system, missed"],
    ["queue 1: 61 - - - reason 0", "open"],
  ]);
  assert.equal(meaning.openCalls, 1);
});

test("calls that FreeSWITCH no longer has after a gap are ended, the others go on", () => {
  const trace = `
    0    CHANNEL_CREATE          a  in  context=public to=88880001 from=13800000001
    0    CHANNEL_CREATE          b  in  context=public to=88880001 from=13800000002
    2    member-queue-start      a  queue=sales@170 member=m1 session=a
  `;
  const meaning = new EslMeaning({
    settings: traceSettings,
    limits: defaultEslMeaningLimits,
    takesUpCalls: true,
  });
  const parser = new EslParser(defaultEslParserLimits);
  const events = parser
    .push(bytesOfEslTrace(trace))
    .flatMap((message) => (message.kind === "event" ? meaning.take(message.event) : []));
  const calls = callsOf([...events, ...meaning.keepOnly(new Set(["b"]))]);
  assert.deepEqual([...calls.values()].map(storyOf), [
    ["queue 1: 2 - - 2 reason 19", "ended by system, missed"],
    ["open"],
  ]);
  assert.equal(meaning.openCalls, 1);
});
