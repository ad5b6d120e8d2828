// The flags that say where events go, and the report of what became of them.
import type { Command } from "commander";
import { addTokenFlag, tokenOfFlags } from "./ask-server.ts";
import {
  deliver,
  fileDestination,
  ingestDestination,
  refuseToWriteOver,
  urlDestination,
  type Delivered,
  type EventDestination,
} from "./event-destination.ts";
import type { TrunklineEvent } from "@trunkline/contract";
import { CommandFailure } from "./exit-code.ts";
import { addOptionFlags, dataOptionNames, loadFromFlags } from "./option-flags.ts";
import { openOfflineIngest } from "./offline-ingest.ts";
import type { Terminal } from "./terminal.ts";

type DestinationFlags = {
  readonly out?: string;
  readonly url?: string;
};

export function addDestinationFlags(command: Command): Command {
  command
    .option("--out <file>", "write the events to a file as NDJSON; - = stdout")
    .option("--url <url>", "post the events to a running server, such as http://127.0.0.1:28080");
  addTokenFlag(command, "ingest, for --url");
  return addOptionFlags(command, dataOptionNames);
}

/** Delivers events to where the flags say: exactly one of --out, --url and --data. */
export async function deliverByFlags(
  command: Command,
  {
    batches,
    inputs,
    source,
    terminal,
  }: {
    readonly batches: AsyncIterable<readonly TrunklineEvent[]>;
    /** Files that the events are made of. */
    readonly inputs: readonly string[];
    /** Default source of events that name none. */
    readonly source: string;
    readonly terminal: Terminal;
  },
): Promise<Delivered> {
  const { out, url }: DestinationFlags = command.opts();
  const isOffline = command.getOptionValueSource("dataDir") === "cli";
  const given = [out !== undefined, url !== undefined, isOffline].filter(Boolean).length;
  if (given !== 1) {
    command.error("error: say where the events go: one of --out FILE, --url URL or --data DIR");
  }
  await using opened = new AsyncDisposableStack();
  let destination: EventDestination;
  if (out !== undefined) {
    refuseToWriteOver(inputs, out);
    destination = fileDestination(out, terminal.out);
  } else if (url !== undefined) {
    const token = tokenOfFlags(command, terminal);
    destination = urlDestination({ url, token, terminal });
  } else {
    const { options } = loadFromFlags(command, terminal);
    const { ingest, givenUp } = opened.use(await openOfflineIngest(options, terminal));
    destination = ingestDestination(ingest, source, givenUp);
  }
  opened.use(destination);
  await deliver(batches, destination, terminal.signal);
  return destination.delivered();
}

export function reportDelivered(
  { accepted, duplicates, refused, refusedLines }: Delivered,
  say: (text: string) => void,
): void {
  say(`events: ${accepted} accepted, ${duplicates} duplicates, ${refused} refused`);
  for (const { line, what, field, reason } of refusedLines) {
    const of = what === "" ? "" : ` (${what})`;
    say(`  event ${line}${of}: ${field === "" ? "" : `'${field}': `}${reason}`);
  }
  if (refused > refusedLines.length) say(`  and ${refused - refusedLines.length} more`);
}

/** `what` could not be done whole: "import all of 'x'". */
export function failIfRefused({ refused }: Delivered, what: string): void {
  if (refused === 0) return;
  const events = refused === 1 ? "1 event was" : `${refused} events were`;
  throw new CommandFailure(`Cannot ${what}: ${events} refused`);
}
