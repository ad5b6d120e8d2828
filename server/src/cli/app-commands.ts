// trunkline app create|list|revoke: apps that get tokens for the /apiaccess interfaces (C1).
import type { Command } from "commander";
import { addScopeFlags, columns, scopeOfFlags, scopeText, type ScopeFlags } from "./argument.ts";
import { CommandFailure } from "./exit-code.ts";
import { addOptionFlags, dataOptionNames } from "./option-flags.ts";
import { ensureTenants, openDataRegistry } from "./open-data.ts";
import type { Terminal } from "./terminal.ts";

export function addAppCommands(program: Command, terminal: Terminal): void {
  const app = program.command("app").description("apps that get tokens for /apiaccess (C1)");

  const create = app
    .command("create")
    .description("makes an app; takes effect at once, also while the server runs")
    .option("--app-key <key>", "the app key; made up when absent")
    .option("--app-secret <secret>", "its secret; made up when absent");
  addScopeFlags(addOptionFlags(create, dataOptionNames)).action(
    (flags: ScopeFlags & { readonly appKey?: string; readonly appSecret?: string }) => {
      const scope = scopeOfFlags(create, flags);
      const appKey = flags.appKey ?? terminal.randomBytes(9).toString("hex");
      const appSecret = flags.appSecret ?? terminal.randomBytes(24).toString("base64url");
      if (appKey === "" || appSecret === "") {
        create.error("error: neither the app key nor its secret can be empty");
      }
      using registry = openDataRegistry(create, terminal);
      const isKnown = registry.app(appKey) !== undefined;
      ensureTenants(registry, scope);
      registry.putApp({ appKey, appSecret, scope });
      terminal.out(`${isKnown ? "replaced" : "created"} app '${appKey}' for ${scopeText(scope)}`);
      if (flags.appSecret === undefined) {
        terminal.out(`app secret (shown only now): ${appSecret}`);
      }
    },
  );

  const list = app.command("list").description("lists apps, without their secrets");
  addOptionFlags(list, dataOptionNames).action(() => {
    using registry = openDataRegistry(list, terminal);
    const rows = registry.apps().map(({ appKey, scope }) => [appKey, scopeText(scope)]);
    terminal.out(columns([["APP KEY", "MAY USE"], ...rows]));
  });

  const revoke = app
    .command("revoke")
    .description("removes an app; its tokens are refused from now on")
    .requiredOption("--app-key <key>", "the app key");
  addOptionFlags(revoke, dataOptionNames).action(({ appKey }: { readonly appKey: string }) => {
    using registry = openDataRegistry(revoke, terminal);
    if (!registry.removeApp(appKey)) {
      throw new CommandFailure(
        `Cannot revoke app '${appKey}': there is none such; see 'trunkline app list'`,
      );
    }
    terminal.out(`revoked app '${appKey}'`);
  });
}
