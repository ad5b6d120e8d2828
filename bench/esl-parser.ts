// node bench/esl-parser.ts [seconds]: what one core makes of FreeSWITCH's event socket.
import { readFileSync } from "node:fs";
import { cpus } from "node:os";
import { gunzipSync } from "node:zlib";
import { parse } from "yaml";
import {
  EslMeaning,
  defaultEslMeaningLimits,
} from "../server/src/connector/freeswitch-esl/esl-meaning.ts";
import {
  EslParser,
  defaultEslParserLimits,
} from "../server/src/connector/freeswitch-esl/esl-parser.ts";
import { parseEslSettings } from "../server/src/connector/freeswitch-esl/esl-settings.ts";

const seconds = Number(process.argv[2] ?? 3);
const chunkBytes = 65_536;
const fixtures = new URL("../server/src/connector/freeswitch-esl/fixtures/", import.meta.url);
const settings = parseEslSettings(parse(readFileSync(new URL("settings.yaml", fixtures), "utf8")));

/** One pass over a recording, cut as a socket cuts it; returns the events of FreeSWITCH and ours. */
function pass(chunks: readonly Uint8Array[], isMapped: boolean): { read: number; made: number } {
  const parser = new EslParser(defaultEslParserLimits);
  const limits = defaultEslMeaningLimits;
  const meaning = new EslMeaning({ settings, limits, takesUpCalls: true });
  let made = 0;
  for (const chunk of chunks) {
    for (const message of parser.push(chunk)) {
      if (isMapped && message.kind === "event") made += meaning.take(message.event).length;
    }
  }
  return { read: parser.events, made: made + meaning.finish().length };
}

const rows: Record<string, unknown>[] = [];
for (const form of ["plain", "json"]) {
  const bytes = gunzipSync(readFileSync(new URL(`esl_${form}.raw.gz`, fixtures)));
  const chunks: Uint8Array[] = [];
  for (let from = 0; from < bytes.length; from += chunkBytes) {
    chunks.push(bytes.subarray(from, from + chunkBytes));
  }
  for (const isMapped of [false, true]) {
    for (let warm = 0; warm < 5; warm += 1) pass(chunks, isMapped);
    const begunAt = performance.now();
    let read = 0;
    let made = 0;
    let passes = 0;
    while (performance.now() - begunAt < seconds * 1000) {
      const counts = pass(chunks, isMapped);
      read += counts.read;
      made += counts.made;
      passes += 1;
    }
    const elapsed = (performance.now() - begunAt) / 1000;
    rows.push({
      events: form,
      what: isMapped ? "parser and mapping" : "parser, headers not read",
      eslEventsPerSecond: Math.round(read / elapsed),
      megabytesPerSecond: Math.round((bytes.length * passes) / elapsed / 1e6),
      trunklineEventsPerSecond: Math.round(made / elapsed),
    });
  }
}
console.log(`${cpus()[0]?.model ?? "?"}, one core, Node ${process.version}`);
console.table(rows);
