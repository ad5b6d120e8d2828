// trunkline token create|list|rotate|revoke: bearer keys of our own API.
import type { Command } from "commander";
import { createBearerKey, renewBearerKey, roles } from "../access/bearer-key.ts";
import type { Role } from "../storage/registry.ts";
import {
  addScopeFlags,
  choiceArgument,
  columns,
  instantText,
  scopeOfFlags,
  scopeText,
  textArgument,
  timeArgument,
  type ScopeFlags,
} from "./argument.ts";
import { noneSuch } from "./exit-code.ts";
import { addOptionFlags, dataOptionNames } from "./option-flags.ts";
import { ensureTenants, makeDataRegistry, openDataRegistry } from "./open-data.ts";
import type { Terminal } from "./terminal.ts";

type CreateFlags = ScopeFlags & {
  readonly role: Role;
  readonly name?: string;
  readonly expiresAt?: number;
};

const nameRange = { min: 0, max: 200 };

export function addTokenCommands(program: Command, terminal: Terminal): void {
  const token = program.command("token").description("bearer keys of our own API");

  addCreate(token, terminal);

  const list = token.command("list").description("lists bearer keys; their texts are kept nowhere");
  addOptionFlags(list, dataOptionNames).action(() => {
    using registry = openDataRegistry(list, terminal);
    const rows = registry
      .bearerKeys()
      .map(({ id, role, name = "", scope, ...times }) => [
        id,
        role,
        name,
        instantText(times.createdAt),
        instantText(times.lastUsedAt),
        instantText(times.expiresAt),
        scopeText(scope),
      ]);
    const titles = ["ID", "ROLE", "NAME", "CREATED", "LAST USED", "EXPIRES", "MAY USE"];
    terminal.out(columns([titles, ...rows]));
  });

  addRotate(token, terminal);

  const revoke = token
    .command("revoke")
    .description("removes a bearer key; it is refused from now on")
    .requiredOption("--id <id>", "its ID, as 'token list' shows it");
  addOptionFlags(revoke, dataOptionNames).action(({ id }: { readonly id: string }) => {
    using registry = openDataRegistry(revoke, terminal);
    if (!registry.removeBearerKey(id)) throw noneSuch("revoke", "bearer key", id, "token");
    terminal.out(`revoked bearer key '${id}'`);
  });
}

function addCreate(token: Command, terminal: Terminal): void {
  const create = token
    .command("create")
    .description("makes a bearer key and prints it, alone and only now")
    .requiredOption(
      "--role <role>",
      `what it may do: ${roles.join(", ")}`,
      choiceArgument<Role>(roles),
    )
    .option("--name <name>", "what it is for", textArgument(nameRange))
    .option("--expires-at <time>", "ISO 8601 with a zone; never when absent", timeArgument);
  addScopeFlags(addOptionFlags(create, dataOptionNames)).action((flags: CreateFlags) => {
    const { role, name, expiresAt } = flags;
    const scope = scopeOfFlags(create, flags);
    const { now, randomBytes } = terminal;
    if (expiresAt !== undefined && expiresAt <= now()) {
      create.error("error: --expires-at must lie in the future");
    }
    const { text, key } = createBearerKey({ role, scope, now: now(), randomBytes });
    using registry = makeDataRegistry(create, terminal);
    ensureTenants(registry, scope, terminal);
    registry.putBearerKey({
      ...key,
      ...(name === undefined ? {} : { name }),
      ...(expiresAt === undefined ? {} : { expiresAt }),
    });
    terminal.out(text);
  });
}

function addRotate(token: Command, terminal: Terminal): void {
  const rotate = token
    .command("rotate")
    .description(
      "gives a bearer key a new text and prints it, alone and only now; the old one ends",
    )
    .requiredOption("--id <id>", "its ID, as 'token list' shows it");
  addOptionFlags(rotate, dataOptionNames).action(({ id }: { readonly id: string }) => {
    const { now, randomBytes } = terminal;
    using registry = openDataRegistry(rotate, terminal);
    const known = registry.bearerKeys().find((key) => key.id === id);
    if (known === undefined) throw noneSuch("rotate", "bearer key", id, "token");
    const { text, key } = renewBearerKey({ known, now: now(), randomBytes });
    if (!registry.replaceBearerKey(key)) throw noneSuch("rotate", "bearer key", id, "token");
    terminal.out(text);
  });
}
