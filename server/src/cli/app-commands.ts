// trunkline app create|list|rotate|revoke: apps that get tokens for the /apiaccess interfaces (C1).
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

/** Clients send it in a header, X-APP-Key, too. */
const appKeyForm = /^[!-~]{1,128}$/;

type RotateFlags = { readonly appKey: string; readonly appSecret?: string };

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
      const appSecret = flags.appSecret ?? newSecret(terminal);
      if (!appKeyForm.test(appKey)) {
        create.error(`error: an app key has 1 to 128 visible ASCII characters, got '${appKey}'`);
      }
      if (appSecret === "") create.error("error: an app secret cannot be empty");
      using registry = makeDataRegistry(create, terminal);
      const isKnown = registry.app(appKey) !== undefined;
      ensureTenants(registry, scope, terminal);
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
    const rows = registry
      .apps()
      .map(({ appKey, scope, lastUsedAt }) => [appKey, instantText(lastUsedAt), scopeText(scope)]);
    terminal.out(columns([["APP KEY", "LAST USED", "MAY USE"], ...rows]));
  });

  const rotate = app
    .command("rotate")
    .description("gives an app a new secret; its old tokens end")
    .requiredOption("--app-key <key>", "the app key")
    .option("--app-secret <secret>", "its new secret; made up when absent");
  addOptionFlags(rotate, dataOptionNames).action((flags: RotateFlags) => {
    const { appKey } = flags;
    const appSecret = flags.appSecret ?? newSecret(terminal);
    if (appSecret === "") rotate.error("error: an app secret cannot be empty");
    using registry = openDataRegistry(rotate, terminal);
    const known = registry.app(appKey);
    if (known === undefined) throw noneSuch("rotate", "app", appKey, "app");
    registry.putApp({ ...known, appSecret });
    terminal.out(`gave app '${appKey}' a new secret`);
    if (flags.appSecret === undefined) terminal.out(`app secret (shown only now): ${appSecret}`);
  });

  const revoke = app
    .command("revoke")
    .description("removes an app; its tokens are refused from now on")
    .requiredOption("--app-key <key>", "the app key");
  addOptionFlags(revoke, dataOptionNames).action(({ appKey }: { readonly appKey: string }) => {
    using registry = openDataRegistry(revoke, terminal);
    if (!registry.removeApp(appKey)) throw noneSuch("revoke", "app", appKey, "app");
    terminal.out(`revoked app '${appKey}'`);
  });
}
