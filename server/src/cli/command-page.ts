// The reference page of the command line, made from the commands' own help: docs/reference/cli.md.
import type { Argument, Command, Option } from "commander";
import { flagName } from "../config/option-name.ts";
import { optionNames } from "../config/option-table.ts";
import { openProgram } from "./run-command-line.ts";

const introduction = `# The command line

Made from the commands' own help by \`npm run docs\`; \`trunkline COMMAND --help\` says the same. Without an
installation of its own, \`npm run trunkline -- COMMAND\` runs it in the project's folder.

The exit code is 0 when all went well, 1 when the command could not do it, 2 when it was typed wrong; the reason
is one line on standard error. Flags that are options of the configuration work as [Options](options.md) says:
they may also come from the file or the environment.
`;

/** By their flags. */
const configurationOptions = new Map(optionNames.map((name) => [flagName(name), name]));

/** More of them than this are said by a link to all. */
const linkedMax = 12;

export async function commandPage(): Promise<string> {
  let shown = "";
  const program = await openProgram({
    out: (text) => {
      shown += `${text}\n`;
    },
    err: () => {},
    write: () => Promise.resolve(),
    isOutSeen: false,
    status: () => {},
    environment: {},
    now: () => 0,
    randomBytes: (bytes) => Buffer.alloc(bytes),
    signal: new AbortController().signal,
  });
  const helpOf = (command: Command) => {
    shown = "";
    command.outputHelp();
    return shown;
  };
  const commands = [...leavesOf(program, [])];
  const index = commands.map(
    ({ words, command }) =>
      `| [\`${words}\`](#${words.replaceAll(" ", "-")}) | ${command.description()} |`,
  );
  const sections = commands.map(({ words, command }) => section(words, command, helpOf(command)));
  const table = `| command | what it does |\n| --- | --- |\n${index.join("\n")}\n`;
  return [introduction, table, ...sections].join("\n");
}

type Leaf = { readonly words: string; readonly command: Command };

function* leavesOf(command: Command, path: readonly string[]): Iterable<Leaf> {
  for (const inner of command.commands) {
    const words = [...path, inner.name()];
    if (inner.commands.length > 0) yield* leavesOf(inner, words);
    else yield { words: words.join(" "), command: inner };
  }
}

function section(words: string, command: Command, help: string): string {
  const parts = [`## ${words}\n`, `\`trunkline ${words} ${command.usage()}\`\n`];
  parts.push(`${sentence(command.description())}\n`);
  const { registeredArguments, options } = command;
  const own = options.filter((option) => configurationOf(option) === undefined);
  const rows = [...registeredArguments.map(argumentRow), ...own.map(optionRow)];
  if (rows.length > 0) parts.push(`| flag | what |\n| --- | --- |\n${rows.join("\n")}\n`);
  const linked = options.map(configurationOf).filter((name) => name !== undefined);
  if (linked.length > linkedMax) parts.push("Every option of [Options](options.md) is a flag.\n");
  else if (linked.length > 0) {
    const links = linked.map((name) => `[\`${flagName(name)}\`](options.md#${name})`);
    parts.push(`Options of the configuration: ${links.join(", ")}.\n`);
  }
  const added = help.slice(command.helpInformation().trimEnd().length).trim();
  if (added !== "") parts.push(`\`\`\`\n${added}\n\`\`\`\n`);
  return parts.join("\n");
}

function configurationOf({ long }: Option) {
  return configurationOptions.get(long ?? "");
}

function argumentRow(argument: Argument): string {
  return `| \`${argument.name()}\` | ${cellOf(argument.description)} |`;
}

function optionRow({ flags, description }: Option): string {
  return `| \`${cellOf(flags)}\` | ${cellOf(description)} |`;
}

function sentence(text: string): string {
  const [first = ""] = text;
  return `${first.toUpperCase()}${text.slice(1)}${text.endsWith(".") ? "" : "."}`;
}

function cellOf(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll(/\s*\n\s*/g, " ");
}
