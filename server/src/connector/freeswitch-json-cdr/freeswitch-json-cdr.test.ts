import assert from "node:assert/strict";
import { test } from "node:test";
import { recordingSettings } from "../freeswitch-esl/recording.ts";
import { inPieces } from "../cut-bytes.ts";
import { openPostedRecords } from "../freeswitch-cdr/cdr-records.ts";
import { urlEncoded } from "../freeswitch-cdr/url-encoded.ts";
import { freeswitchJsonCdr, jsonCdr } from "./freeswitch-json-cdr.ts";
import { importJsonCdrs, recordedJsonCdrs } from "./recording.ts";

const settings = await recordingSettings();
const records = await recordedJsonCdrs();
const whole = await importJsonCdrs(records.join("\n"), settings);

/** As mod_json_cdr does by default. */
function withEncodedValues(value: unknown): unknown {
  if (typeof value === "string") return urlEncoded(value);
  if (Array.isArray(value)) return value.map(withEncodedValues);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, entry]) => [name, withEncodedValues(entry)]),
  );
}

test("records with encoded values, encoded as a whole, or both, give the same events", async () => {
  const encoded = records.map((record) => JSON.stringify(withEncodedValues(JSON.parse(record))));
  const escaped = records.map((record) => urlEncoded(record));
  const both = encoded.map((record) => urlEncoded(record));
  const base64 = encoded.map((record) => Buffer.from(record).toString("base64"));
  for (const form of [encoded, escaped, both, base64]) {
    assert.deepEqual((await importJsonCdrs(form.join("\n"), settings)).events, whole.events);
  }
});

test("the order of the files changes no event", async () => {
  const turned = await importJsonCdrs(records.toReversed().join("\n"), settings);
  assert.deepEqual(turned.events, whole.events);
});

test("records that come again give nothing twice", async () => {
  const { events, report } = await importJsonCdrs([...records, ...records].join("\n"), settings);
  assert.deepEqual(events, whole.events);
  assert.deepEqual(report.ignored, { "records that came again": records.length });
});

test("a record that is none is reported with its place, and stops nothing", async () => {
  const odd = [
    "{}",
    '{"variables":{"start_stamp":"x"}}',
    '{"variables":{"uuid":"a"}}',
    '{"variables":',
  ];
  const { events, report } = await importJsonCdrs([...odd, ...records].join("\n"), settings);
  assert.deepEqual(events, whole.events);
  assert.deepEqual(report.skippedRows.slice(0, 4), [
    { row: 1, reason: "record has no 'variables'", text: "{}" },
    { row: 2, reason: "record has no 'uuid'", text: odd[1] },
    { row: 3, reason: "record has no times", text: odd[2] },
    { row: 4, reason: "object is broken off", text: odd[3] },
  ]);
});

test("a called channel whose caller has no record is reported", async () => {
  const agents = records.filter((record) => record.includes('"cc_side":"agent"'));
  const { events, report } = await importJsonCdrs(agents.join("\n"), settings);
  assert.deepEqual(events, []);
  const reason = "channel that was called for another one, which has no record";
  assert.deepEqual(report.skipped, { [reason]: agents.length });
});

test("settings that are none are refused before anything is read", () => {
  const { signal } = new AbortController();
  const input = { bytes: inPieces(Buffer.alloc(0)), settings: { source: "fs1" }, signal };
  assert.throws(
    () => freeswitchJsonCdr.open(input),
    /Cannot read FreeSWITCH settings of 'fs1': 'settings'/,
  );
});

test("a posted record is read alone, in each of the ways in which it may be posted", () => {
  const { source, read } = openPostedRecords(jsonCdr, settings);
  assert.equal(source, "fs1");
  const record = records.find((text) => text.includes('"cc_cancel_reason":"BREAK_OUT"')) ?? "";
  const kinds = ["arrived", "ivrEntered", "queued", "ended"];
  for (const body of [
    record,
    `cdr=${encodeURIComponent(record)}`,
    `cdr=${Buffer.from(record).toString("base64")}`,
  ]) {
    assert.deepEqual(
      read(body)?.events.map(({ kind }) => kind),
      kinds,
    );
  }
  assert.equal(read("hello"), undefined);
  assert.equal(read("cdr=%7Bnonsense"), undefined);
  assert.deepEqual(read("{}"), {
    events: [],
    skipped: ["record has no 'variables'"],
  });
});

test("a record of a mebibyte is read without looking at all of it again for each of its parts", () => {
  const { read } = openPostedRecords(jsonCdr, settings);
  // As FreeSWITCH has written it.
  const caller = JSON.parse(records.find((text) => text.includes("BREAK_OUT")) ?? "") as {
    readonly variables: Readonly<Record<string, string>>;
    readonly callflow: readonly [{ readonly caller_profile: object }];
  };
  const [{ caller_profile: profile }] = caller.callflow;
  const at = (index: number) => String(Number(caller.variables["start_uepoch"]) + index);
  const list = <Item>(length: number, item: (index: number) => Item) =>
    Array.from({ length }, (_, index) => item(index));
  const queued = list(6000, (index) => ({ app_name: "callcenter", app_stamp: at(index) }));
  const places = list(1500, (index) => ({
    caller_profile: {
      ...(index === 0 ? profile : {}),
      originatee: { originatee_caller_profiles: [{ uuid: `o${index}` }] },
    },
    times: { profile_created_time: at(index), bridged_time: at(index), hangup_time: at(9e6) },
  }));
  const dialled = {
    originated_legs: list(10_000, (index) => `${index};;${index}`).join("|:"),
    originate_causes: list(10_000, (index) => `${index};BUSY`).join("|:"),
  };
  const dial = (data: string) => [{ app_name: "bridge", app_data: data, app_stamp: at(5) }];
  for (const changed of [
    { callflow: places, app_log: { applications: queued } },
    {
      variables: { ...caller.variables, ...dialled },
      app_log: { applications: dial(",x".repeat(200_000)) },
    },
    {
      variables: { ...caller.variables, originated_legs: "a;;1", originate_causes: "a;BUSY" },
      app_log: { applications: dial("[".repeat(900_000)) },
    },
  ]) {
    const told = read(JSON.stringify({ ...caller, ...changed }));
    assert.equal(told?.events[0]?.kind, "arrived");
  }
});
