// trunkline export calls: what a running server knows of ended calls, into a file.
import {
  exportCalls,
  exportFormats,
  exportMediaTypes,
  type ExportFormat,
} from "@trunkline/contract";
import { Option, type Command } from "commander";
import type { TSchema } from "typebox";
import { flagName } from "../config/option-name.ts";
import { UsageError } from "../config/usage-error.ts";
import { choiceArgument } from "./argument.ts";
import {
  addTokenFlag,
  askServer,
  isAnswer,
  refusalOf,
  serverAddress,
  tokenOfFlags,
} from "./ask-server.ts";
import { CommandFailure } from "./exit-code.ts";
import { saveFile, showBytes } from "./save-file.ts";
import type { Terminal } from "./terminal.ts";

type ExportFlags = {
  readonly url: string;
  readonly out: string;
  readonly format?: ExportFormat;
  readonly force?: true;
};

export function addExportCommand(program: Command, terminal: Terminal): void {
  const group = program
    .command("export")
    .description("writes what a running server knows to a file");
  const calls = group
    .command("calls")
    .description(
      "ended calls as CSV, NDJSON or Parquet, oldest first; of the last 24 hours unless --from says otherwise",
    )
    .requiredOption("--url <url>", "the server, such as http://127.0.0.1:28080")
    .requiredOption("--out <file>", "the file; - = stdout")
    .option(
      "--format <format>",
      `one of ${exportFormats.join(", ")} (default: as the file's name ends)`,
      choiceArgument<ExportFormat>(exportFormats),
    )
    .option("--force", "takes the place of a file that exists");
  for (const flag of filterFlags()) calls.addOption(flag);
  addTokenFlag(calls, "read").addHelpText("after", `\n${help}`);
  calls.action((flags: ExportFlags) => runExport(calls, flags, terminal));
}

const help = `Examples:
  trunkline export calls --url http://127.0.0.1:28080 --from 2026-04-01T00:00:00+08:00 --out april.csv
  trunkline export calls --url http://127.0.0.1:28080 --state missed --skill-id 21 --skill-id 22 --out missed.parquet

The filters are those of GET /v1/calls. What has come is kept in FILE.partial until all of it has;
an export that breaks off is not gone on with. docs/guide/export.md tells what the columns are.`;

/** The filters of the contract as flags: `waitMsMin` is --wait-ms-min. */
function filterFlags(): readonly Option[] {
  return Object.entries<TSchema>(exportCalls.request.properties)
    .filter(([name]) => name !== "format")
    .map(([name, schema]) => {
      const { type, description = "", enum: choices } = schema as FilterKeywords;
      const words = choices === undefined ? description : `${description} (${choices.join(", ")})`;
      const flag = new Option(`${flagName(name)} <value>`, words.trim());
      if (type !== "array") return flag;
      flag.description = `${words}; may be given several times`;
      return flag.argParser(listed);
    });
}

function listed(text: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), text];
}

/** What a flag says of a field; the filters are plain values and lists of them. */
type FilterKeywords = {
  readonly type?: string;
  readonly description?: string;
  readonly enum?: readonly string[];
};

async function runExport(command: Command, flags: ExportFlags, terminal: Terminal): Promise<void> {
  const { out, force = false } = flags;
  const format = formatOf(flags);
  if (out === "-" && format === "parquet" && terminal.isOutSeen) {
    throw new UsageError("Cannot show Parquet in a terminal: give --out FILE");
  }
  const address = addressOf(command, flags, format);
  const headers = { authorization: `Bearer ${tokenOfFlags(command, terminal)}` };
  const ask = async () => {
    const reply = await askServer(address, { headers, signal: terminal.signal });
    if (isAnswer(reply, exportMediaTypes[format]) && reply.body !== null) return reply.body;
    throw new CommandFailure(`Cannot export from '${address.origin}': ${await refusalOf(reply)}`);
  };
  if (out === "-") await showBytes(await ask(), terminal);
  else await saveFile(out, { ask, force, terminal });
}

function formatOf({ format, out }: ExportFlags): ExportFormat {
  const chosen = format ?? exportFormats.find((each) => out.endsWith(`.${each}`));
  if (chosen !== undefined) return chosen;
  const formats = exportFormats.join(", ");
  throw new UsageError(`Cannot tell the format from '${out}': give --format, one of ${formats}`);
}

function addressOf(command: Command, { url }: ExportFlags, format: ExportFormat): URL {
  const address = serverAddress(exportCalls.path, url);
  address.searchParams.set("format", format);
  const given: Readonly<Record<string, unknown>> = command.opts();
  for (const flag of filterFlags()) {
    const name = flag.attributeName();
    const value = given[name];
    if (value === undefined) continue;
    for (const each of Array.isArray(value) ? value : [value]) {
      address.searchParams.append(name, String(each));
    }
  }
  return address;
}
