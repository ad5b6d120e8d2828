// trunkline import asterisk-ami FILE: a recorded manager stream -> events.
import { createReadStream, readFileSync } from "node:fs";
import { createGunzip } from "node:zlib";
import type { Command } from "commander";
import { parse } from "yaml";
import type { Options } from "../config/option-table.ts";
import { UsageError } from "../config/usage-error.ts";
import { parseAmiSettings, type AmiSettings } from "../connector/asterisk-ami/ami-settings.ts";
import {
  importAsteriskAmi,
  type AmiImportReport,
} from "../connector/asterisk-ami/import-asterisk-ami.ts";
import { addDestinationFlags, deliverByFlags, reportDelivered } from "./destination-flags.ts";
import { batchesOf } from "./event-destination.ts";
import { CommandFailure } from "./exit-code.ts";
import { loadFromFlags } from "./option-flags.ts";
import type { Terminal } from "./terminal.ts";

type AmiFlags = { readonly settings?: string; readonly source?: string; readonly out?: string };

const kind = "asterisk-ami";

export function addImportCommand(program: Command, terminal: Terminal): void {
  const command = program.command("import").description("reads recordings of telephony platforms");
  const ami = command
    .command(kind)
    .description("reads a recorded byte stream of Asterisk's manager interface (also .gz)")
    .argument("<file>", "the recording; - = stdin")
    .option("--settings <file>", "tenants, agents and queues of this Asterisk, in YAML")
    .option("--source <name>", `which of the configuration's sources of kind ${kind}`);
  addDestinationFlags(ami).action(async (file: string, flags: AmiFlags) => {
    const settings = settingsOf(flags, loadFromFlags(ami, terminal).options);
    const { signal } = terminal;
    const events = importAsteriskAmi({ bytes: bytesOf(file), settings, signal });
    const batches = batchesOf(events);
    const delivered = await deliverByFlags(ami, { batches, source: settings.source, terminal });
    // Events on stdout are for a program, and the report for who started it.
    const say = flags.out === "-" ? terminal.err : terminal.out;
    reportImport(events.report(), say);
    reportDelivered(delivered, say);
    if (delivered.refused > 0) {
      throw new CommandFailure(
        `Cannot import all of '${file}': ${delivered.refused} events were refused`,
      );
    }
  });
}

async function* bytesOf(file: string): AsyncIterable<Uint8Array> {
  const stream = file === "-" ? process.stdin : createReadStream(file);
  // Reading fails in the middle of the iteration, and only there.
  const bytes = file.endsWith(".gz") ? stream.pipe(createGunzip()) : stream;
  stream.once("error", (error: Error) => bytes.destroy(error));
  // Without an encoding a stream gives buffers.
  for await (const chunk of bytes) yield chunk as Buffer;
}

function settingsOf({ settings, source }: AmiFlags, options: Options): AmiSettings {
  if (settings !== undefined) return checked(parse(readFileSync(settings, "utf8")));
  const found = options.sources
    .filter((entry) => entry.kind === kind)
    .map(({ kind: _kind, ...rest }) => checked(rest))
    .filter((entry) => source === undefined || entry.source === source);
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  const names = found.map((entry) => `'${entry.source}'`).join(", ");
  throw new UsageError(
    found.length === 0
      ? `Cannot import: no settings of this Asterisk; give --settings FILE, or --config FILE with a source of kind ${kind}`
      : `Cannot import: the configuration has several sources; say --source with one of ${names}`,
  );
}

function checked(value: unknown): AmiSettings {
  try {
    return parseAmiSettings(value);
  } catch (cause) {
    throw new UsageError(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

function reportImport(report: AmiImportReport, say: (text: string) => void): void {
  const { greeting, bytes, blocks, openCalls, unfinishedBytes, lateBlocks } = report;
  say(`read: ${bytes} bytes, ${blocks} blocks${greeting === "" ? "" : `, ${greeting}`}`);
  const lists = {
    "made of them": report.events,
    "known and not needed": report.ignored,
    unknown: report.unknown,
    skipped: report.skipped,
  };
  for (const [name, counts] of Object.entries(lists)) {
    const parts = Object.entries(counts).map(([what, count]) => `${what} ${count}`);
    if (parts.length > 0) say(`${name}: ${parts.join(", ")}`);
  }
  const oddities = {
    "calls still open": openCalls,
    "blocks too large": report.oversizeBlocks,
    "headers too large": report.oversizeHeaders,
    "bytes of an unfinished block": unfinishedBytes,
    "blocks that came late": lateBlocks,
    "blocks without a time": report.blocksWithoutTimestamp,
  };
  for (const [name, count] of Object.entries(oddities)) if (count > 0) say(`${name}: ${count}`);
}
