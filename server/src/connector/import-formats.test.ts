// Every format of the import through its conformance suite, with a file that a real PBX wrote.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { gunzipSync } from "node:zlib";
import { parse } from "yaml";
import { liveSourceKinds, sourceKinds } from "../config/source-kinds.ts";
import { testImportFormat, type ImportFixture } from "./import-format.conformance.ts";
import { recordedXmlCdrs } from "./freeswitch-xml-cdr/recording.ts";
import { importFormats } from "./import-formats.ts";
import { describeLiveSource } from "./live-source.ts";

async function bytesOf(path: string): Promise<Buffer> {
  const bytes = await readFile(new URL(path, import.meta.url));
  return path.endsWith(".gz") ? gunzipSync(bytes) : bytes;
}

async function settingsOf(path: string): Promise<unknown> {
  return parse(await readFile(new URL(path, import.meta.url), "utf8"));
}

/** Each piece with the separator that ends it. */
function endedBy(bytes: Buffer, end: string): readonly Buffer[] {
  const pieces = bytes.toString("latin1").split(end);
  const last = pieces.pop() ?? "";
  const rows = pieces.map((piece) => Buffer.from(piece + end, "latin1"));
  return last === "" ? rows : [...rows, Buffer.from(last, "latin1")];
}

function begunBy(bytes: Buffer, begin: RegExp): readonly Buffer[] {
  return bytes
    .toString("latin1")
    .split(begin)
    .map((piece) => Buffer.from(piece, "latin1"));
}

const asteriskSettings = await settingsOf("asterisk-ami/fixtures/settings.yaml");
const freeswitchSettings = await settingsOf("freeswitch-esl/fixtures/settings.yaml");
const noise = Buffer.from("\u0000\u00ff\u00fe no row of anything\n", "latin1");
const eslMessage = /(?=Content-Length: \d+\nContent-Type: text\/event-)/;

async function ofLines(
  path: string,
  form: string,
  settings = asteriskSettings,
): Promise<ImportFixture> {
  return {
    form,
    settings,
    rows: endedBy(await bytesOf(path), "\n"),
    garbage: noise,
  };
}

async function ofEsl(form: string): Promise<ImportFixture> {
  const bytes = await bytesOf(`freeswitch-esl/fixtures/esl_${form}.raw.gz`);
  const garbage = Buffer.from("\u0000\u00ff no colon\n\n", "latin1");
  const rows = begunBy(bytes, eslMessage);
  return { form, settings: freeswitchSettings, rows, garbage, isRecording: true };
}

const fixtures: Readonly<Record<string, readonly ImportFixture[]>> = {
  "asterisk-ami": [
    {
      form: "",
      settings: asteriskSettings,
      rows: endedBy(await bytesOf("asterisk-ami/fixtures/ami.raw.gz"), "\r\n\r\n"),
      garbage: Buffer.from("\u0000\u00ff no colon\r\n\r\n", "latin1"),
      isRecording: true,
    },
  ],
  "asterisk-cel": [
    await ofLines("asterisk-cel/fixtures/cel.csv.gz", "csv"),
    await ofLines("asterisk-cel/fixtures/cel.json.gz", "json"),
  ],
  "asterisk-cdr": [
    { ...(await ofLines("asterisk-cdr/fixtures/Master.csv", "Master.csv")), precisionMs: 1000 },
    { ...(await ofLines("asterisk-cdr/fixtures/custom.csv", "cdr_custom")), precisionMs: 1000 },
  ],
  "asterisk-queue-log": [
    { ...(await ofLines("asterisk-queue-log/fixtures/queue_log", "")), precisionMs: 1000 },
  ],
  "freeswitch-esl": [await ofEsl("plain"), await ofEsl("json")],
  csv: [
    {
      ...(await ofLines(
        "csv/fixtures/calls.csv",
        "",
        await settingsOf("csv/fixtures/settings.yaml"),
      )),
      precisionMs: 1000,
    },
  ],
  "freeswitch-json-cdr": [
    await ofLines("freeswitch-json-cdr/fixtures/json_cdr.ndjson.gz", "", freeswitchSettings),
  ],
  "freeswitch-xml-cdr": [
    {
      form: "",
      settings: freeswitchSettings,
      rows: (await recordedXmlCdrs()).map((record) => Buffer.from(record)),
      garbage: noise,
    },
  ],
  "freeswitch-cdr-csv": [
    {
      ...(await ofLines("freeswitch-cdr-csv/fixtures/Master.csv", "", freeswitchSettings)),
      precisionMs: 1000,
    },
  ],
};

test("every format has a fixture", () => {
  const without = importFormats.filter(({ name }) => fixtures[name] === undefined);
  assert.deepEqual(
    without.map(({ name }) => name),
    [],
  );
});

test("the settings of the guide are such that every format of Asterisk takes them", async () => {
  const guide = await readFile(new URL("../../../docs/guide/imports.md", import.meta.url), "utf8");
  const [, yaml = ""] = /```yaml\n([\s\S]*?)```/.exec(guide) ?? [];
  const { signal } = new AbortController();
  const formats = importFormats.filter(({ name }) => name.startsWith("asterisk-"));
  for (const format of formats) format.open({ bytes: empty(), settings: parse(yaml), signal });
  assert.equal(formats.length, 4);
});

async function* empty(): AsyncGenerator<Uint8Array> {}

for (const format of importFormats) {
  for (const fixture of fixtures[format.name] ?? []) testImportFormat(format, fixture);
}

test("the configuration knows every kind of source, and which of them are live", () => {
  const names = importFormats.map(({ name }) => name);
  assert.deepEqual([...sourceKinds].toSorted(), names.toSorted());
  const isLive = (kind: string) => {
    try {
      return describeLiveSource({ kind }) !== undefined;
    } catch {
      // Its settings are missing.
      return true;
    }
  };
  assert.deepEqual(sourceKinds.filter(isLive), liveSourceKinds);
});
