// trunkline replay FILE: a recording of a PBX -> its events, at the pace at which they happened or faster.
import { setTimeout as delay } from "node:timers/promises";
import { InvalidArgumentError, type Command } from "commander";
import type { TrunklineEvent } from "@trunkline/contract";
import { parse } from "yaml";
import { UsageError } from "../config/usage-error.ts";
import type { FileImport, ImportFormat } from "../connector/import-format.ts";
import { importFormats } from "../connector/import-formats.ts";
import { readRecordingHead, type RecordingHead } from "../connector/recording-head.ts";
import { asFastAsPossible, atSpeed, paceEvents } from "../simulate/pace.ts";
import {
  addDestinationFlags,
  deliverByFlags,
  failIfRefused,
  reportDelivered,
} from "./destination-flags.ts";
import { CommandFailure } from "./exit-code.ts";
import { bytesOfFiles, ReadingPlace } from "./import-files.ts";
import { count } from "./import-progress.ts";
import { reportImport } from "./import-report.ts";
import { readInput } from "../lib/read-input.ts";
import type { Terminal } from "./terminal.ts";

type ReplayFlags = {
  readonly speed: number;
  readonly settings?: string;
  readonly out?: string;
};

const paceBatch = { batchEventsMax: 1000, batchMs: 100 };

export function addReplayCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command("replay")
    .description("tells the events of a recording again, as fast as they happened or faster")
    .argument("<file>", "what 'trunkline record' has written, packed with gzip or not; - = stdin")
    .option(
      "--speed <n>",
      "1 = as it happened, 60 = a minute in a second, max = as fast as possible",
      speedArgument,
      1,
    )
    .option("--settings <file>", "other settings of this PBX than those recorded, in YAML")
    .addHelpText("after", `\n${help}`);
  addDestinationFlags(command).action((path: string, flags: ReplayFlags) =>
    runReplay(command, path, flags, terminal),
  );
}

const help = `Examples:
  trunkline replay calls.recording --speed max --out -     shows the events, keeps nothing
  trunkline replay calls.recording --speed 10 --url http://127.0.0.1:28080
  trunkline replay calls.recording --speed max --data ./replayed

Events keep the times and IDs that they had: where the same calls are known already, they count as duplicates.
Replay into a data directory of its own, or a server of its own, to look at a call by itself.`;

async function runReplay(
  command: Command,
  path: string,
  flags: ReplayFlags,
  terminal: Terminal,
): Promise<void> {
  const { signal } = terminal;
  const place = new ReadingPlace();
  const recording = await readRecordingHead(bytesOfFiles([path], place, ""));
  if (recording === undefined) throw new UsageError(noRecording(path, place.bytes));
  const { head, bytes } = recording;
  const format = formatOf(head, path);
  const imported = openImport(format, { bytes, settings: settingsOf(head, flags), signal });
  const say = flags.out === "-" ? terminal.err : terminal.out;
  say(`'${path}': ${head.kind}, recorded at ${head.recordedAt}, numbers are ${head.numbers}`);
  const batches = paced(imported, flags.speed, terminal);
  const { source } = imported;
  const inputs = [path, flags.settings ?? []].flat();
  const delivered = await deliverByFlags(command, { batches, inputs, source, terminal });
  terminal.status("");
  const result = { paths: [path], place, report: imported.report(), outOfOrder: undefined };
  reportImport(format, [result], say);
  reportDelivered(delivered, say);
  if (signal.aborted) throw new CommandFailure(`Cannot replay all of '${path}': interrupted`);
  failIfRefused(delivered, `replay all of '${path}'`);
}

function noRecording(path: string, bytes: number): string {
  if (bytes === 0) return `Cannot replay '${path}': it is empty`;
  return `Cannot replay '${path}': it does not begin as 'trunkline record' does; bytes of a PBX kept otherwise are read by 'trunkline import'`;
}

function formatOf({ kind }: RecordingHead, path: string): ImportFormat {
  const format = importFormats.find(({ name }) => name === kind);
  if (format !== undefined) return format;
  throw new UsageError(`Cannot replay '${path}': its kind '${kind}' is not known`);
}

function settingsOf({ settings: recorded }: RecordingHead, { settings }: ReplayFlags): unknown {
  return settings === undefined ? recorded : parse(readInput(settings).toString());
}

function openImport(format: ImportFormat, input: Parameters<ImportFormat["open"]>[0]): FileImport {
  try {
    return format.open(input);
  } catch (cause) {
    throw new UsageError(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

/** Ends, without a failure, when it is told to stop. */
async function* paced(
  events: AsyncIterable<TrunklineEvent>,
  speed: number,
  { now, signal, status }: Terminal,
): AsyncGenerator<readonly TrunklineEvent[]> {
  const sleep = async (ms: number, until: AbortSignal) => {
    await delay(ms, undefined, { signal: until });
  };
  const dueAt = fromFirst(speed, now);
  const pace = { clock: { now, sleep }, signal, dueAt, ...paceBatch };
  let told = 0;
  try {
    for await (const batch of paceEvents({ events, ...pace })) {
      yield batch;
      told += batch.length;
      const at = new Date(batch.at(-1)?.at ?? 0).toISOString();
      status(`replayed to ${at}, ${count(told)} events`);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

/** The first event is due at once. */
function fromFirst(speed: number, now: () => number): (at: number) => number {
  if (speed === Infinity) return asFastAsPossible;
  let dueAt: ((at: number) => number) | undefined;
  return (at) => {
    dueAt ??= atSpeed({ speed, firstAt: at, startedAt: now() });
    return dueAt(at);
  };
}

function speedArgument(text: string): number {
  if (text === "max") return Infinity;
  const speed = Number(text);
  if (text.trim() !== "" && Number.isFinite(speed) && speed >= 1) return speed;
  throw new InvalidArgumentError("It must be a number from 1 on, or max.");
}
