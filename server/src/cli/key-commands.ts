// trunkline key create|list|rotate|revoke: access keys of the signed interfaces (C2).
import type { Command } from "commander";
import {
  addScopeFlags,
  columns,
  instantText,
  scopeOfFlags,
  scopeText,
  type ScopeFlags,
} from "./argument.ts";
import { noneSuch } from "./exit-code.ts";
import { addOptionFlags, dataOptionNames } from "./option-flags.ts";
import { newSecret } from "./new-secret.ts";
import { ensureTenants, makeDataRegistry, openDataRegistry } from "./open-data.ts";
import type { Terminal } from "./terminal.ts";

/** It is sent in a header, between two '/'. */
const accessKeyForm = /^[!-.0-~]{1,128}$/;

type RotateFlags = { readonly ak: string; readonly sk?: string };

export function addKeyCommands(program: Command, terminal: Terminal): void {
  const key = program.command("key").description("access keys of the signed interfaces (C2)");

  const create = key
    .command("create")
    .description("makes an access key; takes effect at once, also while the server runs")
    .option("--ak <ak>", "the access key; made up when absent")
    .option("--sk <sk>", "its secret; made up when absent");
  addScopeFlags(addOptionFlags(create, dataOptionNames)).action(
    (flags: ScopeFlags & { readonly ak?: string; readonly sk?: string }) => {
      const scope = scopeOfFlags(create, flags);
      const ak = flags.ak ?? terminal.randomBytes(9).toString("hex");
      const sk = flags.sk ?? newSecret(terminal);
      if (!accessKeyForm.test(ak)) {
        create.error(
          `error: an access key has 1 to 128 visible ASCII characters without '/', got '${ak}'`,
        );
      }
      if (sk === "") create.error("error: a secret key cannot be empty");
      using registry = makeDataRegistry(create, terminal);
      const isKnown = registry.accessKey(ak) !== undefined;
      ensureTenants(registry, scope, terminal);
      registry.putAccessKey({ ak, sk, scope });
      terminal.out(
        `${isKnown ? "replaced" : "created"} access key '${ak}' for ${scopeText(scope)}`,
      );
      if (flags.sk === undefined) terminal.out(`secret key (shown only now): ${sk}`);
    },
  );

  const list = key.command("list").description("lists access keys, without their secrets");
  addOptionFlags(list, dataOptionNames).action(() => {
    using registry = openDataRegistry(list, terminal);
    const rows = registry
      .accessKeys()
      .map(({ ak, scope, lastUsedAt }) => [ak, instantText(lastUsedAt), scopeText(scope)]);
    terminal.out(columns([["ACCESS KEY", "LAST USED", "MAY USE"], ...rows]));
  });

  const rotate = key
    .command("rotate")
    .description(
      "gives an access key a new secret; requests signed with the old one are refused from now on",
    )
    .requiredOption("--ak <ak>", "the access key")
    .option("--sk <sk>", "its new secret; made up when absent");
  addOptionFlags(rotate, dataOptionNames).action((flags: RotateFlags) => {
    const { ak } = flags;
    const sk = flags.sk ?? newSecret(terminal);
    if (sk === "") rotate.error("error: a secret key cannot be empty");
    using registry = openDataRegistry(rotate, terminal);
    const known = registry.accessKey(ak);
    if (known === undefined) throw noneSuch("rotate", "access key", ak, "key");
    registry.putAccessKey({ ...known, sk });
    terminal.out(`gave access key '${ak}' a new secret`);
    if (flags.sk === undefined) terminal.out(`secret key (shown only now): ${sk}`);
  });

  const revoke = key
    .command("revoke")
    .description("removes an access key; requests signed with it are refused from now on")
    .requiredOption("--ak <ak>", "the access key");
  addOptionFlags(revoke, dataOptionNames).action(({ ak }: { readonly ak: string }) => {
    using registry = openDataRegistry(revoke, terminal);
    if (!registry.removeAccessKey(ak)) throw noneSuch("revoke", "access key", ak, "key");
    terminal.out(`revoked access key '${ak}'`);
  });
}
