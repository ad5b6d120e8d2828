// Arguments -> a command, and what became of it -> an exit code and at most one line on stderr.
import { Command, CommanderError } from "commander";
import { UsageError } from "../config/usage-error.ts";
import { version } from "../config/version.ts";
import { firstError } from "../lib/first-error.ts";
import { CommandFailure, exitCode } from "./exit-code.ts";
import type { Terminal } from "./terminal.ts";

const versionText = `trunkline ${version} (Node ${process.version})`;

type AddCommands = (program: Command, terminal: Terminal) => void;

/** By its first word, in the order of the help. What a command needs is loaded when it is asked for. */
const commands = new Map<string, () => Promise<AddCommands>>([
  ["serve", async () => (await import("./serve-command.ts")).addServeCommand],
  ["key", async () => (await import("./key-commands.ts")).addKeyCommands],
  ["app", async () => (await import("./app-commands.ts")).addAppCommands],
  ["token", async () => (await import("./token-commands.ts")).addTokenCommands],
  ["tenant", async () => (await import("./tenant-commands.ts")).addTenantCommands],
  ["access-code", async () => (await import("./access-code-commands.ts")).addAccessCodeCommands],
  ["agent", async () => (await import("./name-commands.ts")).addAgentCommands],
  ["queue", async () => (await import("./name-commands.ts")).addQueueCommands],
  ["source", async () => (await import("./source-commands.ts")).addSourceCommands],
  ["sign", async () => (await import("./sign-command.ts")).addSignCommand],
  ["verify", async () => (await import("./verify-command.ts")).addVerifyCommand],
  ["doctor", async () => (await import("./doctor-command.ts")).addDoctorCommand],
  ["record", async () => (await import("./record-command.ts")).addRecordCommand],
  ["replay", async () => (await import("./replay-command.ts")).addReplayCommand],
  ["import", async () => (await import("./import-command.ts")).addImportCommand],
  ["export", async () => (await import("./export-command.ts")).addExportCommand],
  ["simulate", async () => (await import("./simulate-command.ts")).addSimulateCommand],
  ["webhooks", async () => (await import("./webhook-commands.ts")).addWebhookCommands],
  ["openapi", async () => (await import("./openapi-command.ts")).addOpenApiCommand],
  ["version", () => Promise.resolve(addVersionCommand)],
  ["help", () => Promise.resolve(addHelpCommand)],
]);

function commandsOf(word: string | undefined): Promise<readonly AddCommands[]> {
  const named = word === undefined ? undefined : commands.get(word);
  const wanted = named === undefined ? [...commands.values()] : [named];
  return Promise.all(wanted.map((load) => load()));
}

/** Resolves to the exit code. */
export async function runCommandLine(
  words: readonly string[],
  terminal: Terminal,
): Promise<number> {
  await tellIgnoredVariables(terminal);
  const program = await openProgram(terminal, words[0]);
  try {
    await program.parseAsync([...words], { from: "user" });
    return exitCode.ok;
  } catch (error) {
    return explain(error, commandPath(program, words), terminal);
  }
}

/** The options are looked at only where a variable may be one: a command that needs none starts without them. */
async function tellIgnoredVariables({ environment, err }: Terminal): Promise<void> {
  if (!Object.keys(environment).some((name) => name.startsWith("TRUNKLINE_"))) return;
  const { ignoredVariables } = await import("../config/ignored-variables.ts");
  for (const line of ignoredVariables(environment)) err(line);
}

/** With the command that a word names alone, or with all where it names none. */
export async function openProgram(terminal: Terminal, word?: string): Promise<Command> {
  const program = new Command("trunkline")
    .description("Call-data server for contact centres")
    .version(versionText, "-v, --version", "prints the version")
    .helpCommand(false)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.out(text.trimEnd()),
      // Help that nobody asked for, and errors: both are told in one line instead.
      writeErr: () => {},
    });
  for (const add of await commandsOf(word)) add(program, terminal);
  for (const group of program.commands) group.helpCommand(false);
  return program;
}

function addVersionCommand(program: Command, terminal: Terminal): void {
  program
    .command("version")
    .description("prints the version")
    .action(() => terminal.out(versionText));
}

function addHelpCommand(program: Command, terminal: Terminal): void {
  program
    .command("help [command...]")
    .description("says how a command is used, as its --help does")
    .action(async (words: readonly string[]) => {
      const whole = await openProgram(terminal, words[0]);
      const path = commandPath(whole, words);
      const typed = ["trunkline", ...words].join(" ");
      if (path.length > words.length) path.at(-1)?.outputHelp();
      else
        throw new UsageError(
          `Cannot explain '${typed}': there is no such command; see 'trunkline help'`,
        );
    });
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

function explain(thrown: unknown, path: readonly Command[], terminal: Terminal): number {
  const error = firstError(thrown);
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
