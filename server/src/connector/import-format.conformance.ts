// What every format of the import keeps, whatever the bytes are.
import assert from "node:assert/strict";
import { test } from "node:test";
import { eventSchemas, isCallEvent, isTaskEvent } from "@trunkline/contract";
import type { TrunklineEvent } from "@trunkline/contract";
import fc from "fast-check";
import { Value } from "typebox/value";
import { inPieces } from "./cut-bytes.ts";
import type { ImportFormat, ImportReport } from "./import-format.ts";

export type ImportFixture = {
  /** Where a format has more than one form. */
  readonly form: string;
  readonly settings: unknown;
  /** With their ends; together they are the file. */
  readonly rows: readonly Uint8Array[];
  /** With its end; nothing that the format could take for a row. */
  readonly garbage: Uint8Array;
  /** Absent: the times are exact to the millisecond. */
  readonly precisionMs?: number;
  /** The file tells what happened as it happened: its events are those of a live connection. */
  readonly isRecording?: true;
};

const tooLongBytes = 5_000_000;
const runs = { cuts: 6, garbage: 10 };

export function testImportFormat(format: ImportFormat, fixture: ImportFixture): void {
  const { settings, rows, garbage } = fixture;
  const whole = Buffer.concat(rows);
  const of = (what: string) =>
    `${format.name}${fixture.form === "" ? "" : ` ${fixture.form}`}: ${what}`;

  async function read(bytes: Uint8Array, sizes: readonly number[] = [65_536]) {
    const { signal } = new AbortController();
    const imported = format.open({ bytes: inPieces(bytes, sizes), settings, signal });
    const events = await Array.fromAsync(imported);
    return { events, report: imported.report(), source: imported.source };
  }

  test(of("every event is valid, and says where it comes from and how exact it is"), async () => {
    const { events, report, source } = await read(whole);
    assert.ok(events.length > 0);
    assert.equal(report.bytes, whole.length);
    assert.equal(sum(report.events), events.length);
    for (const event of events) checkEvent(event, source, fixture);
  });

  test(of("a second import gives the same events with the same IDs"), async () => {
    const { events, report } = await read(whole);
    assert.deepEqual(await read(whole), { events, report, source: (await read(whole)).source });
    const ids = new Set(events.map((event) => event.id));
    assert.equal(ids.size, events.length);
  });

  test(of("bytes that are cut anywhere give the same events and the same report"), async () => {
    const expected = await read(whole, [whole.length]);
    const sizes = fc.array(fc.integer({ min: 300, max: 70_000 }), { minLength: 1, maxLength: 20 });
    const check = fc.asyncProperty(sizes, async (cuts) => {
      assert.deepEqual(await read(whole, cuts), expected);
    });
    await fc.assert(check, { numRuns: runs.cuts });
    const beginning = whole.subarray(0, Math.min(whole.length, 20_000));
    assert.deepEqual(await read(beginning, [1]), await read(beginning));
  });

  test(of("garbage between the rows is reported and changes no event"), async () => {
    const { events, report } = await read(whole);
    const places = fc.array(fc.nat(rows.length), { minLength: 1, maxLength: 30 });
    const check = fc.asyncProperty(places, async (at) => {
      const noisy = rows.flatMap((row, index) => (at.includes(index) ? [garbage, row] : [row]));
      const got = await read(Buffer.concat([...noisy, garbage]));
      assert.deepEqual(got.events, events);
      assert.ok(faults(got.report) > faults(report));
    });
    await fc.assert(check, { numRuns: runs.garbage });
  });

  test(of("a row that is too long is reported, and the rows after it are read"), async () => {
    const { events, report } = await read(whole);
    const tooLong = Buffer.concat([Buffer.alloc(tooLongBytes, "x"), garbage]);
    const [first = new Uint8Array(), ...rest] = rows;
    const got = await read(Buffer.concat([first, tooLong, ...rest]));
    assert.deepEqual(got.events, events);
    assert.ok(faults(got.report) > faults(report));
  });

  test(of("a last row that is cut off is reported, and those before it are told"), async () => {
    const last = rows.at(-1) ?? new Uint8Array();
    const before = whole.subarray(0, whole.length - last.length);
    const expected = await read(before);
    for (const part of [0.3, 0.6]) {
      const cut = last.subarray(0, Math.floor(last.length * part));
      const got = await read(Buffer.concat([before, cut]));
      assert.deepEqual(got.events, expected.events);
      assert.equal(sum(got.report.skipped), sum(expected.report.skipped) + 1);
      const reasons = got.report.skippedRows.map(({ reason }) => reason);
      assert.ok(reasons.some((reason) => reason.includes("not finished")));
    }
  });

  test(of("an import stops when it is told to"), async () => {
    const stop = new AbortController();
    const bytes = inPieces(whole, [4096]);
    const imported = format.open({ bytes, settings, signal: stop.signal });
    await assert.rejects(async () => {
      for await (const _ of imported) stop.abort();
    }, /abort/i);
  });

  test(of("no bytes give no events, and settings that cannot be used are refused"), async () => {
    const { events, report } = await read(new Uint8Array());
    assert.deepEqual([events, report.bytes, report.rows], [[], 0, 0]);
    const { signal } = new AbortController();
    const open = (wrong: unknown) =>
      format.open({ bytes: inPieces(whole, [1]), settings: wrong, signal });
    for (const wrong of [{ nonsense: true }, undefined, "text"]) {
      assert.throws(() => open(wrong), /^Error: Cannot read /);
    }
  });
}

function checkEvent(event: TrunklineEvent, source: string, fixture: ImportFixture): void {
  const [error] = Value.Errors(eventSchemas[event.kind], event);
  assert.equal(error, undefined, `${event.kind}: ${error?.instancePath} ${error?.message}`);
  assert.equal(event.source, source);
  assert.notEqual(event.id, undefined);
  if (!isCallEvent(event) && !isTaskEvent(event)) return;
  assert.equal(event.backfill === true, fixture.isRecording !== true);
  const { precisionMs = 1 } = event;
  assert.ok(precisionMs >= (fixture.precisionMs ?? 1), `${event.kind} ${precisionMs}`);
}

/** What an operator is told of that was not as it should be. */
function faults({ skipped, ignored, notes }: ImportReport): number {
  return sum(skipped) + sum(ignored) + sum(notes);
}

function sum(counts: Readonly<Partial<Record<string, number>>>): number {
  return Object.values(counts).reduce<number>((total, count = 0) => total + count, 0);
}
