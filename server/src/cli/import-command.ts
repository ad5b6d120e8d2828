// trunkline import FORMAT FILE...: what a PBX wrote -> events.
import { join } from "node:path";
import { Readable } from "node:stream";
import type { Command } from "commander";
import { parse } from "yaml";
import type { Options } from "../config/option-table.ts";
import { UsageError } from "../config/usage-error.ts";
import type { ImportFormat } from "../connector/import-format.ts";
import { importFormats } from "../connector/import-formats.ts";
import { Unreachable } from "./ask-server.ts";
import { chooseSource } from "./choose-source.ts";
import {
  addDestinationFlags,
  deliverByFlags,
  failIfRefused,
  reportDelivered,
} from "./destination-flags.ts";
import { CommandFailure } from "./exit-code.ts";
import { ImportCheckpoint } from "./import-checkpoint.ts";
import { reportImport } from "./import-report.ts";
import { loadFromFlags } from "./option-flags.ts";
import { ImportRun } from "./run-import.ts";
import { readInput } from "../lib/read-input.ts";
import type { Terminal } from "./terminal.ts";

type ImportFlags = {
  readonly settings?: string;
  readonly source?: string;
  readonly checkpoint?: string;
  readonly out?: string;
  readonly url?: string;
};

const checkpointName = "imports.json";
const checkpointSaveEveryMs = 1000;
const defaultGuide = "imports.md";

export function addImportCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command("import")
    .description("reads what telephony platforms have written: past calls become records");
  for (const format of importFormats) addFormat(command, format, terminal);
}

function addFormat(group: Command, format: ImportFormat, terminal: Terminal): void {
  const command = group
    .command(format.name)
    .description(`reads ${format.description}`)
    .argument("<file...>", "the files, the oldest first; packed with gzip or not; - = stdin")
    .option("--settings <file>", "tenants, agents and queues of this PBX, in YAML")
    .option(
      "--source <name>",
      `which of the configuration's sources of kind ${kindsOf(format).join(" or ")}`,
    )
    .option(
      "--checkpoint <file>",
      `where it is kept how far an interrupted import to --url has come (with --data: ${checkpointName} there)`,
    )
    .addHelpText("after", `\n${helpOf(format)}`);
  addDestinationFlags(command).action(async (paths: readonly string[], flags: ImportFlags) => {
    await runImport(command, { format, paths, flags, terminal });
  });
}

function helpOf({ name, guide = defaultGuide }: ImportFormat): string {
  return `Examples:
  trunkline import ${name} --settings pbx.yaml --out - FILE     shows the events, keeps nothing
  trunkline import ${name} --settings pbx.yaml --data ./data FILE FILE.gz
  trunkline import ${name} --settings pbx.yaml --url http://127.0.0.1:28080 FILE

While a server runs on the data directory, give its --url instead of --data.
The same files may be imported again: what is known already is counted as a duplicate. Calls that
another source has told of, such as a live connection, are left as they are.
An import that was interrupted goes on where it stopped when it is started again; one to --url without
--checkpoint begins anew, and what has arrived counts as duplicates.
docs/guide/${guide} tells what the settings are; docs/guide/imports.md what imports have in common;
docs/reference/source-fidelity.md what each format can know.`;
}

async function runImport(
  command: Command,
  {
    format,
    paths,
    flags,
    terminal,
  }: {
    readonly format: ImportFormat;
    readonly paths: readonly string[];
    readonly flags: ImportFlags;
    readonly terminal: Terminal;
  },
): Promise<void> {
  const { options } = loadFromFlags(command, terminal);
  const settings = settingsOf(format, flags, options);
  checkSettings(format, settings);
  const path = checkpointPath(flags, options);
  const checkpoint = await ImportCheckpoint.open({
    path,
    now: terminal.now,
    saveEveryMs: checkpointSaveEveryMs,
  });
  const { url: destination = "" } = flags;
  const run = new ImportRun({ format, paths, settings, destination, checkpoint, terminal });
  // Events on stdout are for a program, and the report for who started it.
  const say = flags.out === "-" ? terminal.err : terminal.out;
  try {
    const source = format.name;
    const inputs = [...paths, flags.settings ?? []].flat();
    const delivered = await deliverByFlags(command, {
      ...{ batches: run.batches(), inputs, source, terminal },
    });
    if (run.resumedAfter > 0) say(`went on after ${run.resumedAfter} events delivered before`);
    reportImport(format, run.results, say);
    reportDelivered(delivered, say);
    failIfRefused(delivered, `import all of '${paths.join("', '")}'`);
  } catch (cause) {
    const why = whyBrokenOff(run, cause, terminal);
    if (why === undefined) throw cause;
    reportImport(format, run.results, say);
    const how =
      path === undefined ? "begins anew, which doubles nothing" : "goes on where it stopped";
    throw new CommandFailure(`${why}; the same command ${how}`, { cause });
  }
}

/** Undefined: the same command would fail as well, or all has been delivered. */
function whyBrokenOff(
  run: ImportRun,
  cause: unknown,
  { signal }: Pick<Terminal, "signal">,
): string | undefined {
  if (signal.aborted) return "Cannot finish the import: it was interrupted";
  return run.isUnderWay && cause instanceof Unreachable ? cause.message : undefined;
}

/** Before anything is opened: the passes over the files come later. */
function checkSettings(format: ImportFormat, settings: unknown): void {
  try {
    format.open({ bytes: Readable.from([]), settings, signal: new AbortController().signal });
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    const { guide = defaultGuide } = format;
    throw new UsageError(`${why}; docs/guide/${guide} tells what they are`, { cause });
  }
}

/** A file that events are written to begins anew each time: there is nothing to go on with. */
function checkpointPath({ out, url, checkpoint }: ImportFlags, options: Options) {
  if (out !== undefined) return undefined;
  return url === undefined ? join(options["data.dir"], checkpointName) : checkpoint;
}

function settingsOf(format: ImportFormat, flags: ImportFlags, options: Options): unknown {
  const { settings, source: name } = flags;
  if (settings !== undefined) return readSettings(settings);
  const kinds = kindsOf(format);
  const lack = `no settings of this PBX; give --settings FILE, or --config FILE with a source of kind ${kinds.join(" or ")}`;
  const { sources } = options;
  const chosen = chooseSource({ sources, kinds, name, cannot: "Cannot import", lack });
  const { kind: _kind, ...rest } = chosen;
  return rest;
}

function readSettings(path: string): unknown {
  const text = readInput(path).toString();
  let settings: unknown;
  try {
    settings = parse(text);
  } catch (cause) {
    const [why] = cause instanceof Error ? cause.message.split(/:?\n/) : [String(cause)];
    throw new UsageError(`Cannot read settings '${path}': ${why}`, { cause });
  }
  if (typeof settings === "object" && settings !== null && "sources" in settings) {
    throw new UsageError(
      `Cannot read settings '${path}': it is a configuration with 'sources'; give it as --config`,
    );
  }
  return settings;
}

function kindsOf({ name, settingsOf: others = [] }: ImportFormat): readonly string[] {
  return [name, ...others];
}
