// trunkline agent set|list|remove and trunkline queue set|list|remove: the names that screens show.
import { isAgentId } from "@trunkline/contract";
import { InvalidArgumentError, type Command } from "commander";
import { tenantKey, tenantText, type Tenant } from "../lib/tenant-key.ts";
import type { NamedKind } from "../storage/registry.ts";
import { columns, integerArgument, tenantArgument, textArgument } from "./argument.ts";
import { CommandFailure } from "./exit-code.ts";
import { addOptionFlags, dataOptionNames } from "./option-flags.ts";
import { openDataRegistry, settingsOfTenant, tenantsAsked } from "./open-data.ts";
import type { Terminal } from "./terminal.ts";

type Named = {
  readonly kind: NamedKind;
  readonly word: "agent" | "queue";
  readonly what: string;
  readonly flag: string;
  readonly idArgument: (text: string) => number;
};

const nameRange = { min: 1, max: 200 };

const agents: Named = {
  kind: "agent",
  word: "agent",
  what: "agents",
  flag: "--agent <id>",
  idArgument: agentArgument,
};

const queues: Named = {
  kind: "skill",
  word: "queue",
  what: "skill queues",
  flag: "--queue <id>",
  idArgument: integerArgument({ min: 1, max: 10_000 }),
};

export function addAgentCommands(program: Command, terminal: Terminal): void {
  addCommandsOf(agents, program, terminal);
}

export function addQueueCommands(program: Command, terminal: Terminal): void {
  addCommandsOf(queues, program, terminal);
}

type IdFlags = { readonly tenant: Tenant; readonly agent?: number; readonly queue?: number };

function addCommandsOf(named: Named, program: Command, terminal: Terminal): void {
  const { kind, word, what } = named;
  const group = program.command(word).description(`names of ${what}`);

  const set = addIdFlags(group.command("set"), named)
    .description(`names one of the ${what}, or renames it`)
    .requiredOption("--name <name>", "the name that screens show", textArgument(nameRange));
  addOptionFlags(set, dataOptionNames).action((flags: IdFlags & { readonly name: string }) => {
    const id = idOf(flags);
    using registry = openDataRegistry(set, terminal);
    settingsOfTenant(registry, flags.tenant, `Cannot name ${word} '${id}'`);
    registry.putName(kind, tenantKey(flags.tenant), { id, name: flags.name });
    terminal.out(`named ${word} '${id}' of tenant ${tenantText(flags.tenant)} '${flags.name}'`);
  });

  const list = group
    .command("list")
    .description(`lists ${what} that have a name`)
    .option("--tenant <cc/vdn>", "only this tenant's", tenantArgument);
  addOptionFlags(list, dataOptionNames).action(({ tenant }: { readonly tenant?: Tenant }) => {
    using registry = openDataRegistry(list, terminal);
    const rows = tenantsAsked(registry, tenant, `Cannot list ${what}`).flatMap((settings) =>
      registry
        .names(kind, tenantKey(settings))
        .map(({ id, name }) => [tenantText(settings), String(id), name]),
    );
    terminal.out(columns([["TENANT", "ID", "NAME"], ...rows]));
  });

  const remove = addIdFlags(group.command("remove"), named).description(
    `forgets the name of one of the ${what}; its calls stay`,
  );
  addOptionFlags(remove, dataOptionNames).action((flags: IdFlags) => {
    const id = idOf(flags);
    const tenant = tenantText(flags.tenant);
    using registry = openDataRegistry(remove, terminal);
    const cannot = `Cannot remove the name of ${word} '${id}'`;
    settingsOfTenant(registry, flags.tenant, cannot);
    if (!registry.removeName(kind, tenantKey(flags.tenant), id)) {
      throw new CommandFailure(
        `${cannot}: tenant ${tenant} has none; see 'trunkline ${word} list'`,
      );
    }
    terminal.out(`removed the name of ${word} '${id}' of tenant ${tenant}`);
  });
}

function addIdFlags(command: Command, { flag, word, idArgument }: Named): Command {
  return command
    .requiredOption("--tenant <cc/vdn>", "the tenant", tenantArgument)
    .requiredOption(flag, `ID of the ${word}`, idArgument);
}

/** One of the two is required, by the command. */
function idOf({ agent, queue }: IdFlags): number {
  return agent ?? queue ?? 0;
}

function agentArgument(text: string): number {
  if (/^\d{1,6}$/.test(text) && isAgentId(Number(text))) return Number(text);
  throw new InvalidArgumentError("It must be an integer from 101 to 59999 or 70000 to 999999.");
}
