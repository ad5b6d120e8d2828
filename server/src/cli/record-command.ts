// trunkline record asterisk-ami|freeswitch-esl > FILE: what a PBX sends, byte for byte, to be replayed.
import type { Command } from "commander";
import { UsageError } from "../config/usage-error.ts";
import { recordSource, type RecordingState } from "../connector/record-source.ts";
import { lineLimitsOf } from "../run-sources.ts";
import { chooseLiveSource } from "./choose-live-source.ts";
import { CommandFailure } from "./exit-code.ts";
import { count, size } from "./import-progress.ts";
import { addOptionFlags, loadFromFlags } from "./option-flags.ts";
import { readInput } from "../lib/read-input.ts";
import type { Terminal } from "./terminal.ts";

type RecordFlags = {
  readonly source?: string;
  readonly anonymise?: true;
  readonly keyFile?: string;
};

const kinds = [
  { kind: "asterisk-ami", what: "an Asterisk sends over its manager interface" },
  { kind: "freeswitch-esl", what: "a FreeSWITCH sends over its event socket" },
] as const;

const keyBytes = 32;
const keyFileBytesMin = 8;
const statusEveryMs = 500;

export function addRecordCommand(program: Command, terminal: Terminal): void {
  const record = program
    .command("record")
    .description("writes what a PBX sends to stdout until Ctrl-C, for 'trunkline replay'");
  for (const { kind, what } of kinds) {
    const command = record
      .command(kind)
      .description(`keeps what ${what}`)
      .option("--source <name>", `which of the configuration's sources of kind ${kind}`)
      .option("--anonymise", "make up other phone numbers and names, the same for the same ones")
      .option(
        "--key-file <file>",
        "a secret text: anonymise by it, so that several recordings have the same made-up numbers",
      )
      .addHelpText("after", `\n${helpOf(kind)}`);
    addOptionFlags(command, []).action((flags: RecordFlags) =>
      runRecord(command, kind, flags, terminal),
    );
  }
}

function helpOf(kind: string): string {
  return `Examples:
  trunkline record ${kind} --config trunkline.yaml > calls.recording
  trunkline record ${kind} --config trunkline.yaml --anonymise > calls.recording && gzip calls.recording
  trunkline replay calls.recording.gz --speed max --out -

It changes nothing at the PBX. A server may listen to the same PBX meanwhile. Begin before the call does:
calls in progress at the beginning are passed over. The first line holds the settings of the source (queues,
agents, numbers dialled; no password), so that a replay needs nothing else. What the settings name stays as it
is when the rest is anonymised; so do SIP users of letters, addresses, and names in variables of your own.`;
}

async function runRecord(
  command: Command,
  kind: string,
  flags: RecordFlags,
  terminal: Terminal,
): Promise<void> {
  const { now, signal } = terminal;
  const cannot = "Cannot record";
  const { options } = loadFromFlags(command, terminal);
  const source = chooseLiveSource({ options, kind, name: flags.source, cannot });
  if (terminal.isOutSeen) {
    throw new UsageError(`${cannot} to a terminal: add '> FILE' to say where to`);
  }
  const report = new RecordReport(source.name, terminal);
  try {
    await recordSource({
      source,
      anonymiseKey: keyOf(flags, terminal),
      write: terminal.write,
      progress: (state) => report.note(state),
      limits: lineLimitsOf(options),
      now,
      signal,
    });
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    if (!report.isBegun) throw new CommandFailure(`${cannot} '${source.name}': ${why}`, { cause });
    report.end();
    throw new CommandFailure(
      `Cannot go on recording '${source.name}': ${why}; what came before is kept`,
      { cause },
    );
  }
  report.end();
}

/** Undefined: numbers stay as they are. */
function keyOf({ anonymise, keyFile }: RecordFlags, terminal: Terminal): Buffer | undefined {
  if (keyFile === undefined) return anonymise === true ? terminal.randomBytes(keyBytes) : undefined;
  const key = Buffer.from(readInput(keyFile).toString().trim());
  if (key.length >= keyFileBytesMin) return key;
  throw new UsageError(
    `Cannot anonymise by '${keyFile}': it has ${key.length} bytes, ${keyFileBytesMin} are the least`,
  );
}

/** What is told beside the recording, on stderr. */
class RecordReport {
  readonly #name: string;
  readonly #terminal: Terminal;
  readonly #warned = new Set<string>();
  #state: RecordingState | undefined;
  #isLive = false;
  #shownAt = 0;

  constructor(name: string, terminal: Terminal) {
    this.#name = name;
    this.#terminal = terminal;
  }

  get isBegun(): boolean {
    return this.#isLive;
  }

  note(state: RecordingState): void {
    const { err, now, status } = this.#terminal;
    this.#state = state;
    if (state.isLive && !this.#isLive) {
      this.#isLive = true;
      err(`recording '${this.#name}', ${state.peer}; Ctrl-C ends it`);
    }
    for (const warning of state.warnings) {
      if (!this.#warned.has(warning)) err(`${this.#name}: ${warning}`);
      this.#warned.add(warning);
    }
    if (now() - this.#shownAt < statusEveryMs) return;
    this.#shownAt = now();
    status(summaryOf(state));
  }

  end(): void {
    const { err, status } = this.#terminal;
    status("");
    if (this.#state === undefined) return;
    err(`recorded ${summaryOf(this.#state)}`);
    for (const [what, times] of Object.entries(this.#state.left)) {
      if (times > 0) err(`left out, ${what}: ${count(times)}`);
    }
  }
}

function summaryOf({ bytes, events }: RecordingState): string {
  return `${size(bytes)}, of which a live connection makes ${count(events)} events`;
}
