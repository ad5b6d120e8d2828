import assert from "node:assert/strict";
import { test } from "node:test";
import { openPostedRecords } from "../freeswitch-cdr/cdr-records.ts";
import { urlEncoded } from "../freeswitch-cdr/url-encoded.ts";
import { recordingSettings } from "../freeswitch-esl/recording.ts";
import { importJsonCdrs, recordedJsonCdrs } from "../freeswitch-json-cdr/recording.ts";
import { xmlCdr } from "./freeswitch-xml-cdr.ts";
import { importXmlCdrs, recordedXmlCdrs, xmlCdrOf, type JsonCdr } from "./recording.ts";

const settings = await recordingSettings();
const jsonRecords = await recordedJsonCdrs();
const json = await importJsonCdrs(jsonRecords.join("\n"), settings);
const records = await recordedXmlCdrs();
const whole = await importXmlCdrs(records.join(""), settings);

test("the records of all scenarios give the events that mod_json_cdr's give, under a source of their own", () => {
  const renamed = json.events.map((event) => ({ ...event, source: "fs1/xml_cdr" }));
  assert.deepEqual(whole.events, renamed);
  assert.deepEqual(
    [whole.report.rows, whole.report.skipped],
    [records.length, json.report.skipped],
  );
});

test("records without line ends, encoded as a whole, or in base64, give the same events", async () => {
  const flat = records.map((record) => record.replaceAll(/\n */g, ""));
  const escaped = records.map((record) => urlEncoded(record));
  const base64 = records.map((record) => Buffer.from(record).toString("base64"));
  for (const text of [flat.join(""), escaped.join("\n"), base64.join("\n")]) {
    const { events, report } = await importXmlCdrs(text, settings);
    assert.deepEqual(events, whole.events);
    assert.equal(report.rows, records.length);
  }
});

test("values with marks, line ends and whole records in them are read as they are, encoded or not", () => {
  const { read } = openPostedRecords(xmlCdr, settings);
  const cdr = JSON.parse(jsonRecords.find((text) => text.includes("BREAK_OUT")) ?? "") as JsonCdr;
  const odd = 'a "b" <sip:1@x>;c=%&+\r\n d\u00e9';
  const strange = { "nolocal:x": odd, "1 x": odd, "": odd, b_leg_cdr: xmlCdrOf(cdr) };
  const record = xmlCdrOf({ ...cdr, variables: { ...strange, ...cdr.variables } }).replaceAll(
    /<caller_id_number>[^<]*/g,
    "<caller_id_number>&lt;sip:13800000001@x&gt;&amp;",
  );
  for (const body of [
    record,
    `cdr=${record}`,
    `cdr=${urlEncoded(record)}`,
    `cdr=${Buffer.from(record).toString("base64")}`,
    `cdr=${encodeURIComponent(Buffer.from(record).toString("base64"))}`,
  ]) {
    const told = read(body)?.events ?? [];
    assert.deepEqual(
      told.map(({ kind }) => kind),
      ["arrived", "ivrEntered", "queued", "ended"],
    );
    assert.deepEqual(
      told.flatMap((event) => (event.kind === "arrived" ? [event.callerNo] : [])),
      ["<sip:13800000001@x>&"],
    );
  }
});

test("a body without a record is none, and a record without what is needed says so", () => {
  const { source, read } = openPostedRecords(xmlCdr, settings);
  assert.equal(source, "fs1");
  const none = ["", "hello", "{}", "<html><cdr/></html>", "cdr=%3Cno", `cdr=${btoa("<no>")}`];
  for (const body of none) assert.equal(read(body), undefined, body);
  const skippedOf = (body: string) => read(body)?.skipped;
  assert.deepEqual(skippedOf("<cdr></cdr>"), ["record has no 'variables'"]);
  assert.deepEqual(skippedOf("<cdr><variables></variables></cdr>"), ["record has no 'uuid'"]);
  const cut = "<cdr><variables><uuid>a</uuid><start_uepoch>1</variables></cdr>";
  assert.deepEqual(skippedOf(cut), ["record has no times"]);
  const deep = "<cdr><callflow><times>".concat("<a>".repeat(200_000));
  assert.deepEqual(skippedOf(deep), ["record has no 'variables'"]);
});

test("what gives nothing is found by the line that it begins on", async () => {
  const text = `\nhello\n<?xml version="1.0"?>\n<cdr>\n</cdr><cdr></cdr>\n${urlEncoded("<cdr></cdr>")}\n`;
  const { report } = await importXmlCdrs(text, settings);
  assert.deepEqual(
    report.skippedRows.map(({ row }) => row),
    [2, 4, 5, 6],
  );
});

test("a record that is broken off is reported, and the next one is read", async () => {
  const [first = "", ...rest] = records;
  const broken = first.slice(0, first.indexOf("</variables>"));
  for (const text of [`${broken}${records.join("")}`, `${broken}\n${records.join("")}`]) {
    const { events, report } = await importXmlCdrs(text, settings);
    const faults = { ...report.skipped, ...json.report.skipped };
    assert.deepEqual(events, whole.events, JSON.stringify(faults));
    assert.equal(faults["record is broken off"], 1);
  }
  const cut = await importXmlCdrs(`${rest.join("")}${broken}`, settings);
  assert.equal(cut.report.skipped["last record is not finished"], 1);
});
