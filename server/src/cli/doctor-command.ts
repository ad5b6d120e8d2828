// trunkline doctor: is this PBX ready to be listened to, and what is missing.
import { styleText } from "node:util";
import { InvalidArgumentError, type Command } from "commander";
import type { TrunklineEvent } from "@trunkline/contract";
import { examineSource, type Examined } from "../connector/examine-source.ts";
import type { Finding } from "../connector/examination.ts";
import { counted } from "../connector/examination.ts";
import { lineLimitsOf } from "../run-sources.ts";
import { CommandFailure } from "./exit-code.ts";
import { chooseLiveSource } from "./choose-live-source.ts";
import { addOptionFlags, loadFromFlags } from "./option-flags.ts";
import type { Terminal } from "./terminal.ts";

type DoctorFlags = { readonly source?: string; readonly wait: number };

const pbxs = [
  { name: "asterisk", kind: "asterisk-ami", what: "an Asterisk through its manager interface" },
  { name: "freeswitch", kind: "freeswitch-esl", what: "a FreeSWITCH through its event socket" },
] as const;

const waitSecondsPreset = 30;
const waitSecondsMost = 86_400;
const colours = { ok: "green", warning: "yellow", failure: "red" } as const;
const levelWidth = "warning".length;

export function addDoctorCommand(program: Command, terminal: Terminal): void {
  const doctor = program
    .command("doctor")
    .description("connects to a PBX and lists what is well, what is missing, and what that costs");
  for (const { name, kind, what } of pbxs) {
    const command = doctor
      .command(name)
      .description(`examines ${what}`)
      .option("--source <name>", `which of the configuration's sources of kind ${kind}`)
      .option(
        "--wait <seconds>",
        "how long to wait for three live events",
        secondsArgument,
        waitSecondsPreset,
      )
      .addHelpText("after", `\n${helpOf(name)}`);
    addOptionFlags(command, []).action((flags: DoctorFlags) =>
      runDoctor(command, kind, flags, terminal),
    );
  }
}

function helpOf(name: string): string {
  return `Example:
  trunkline doctor ${name} --config trunkline.yaml

It changes nothing at the PBX, and keeps nothing. The exit code is 0 when no check fails.
docs/guide/${name}.md tells how to connect one.`;
}

async function runDoctor(
  command: Command,
  kind: string,
  flags: DoctorFlags,
  terminal: Terminal,
): Promise<void> {
  const { options } = loadFromFlags(command, terminal);
  const source = chooseLiveSource({ options, kind, name: flags.source, cannot: "Cannot examine" });
  const { host, port } = source.address;
  terminal.out(`${source.name} (${kind}) at ${host}:${port}`);
  const limits = lineLimitsOf(options);
  const { now, signal } = terminal;
  const examined = await examineSource({
    source,
    limits: { ...limits, answerTimeoutMs: limits.connectTimeoutMs },
    waitMs: flags.wait * 1000,
    now,
    signal,
    listening: () =>
      terminal.out(`it has answered; listening for three live events, at most ${flags.wait} s`),
  });
  terminal.out(reportOf(examined, flags.wait, terminal));
  const failed = examined.findings.filter(({ level }) => level === "failure").length;
  if (failed === 0) return;
  const checks = failed === 1 ? "a check has failed" : `${failed} checks have failed`;
  throw new CommandFailure(`Cannot rely on '${source.name}': ${checks}`);
}

function reportOf({ findings, samples }: Examined, waitSeconds: number, terminal: Terminal) {
  const lines = findings.flatMap((finding) => linesOf(finding, terminal));
  const isThere = findings.some(({ level }) => level !== "failure");
  if (samples.length > 0) lines.push("", "heard, and what Trunkline makes of it:");
  for (const { heard, events } of samples) {
    lines.push("", ...heard.map((line) => `  ${line}`), ...events.map((e) => `  -> ${inShort(e)}`));
  }
  if (samples.length === 0 && isThere) {
    lines.push("", `nothing was heard in ${waitSeconds} s that Trunkline makes an event of`);
  }
  const [warnings, failures] = (["warning", "failure"] as const).map((level) =>
    counted(findings.filter((finding) => finding.level === level).length, level),
  );
  return ["", ...lines, "", `${warnings}, ${failures}`].join("\n");
}

function linesOf(finding: Finding, terminal: Terminal): readonly string[] {
  const { level, what, cost, change } = finding;
  const [where = "", ...rest] = change;
  const indent = " ".repeat(levelWidth + 2);
  return [
    `${coloured(level, terminal)}  ${what}`,
    ...(cost === "" ? [] : [`${indent}costs:  ${cost}`]),
    ...(change.length === 0 ? [] : [`${indent}change: ${where}`]),
    ...rest.map((line) => `${indent}          ${line}`),
  ];
}

function coloured(level: Finding["level"], { isOutSeen, environment }: Terminal): string {
  const text = level.padEnd(levelWidth);
  const isPlain = !isOutSeen || (environment["NO_COLOR"] ?? "") !== "";
  return isPlain ? text : styleText(colours[level], text, { validateStream: false });
}

/** Without what is the same in all of them. */
function inShort(event: TrunklineEvent): string {
  const { kind, at, id: _id, source: _source, sequence: _sequence, ...rest } = event;
  return `${kind} at ${new Date(at).toISOString()} ${JSON.stringify(rest)}`;
}

function secondsArgument(text: string): number {
  const seconds = Number(text);
  if (text.trim() !== "" && seconds >= 0 && seconds <= waitSecondsMost) return seconds;
  throw new InvalidArgumentError(`It must be a number of seconds from 0 to ${waitSecondsMost}.`);
}
