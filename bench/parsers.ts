// What one core makes of the byte streams of Asterisk and FreeSWITCH, on the recordings that the tests use.
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
import { openAmiAnonymiser } from "../server/src/connector/asterisk-ami/anonymise-ami.ts";
import { Disguise } from "../server/src/connector/disguise.ts";
import { openEslAnonymiser } from "../server/src/connector/freeswitch-esl/anonymise-esl.ts";
import {
  EslMeaning,
  defaultEslMeaningLimits,
} from "../server/src/connector/freeswitch-esl/esl-meaning.ts";
import {
  EslParser,
  defaultEslParserLimits,
} from "../server/src/connector/freeswitch-esl/esl-parser.ts";
import { parseEslSettings } from "../server/src/connector/freeswitch-esl/esl-settings.ts";
import type { StreamFilter } from "../server/src/connector/stream-filter.ts";
import type { Figure } from "./figure.ts";

/** One reading of a whole recording. */
type Pass = () => void;

type Stream = {
  readonly name: string;
  readonly bytes: number;
  /** Of the PBX, in the recording. */
  readonly events: number;
  readonly passes: Readonly<Record<string, Pass>>;
};

const connectors = new URL("../server/src/connector/", import.meta.url);
const chunkBytes = 65_536;
const warmUpPasses = 3;

/** Cut as a socket cuts it. */
function chunksOf(file: string): {
  readonly chunks: readonly Uint8Array[];
  readonly bytes: number;
} {
  const all = gunzipSync(readFileSync(new URL(file, connectors)));
  const chunks: Uint8Array[] = [];
  for (let from = 0; from < all.length; from += chunkBytes) {
    chunks.push(all.subarray(from, from + chunkBytes));
  }
  return { chunks, bytes: all.length };
}

function settingsOf(folder: string): unknown {
  return parse(readFileSync(new URL(`${folder}/fixtures/settings.yaml`, connectors), "utf8"));
}

function anonymising(chunks: readonly Uint8Array[], open: () => StreamFilter): Pass {
  return () => {
    const filter = open();
    for (const chunk of chunks) filter.take(chunk);
  };
}

function amiStream(): Stream {
  const settings = parseAmiSettings(settingsOf("asterisk-ami"));
  const { chunks, bytes } = chunksOf("asterisk-ami/fixtures/ami.raw.gz");
  const limits = defaultAmiParserLimits;
  const disguise = new Disguise({ key: new Uint8Array(32), settings });
  const counted = new AmiParser(limits);
  for (const chunk of chunks) counted.push(chunk);
  return {
    name: "AMI",
    bytes,
    events: counted.blocks,
    passes: {
      "parser, every header read": () => {
        const parser = new AmiParser(limits);
        for (const chunk of chunks) {
          for (const block of parser.push(chunk)) block.header("uniqueid");
        }
      },
      "parser and mapping": () => {
        const parser = new AmiParser(limits);
        const meaning = new AmiMeaning({ settings, limits: defaultAmiMeaningLimits });
        for (const chunk of chunks) {
          for (const block of parser.push(chunk)) meaning.take(block);
        }
        meaning.finish();
      },
      anonymising: anonymising(chunks, () => openAmiAnonymiser({ disguise, limits })),
    },
  };
}

function eslStream(form: "plain" | "json"): Stream {
  const settings = parseEslSettings(settingsOf("freeswitch-esl"));
  const { chunks, bytes } = chunksOf(`freeswitch-esl/fixtures/esl_${form}.raw.gz`);
  const limits = defaultEslParserLimits;
  const disguise = new Disguise({ key: new Uint8Array(32), settings });
  const counted = new EslParser(limits);
  for (const chunk of chunks) counted.push(chunk);
  return {
    name: `ESL, ${form}`,
    bytes,
    events: counted.events,
    passes: {
      "parser, headers not read": () => {
        const parser = new EslParser(limits);
        for (const chunk of chunks) parser.push(chunk);
      },
      "parser and mapping": () => {
        const parser = new EslParser(limits);
        const meaning = new EslMeaning({
          settings,
          limits: defaultEslMeaningLimits,
          takesUpCalls: true,
        });
        for (const chunk of chunks) {
          for (const message of parser.push(chunk)) {
            if (message.kind === "event") meaning.take(message.event);
          }
        }
        meaning.finish();
      },
      anonymising: anonymising(chunks, () => openEslAnonymiser({ disguise, limits })),
    },
  };
}

/** Events of the PBX and megabytes a second, for `seconds` each. */
export function measureParsers(seconds: number): readonly Figure[] {
  return [amiStream(), eslStream("plain"), eslStream("json")].flatMap((stream) =>
    Object.entries(stream.passes).flatMap(([what, pass]) => {
      const perSecond = passesPerSecond(pass, seconds);
      const about = { scenario: "parsers", what: `${stream.name}: ${what}` };
      return [
        { ...about, unit: "PBX events/s", measured: perSecond * stream.events },
        { ...about, unit: "MB/s", measured: (perSecond * stream.bytes) / 1e6 },
      ];
    }),
  );
}

function passesPerSecond(pass: Pass, seconds: number): number {
  for (let warm = 0; warm < warmUpPasses; warm += 1) pass();
  const begunAt = performance.now();
  let passes = 0;
  let elapsedMs = 0;
  while (elapsedMs < seconds * 1000) {
    pass();
    passes += 1;
    elapsedMs = performance.now() - begunAt;
  }
  return (passes * 1000) / elapsedMs;
}
