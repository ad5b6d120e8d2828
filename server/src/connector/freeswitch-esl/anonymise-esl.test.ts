// A recording whose numbers are made up tells the same calls, and none of the people in them.
import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { test } from "node:test";
import fc from "fast-check";
import { cutBytes } from "../cut-bytes.ts";
import { Disguise } from "../disguise.ts";
import { withNumbers } from "../renumbered.ts";
import { openEslAnonymiser } from "./anonymise-esl.ts";
import { EslParser, defaultEslParserLimits } from "./esl-parser.ts";
import { importRecording, recordingBytes, recordingForms, recordingSettings } from "./recording.ts";

const settings = await recordingSettings();

function anonymised(bytes: Buffer, disguise: Disguise, sizes: readonly number[] = [65_536]) {
  const filter = openEslAnonymiser({ disguise, limits: defaultEslParserLimits });
  return Buffer.concat([...cutBytes(bytes, sizes)].map(filter.take));
}

const key = fc.uint8Array({ minLength: 32, maxLength: 32 });
const sizes = fc.array(fc.integer({ min: 3000, max: 90_000 }), { minLength: 1, maxLength: 10 });

for (const form of recordingForms) {
  const bytes = Buffer.concat(await Array.fromAsync(recordingBytes(form)));

  test(`${form}: an anonymised recording gives the same events but for the numbers`, async () => {
    const original = await importRecording(settings, Readable.from([bytes]));
    await fc.assert(
      fc.asyncProperty(key, async (key) => {
        const disguise = new Disguise({ key, settings });
        const made = Readable.from([anonymised(bytes, disguise)]);
        const { events, report } = await importRecording(settings, made);
        assert.deepEqual(events, withNumbers(original.events, disguise));
        const counts = (reasons: Readonly<Record<string, number>>) => Object.values(reasons);
        assert.deepEqual(counts(report.skipped), counts(original.report.skipped));
        assert.deepEqual(report.notes, original.report.notes);
        assert.equal(report.rows, original.report.rows);
      }),
      { numRuns: 2, endOnFailure: true },
    );
  });

  test(`${form}: no number and no name of the original is left in the bytes`, () => {
    const { numbers, names } = peopleIn(bytes);
    assert.ok(numbers.size >= 25 && names.size >= 20, `${numbers.size}, ${names.size}`);
    fc.assert(
      fc.property(key, sizes, (key, sizes) => {
        const made = anonymised(bytes, new Disguise({ key, settings }), sizes).toString("latin1");
        const left = [...numbers, ...names, ...[...names].map(encodeURIComponent)];
        assert.deepEqual(
          left.filter((known) => made.includes(known)),
          [],
        );
      }),
      { numRuns: 2, endOnFailure: true },
    );
  });
}

/** By the fields that tell them; access codes are nobody's. */
function peopleIn(bytes: Buffer): { numbers: Set<string>; names: Set<string> } {
  const accessCodes = new Set(settings.tenants.flatMap((tenant) => tenant.accessCodes));
  const [numbers, names] = [new Set<string>(), new Set<string>()];
  for (const message of new EslParser(defaultEslParserLimits).push(bytes)) {
    if (message.kind !== "event") continue;
    for (const [field, value] of Object.entries(message.event.toRecord())) {
      if (typeof value !== "string") continue;
      if (/(?:ID|Destination)-Number$/.test(field) && /^\d{6,}$/.test(value)) numbers.add(value);
      if (field.endsWith("Caller-ID-Name") && /\w \d/.test(value)) names.add(value);
    }
  }
  for (const code of accessCodes) numbers.delete(code);
  return { numbers, names };
}

function rewritten(message: string, settings: unknown = {}): string {
  const disguise = new Disguise({ key: Buffer.alloc(32, 7), settings });
  return anonymised(Buffer.from(message), disguise).toString();
}

function withBody(contentType: string, body: string): string {
  return `Content-Type: ${contentType}\nContent-Length: ${Buffer.byteLength(body)}\n\n${body}`;
}

test("lengths stay right when a name gets longer, and the body of an event is rewritten too", () => {
  const body = "+OK for 13800000001\n";
  const plain = `Event-Name: BACKGROUND_JOB\nCaller-Caller-ID-Name: Li%20%C3%89\nContent-Length: ${body.length}\n\n${body}`;
  const made = rewritten(`${withBody("text/event-plain", plain)}\n\n`);
  const [message] = new EslParser(defaultEslParserLimits).push(Buffer.from(made));
  assert.ok(message?.kind === "event");
  assert.match(String(message.event.value("Caller-Caller-ID-Name")), /^Name [A-Z]{8}$/);
  assert.match(String(message.event.value("_body")), /^\+OK for \d{11}\n$/);
  assert.doesNotMatch(made, /13800000001|%C3%89/);
});

test("answers to api calls are rewritten: lists, tables and dumps", () => {
  const rows = { row_count: 1, rows: [{ cid_name: "Mr Li", cid_num: "13800000001", dest: "q_1" }] };
  const json = rewritten(withBody("api/response", JSON.stringify(rows)));
  assert.match(json, /"cid_name":"Name [A-Z]{8}","cid_num":"\d{11}","dest":"q_1"/);
  const table =
    "name|contact|last_status_change\n1001@a|sofia/gateway/x/13800000001|1795236902\n+OK";
  assert.match(
    rewritten(withBody("api/response", table), ["1001@a"]),
    /\n1001@a\|sofia\/gateway\/x\/\d{11}\|\d{10}\n\+OK$/,
  );
  const dump =
    "Event-Name: CHANNEL_DATA\nvariable_sip_full_from: %22Mr%20Li%22%20%3Csip%3A13800000001%40h%3E\n\n";
  const made = decodeURIComponent(rewritten(withBody("api/response", dump)));
  assert.match(made, /"Name [A-Z]{8}" <sip:\d{11}@h>/);
  assert.doesNotMatch(`${json}${made}`, /13800000001|Mr Li/);
});

test("what cannot be read is left out, and passwords never stay", () => {
  const event = JSON.stringify({ "Event-Name": "X", variable_vm_password: "4711" });
  const message = `Content-Length: ${event.length}\nContent-Type: text/event-json\n\n${event}`;
  const made = rewritten(`garbage 13800000001\n\n${message}`);
  assert.match(made, /"variable_vm_password":"xxxx"/);
  assert.doesNotMatch(made, /garbage|13800000001/);
});
