// Events per second that the manager interface's parser and mapping sustain on one core, on the
// recording that the tests use. Prints one line for each.
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { parse } from "yaml";
import {
  AmiMeaning,
  defaultAmiMeaningLimits,
} from "../server/src/connector/asterisk-ami/ami-meaning.ts";
import {
  AmiParser,
  defaultAmiParserLimits,
} from "../server/src/connector/asterisk-ami/ami-parser.ts";
import { parseAmiSettings } from "../server/src/connector/asterisk-ami/ami-settings.ts";

const fixtures = new URL("../server/src/connector/asterisk-ami/fixtures/", import.meta.url);
const chunkBytes = 65_536;
const passes = 40;

const recording = gunzipSync(readFileSync(new URL("ami.raw.gz", fixtures)));
const settings = parseAmiSettings(parse(readFileSync(new URL("settings.yaml", fixtures), "utf8")));

function chunksOf(bytes: Uint8Array): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  for (let from = 0; from < bytes.length; from += chunkBytes) {
    chunks.push(bytes.subarray(from, from + chunkBytes));
  }
  return chunks;
}

const chunks = chunksOf(recording);

function parseOnly(): number {
  const parser = new AmiParser(defaultAmiParserLimits);
  let read = 0;
  for (const chunk of chunks) {
    // Every header of every block, the costliest use there is.
    for (const block of parser.push(chunk)) read += block.header("uniqueid") === "" ? 0 : 1;
  }
  return read > 0 ? parser.blocks : 0;
}

function parseAndMap(): number {
  const parser = new AmiParser(defaultAmiParserLimits);
  const meaning = new AmiMeaning({ settings, limits: defaultAmiMeaningLimits });
  let events = 0;
  for (const chunk of chunks) {
    for (const block of parser.push(chunk)) events += meaning.take(block).length;
  }
  events += meaning.finish().length;
  return events > 0 ? parser.blocks : 0;
}

function measure(name: string, pass: () => number): void {
  for (let count = 0; count < 5; count += 1) pass();
  const begin = process.hrtime.bigint();
  let blocks = 0;
  for (let count = 0; count < passes; count += 1) blocks += pass();
  const seconds = Number(process.hrtime.bigint() - begin) / 1e9;
  const perSecond = Math.round(blocks / seconds);
  const megabytes = (recording.length * passes) / seconds / 1e6;
  process.stdout.write(
    `${name}: ${perSecond.toLocaleString("en")} manager events/s, ${megabytes.toFixed(0)} MB/s\n`,
  );
}

measure("parser, all headers read", parseOnly);
measure("parser and mapping", parseAndMap);
