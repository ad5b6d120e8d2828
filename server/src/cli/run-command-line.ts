// Arguments -> a command, and what became of it -> an exit code and at most one line on stderr.
import { Command, CommanderError } from "commander";
import { UsageError } from "../config/usage-error.ts";
import { version } from "../config/version.ts";
import { addAccessCodeCommands } from "./access-code-commands.ts";
import { addAppCommands } from "./app-commands.ts";
import { addDoctorCommand } from "./doctor-command.ts";
import { CommandFailure, exitCode } from "./exit-code.ts";
import { addExportCommand } from "./export-command.ts";
import { addImportCommand } from "./import-command.ts";
import { addKeyCommands } from "./key-commands.ts";
import { addNameCommands } from "./name-commands.ts";
import { addOpenApiCommand } from "./openapi-command.ts";
import { addRecordCommand } from "./record-command.ts";
import { addReplayCommand } from "./replay-command.ts";
import { addServeCommand } from "./serve-command.ts";
import { addSignCommand } from "./sign-command.ts";
import { addSimulateCommand } from "./simulate-command.ts";
import { addSourceCommands } from "./source-commands.ts";
import { addTenantCommands } from "./tenant-commands.ts";
import type { Terminal } from "./terminal.ts";
import { addTokenCommands } from "./token-commands.ts";
import { addVerifyCommand } from "./verify-command.ts";
import { addWebhookCommands } from "./webhook-commands.ts";

/** Resolves to the exit code. */
export async function runCommandLine(
  words: readonly string[],
  terminal: Terminal,
): Promise<number> {
  const program = openProgram(terminal);
  try {
    await program.parseAsync([...words], { from: "user" });
    return exitCode.ok;
  } catch (error) {
    return explain(error, commandPath(program, words), terminal);
  }
}

export function openProgram(terminal: Terminal): Command {
  const program = new Command("trunkline")
    .description("Call-data server for contact centres")
    .helpCommand(false)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.out(text.trimEnd()),
      // Help that nobody asked for, and errors: both are told in one line instead.
      writeErr: () => {},
    });
  addServeCommand(program, terminal);
  addKeyCommands(program, terminal);
  addAppCommands(program, terminal);
  addTokenCommands(program, terminal);
  addTenantCommands(program, terminal);
  addAccessCodeCommands(program, terminal);
  addNameCommands(program, terminal);
  addSourceCommands(program, terminal);
  addSignCommand(program, terminal);
  addVerifyCommand(program, terminal);
  addDoctorCommand(program, terminal);
  addRecordCommand(program, terminal);
  addReplayCommand(program, terminal);
  addImportCommand(program, terminal);
  addExportCommand(program, terminal);
  addSimulateCommand(program, terminal);
  addWebhookCommands(program, terminal);
  addOpenApiCommand(program, terminal);
  for (const group of program.commands) group.helpCommand(false);
  program
    .command("version")
    .description("prints the version")
    .action(() => terminal.out(`trunkline ${version} (Node ${process.version})`));
  return program;
}

/** The command that the words lead to, such as ["key", "create"]. */
function commandPath(program: Command, words: readonly string[]): readonly Command[] {
  const path = [program];
  for (const word of words) {
    const next = path.at(-1)?.commands.find((command) => command.name() === word);
    if (next === undefined) break;
    path.push(next);
  }
  return path;
}

function explain(error: unknown, path: readonly Command[], terminal: Terminal): number {
  const typed = path.map((command) => command.name()).join(" ");
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return exitCode.ok;
    terminal.err(`Cannot run '${typed}': ${usageText(error, path)}; see '${typed} --help'`);
    return exitCode.usage;
  }
  if (error instanceof UsageError) {
    terminal.err(error.message);
    return exitCode.usage;
  }
  if (error instanceof CommandFailure) {
    terminal.err(error.message);
    return exitCode.failure;
  }
  if (isMissingFile(error)) {
    terminal.err(`Cannot read '${error.path}': there is no such file`);
    return exitCode.failure;
  }
  const [line = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
  terminal.err(line.startsWith("Cannot ") ? line : `Cannot run '${typed}': ${line}`);
  return exitCode.failure;
}

function isMissingFile(error: unknown): error is Error & { readonly path: string } {
  return error instanceof Error && "code" in error && error.code === "ENOENT" && "path" in error;
}

function usageText(error: CommanderError, path: readonly Command[]): string {
  if (error.code !== "commander.help") {
    const text = error.message.replace(/^error: /, "").replaceAll(/\s*\n\s*/g, " ");
    return text.replace(" is invalid. It ", " is wrong: it ").replace(/\.$/, "");
  }
  const names = path.at(-1)?.commands.map((command) => command.name()) ?? [];
  return `say which of ${names.join(", ")}`;
}
