// A recording whose numbers are made up tells the same calls, and none of the people in them.
import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { test } from "node:test";
import fc from "fast-check";
import { cutBytes } from "../cut-bytes.ts";
import { Disguise } from "../disguise.ts";
import { withNumbers } from "../renumbered.ts";
import { openAmiAnonymiser } from "./anonymise-ami.ts";
import { defaultAmiParserLimits } from "./ami-parser.ts";
import { importRecording, recordingBytes, recordingSettings } from "./recording.ts";

const settings = await recordingSettings();
const bytes = Buffer.concat(await Array.fromAsync(recordingBytes()));
const original = await importRecording(settings);

function anonymised(disguise: Disguise, sizes: readonly number[] = [65_536]): Buffer {
  const filter = openAmiAnonymiser({ disguise, limits: defaultAmiParserLimits });
  return Buffer.concat([...cutBytes(bytes, sizes)].map(filter.take));
}

const key = fc.uint8Array({ minLength: 32, maxLength: 32 });
const sizes = fc.array(fc.integer({ min: 500, max: 70_000 }), { minLength: 1, maxLength: 10 });

test("an anonymised recording gives the same events but for the numbers, whatever the key", async () => {
  await fc.assert(
    fc.asyncProperty(key, async (key) => {
      const disguise = new Disguise({ key, settings });
      const { events, report } = await importRecording(
        settings,
        Readable.from([anonymised(disguise)]),
      );
      assert.deepEqual(events, withNumbers(original.events, disguise));
      assert.deepEqual([report.notes, report.skipped], [{}, {}]);
    }),
    { numRuns: 3, endOnFailure: true },
  );
});

test("no number and no name of the original is left in the bytes, whatever the key", () => {
  const text = bytes.toString("latin1");
  const accessCodes = new Set(settings.tenants.flatMap((tenant) => tenant.accessCodes));
  const valuesOf = (header: RegExp) =>
    new Set([...text.matchAll(header)].map(([, value = ""]) => value));
  const dialled = valuesOf(/(?:CallerIDNum|LineNum|Exten|Extension): (\d{6,})\r\n/g);
  const numbers = new Set([...dialled].filter((number) => !accessCodes.has(number)));
  const names = valuesOf(/(?:CallerIDName|LineName): ((?!Agent |Anonymous)\w+ \d+)\r\n/g);
  assert.ok(numbers.size >= 30 && names.size >= 30, `${numbers.size} numbers, ${names.size} names`);
  fc.assert(
    fc.property(key, sizes, (key, sizes) => {
      const made = anonymised(new Disguise({ key, settings }), sizes).toString("latin1");
      assert.deepEqual(
        [...numbers, ...names].filter((known) => made.includes(known)),
        [],
      );
    }),
    { numRuns: 3, endOnFailure: true },
  );
});
