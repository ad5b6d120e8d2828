// trunkline token create|list|revoke: bearer keys of our own API.
import type { Command } from "commander";
import { createBearerKey, roles } from "../access/bearer-key.ts";
import type { Role } from "../storage/registry.ts";
import {
  addScopeFlags,
  choiceArgument,
  columns,
  scopeOfFlags,
  scopeText,
  type ScopeFlags,
} from "./argument.ts";
import { CommandFailure } from "./exit-code.ts";
import { addOptionFlags, dataOptionNames } from "./option-flags.ts";
import { ensureTenants, openDataRegistry } from "./open-data.ts";
import type { Terminal } from "./terminal.ts";

export function addTokenCommands(program: Command, terminal: Terminal): void {
  const token = program.command("token").description("bearer keys of our own API");

  const create = token
    .command("create")
    .description("makes a bearer key and prints it, alone and only now")
    .requiredOption(
      "--role <role>",
      `what it may do: ${roles.join(", ")}`,
      choiceArgument<Role>(roles),
    );
  addScopeFlags(addOptionFlags(create, dataOptionNames)).action(
    (flags: ScopeFlags & { readonly role: Role }) => {
      const scope = scopeOfFlags(create, flags);
      const { now, randomBytes } = terminal;
      const { text, key } = createBearerKey({ role: flags.role, scope, now: now(), randomBytes });
      using registry = openDataRegistry(create, terminal);
      ensureTenants(registry, scope);
      registry.putBearerKey(key);
      terminal.out(text);
    },
  );

  const list = token.command("list").description("lists bearer keys; their texts are kept nowhere");
  addOptionFlags(list, dataOptionNames).action(() => {
    using registry = openDataRegistry(list, terminal);
    const rows = registry
      .bearerKeys()
      .map(({ id, role, scope, createdAt }) => [
        id,
        role,
        new Date(createdAt).toISOString(),
        scopeText(scope),
      ]);
    terminal.out(columns([["ID", "ROLE", "CREATED", "MAY USE"], ...rows]));
  });

  const revoke = token
    .command("revoke")
    .description("removes a bearer key; it is refused from now on")
    .requiredOption("--id <id>", "its ID, as 'token list' shows it");
  addOptionFlags(revoke, dataOptionNames).action(({ id }: { readonly id: string }) => {
    using registry = openDataRegistry(revoke, terminal);
    if (!registry.removeBearerKey(id)) {
      throw new CommandFailure(
        `Cannot revoke bearer key '${id}': there is none such; see 'trunkline token list'`,
      );
    }
    terminal.out(`revoked bearer key '${id}'`);
  });
}
