// The data directory as commands open it: the registry, beside a server that may be running.
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import type { Options } from "../config/option-table.ts";
import { tenantKey, tenantOfKey, tenantText, type Tenant } from "../lib/tenant-key.ts";
import type { Registry, Scope, TenantSettings } from "../storage/registry.ts";
import { openSqliteRegistry } from "../storage/sqlite/sqlite-registry.ts";
import { CommandFailure } from "./exit-code.ts";
import { loadMasterKey } from "./master-key.ts";
import { loadFromFlags } from "./option-flags.ts";
import type { Terminal } from "./terminal.ts";
import { useDataDirectory } from "./use-data-directory.ts";

export type OpenedData = { readonly registry: Registry; readonly masterKey: Buffer };

/** Of a data directory that has records. */
export const registryMissingText =
  "the registry is missing: a new one knows none of the tenants, access codes, names and keys; put the file back from a backup";

export function openData(
  options: Options,
  { randomBytes }: Pick<Terminal, "randomBytes">,
  registryMissing: (path: string) => void,
): OpenedData {
  const dataDir = options["data.dir"];
  useDataDirectory(dataDir);
  const path = join(dataDir, "registry.db");
  // Records are never opened before it.
  if (existsSync(join(dataDir, "days")) && !existsSync(path)) registryMissing(path);
  const { masterKey: given, masterKeyFile } = options;
  const masterKey = loadMasterKey({ masterKey: given, masterKeyFile, dataDir, randomBytes });
  const lookAgainMs = options["registry.lookAgainMs"];
  return { registry: openSqliteRegistry({ dataDir, masterKey, lookAgainMs }), masterKey };
}

/** For commands that look at what is there, or change it: a mistyped place is not made a data directory. */
export function openDataRegistry(command: Command, terminal: Terminal): Registry {
  const { options } = loadFromFlags(command, terminal);
  const dataDir = options["data.dir"];
  // One that this user may not look into seems to be empty.
  if (existsSync(dataDir)) useDataDirectory(dataDir);
  if (!existsSync(join(dataDir, "registry.db"))) {
    throw new CommandFailure(
      `Cannot run '${pathOf(command)}': there is no data in '${dataDir}'; see --data`,
    );
  }
  return openTelling(options, terminal).registry;
}

/** For commands that begin something: they may run before the first start of a server. */
export function makeDataRegistry(command: Command, terminal: Terminal): Registry {
  return openTelling(loadFromFlags(command, terminal).options, terminal).registry;
}

/** As commands at a terminal open it: what is missing is a line of theirs. */
export function openTelling(options: Options, terminal: Terminal): OpenedData {
  return openData(options, terminal, (path) => terminal.err(`'${path}': ${registryMissingText}`));
}

/** As it is typed: "trunkline key list". */
function pathOf(command: Command): string {
  return command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`;
}

/** A key names its tenants: they exist before their first event. A new one is told, as it may be a mistyped one. */
export function ensureTenants(
  registry: Pick<Registry, "ensureTenant" | "tenant">,
  scope: Scope,
  { err }: Pick<Terminal, "err">,
): void {
  if (scope.kind === "global") return;
  for (const key of scope.tenants) {
    if (registry.tenant(key) !== undefined) continue;
    registry.ensureTenant(key);
    const zone = registry.tenant(key)?.timeZone ?? "";
    err(`made tenant ${tenantText(tenantOfKey(key))} (${zone})`);
  }
}

/** `cannot` begins the refusal: "Cannot name agent '1001'". */
export function settingsOfTenant(
  registry: Pick<Registry, "tenant">,
  tenant: Tenant,
  cannot: string,
): TenantSettings {
  const settings = registry.tenant(tenantKey(tenant));
  if (settings !== undefined) return settings;
  throw new CommandFailure(
    `${cannot}: there is no tenant ${tenantText(tenant)}; see 'trunkline tenant list'`,
  );
}

/** All, unless one is asked for. */
export function tenantsAsked(
  registry: Pick<Registry, "tenant" | "tenants">,
  tenant: Tenant | undefined,
  cannot: string,
): readonly TenantSettings[] {
  return tenant === undefined ? registry.tenants() : [settingsOfTenant(registry, tenant, cannot)];
}

export function findSecretOfAccessKey(
  command: Command,
  terminal: Terminal,
  ak: string,
): string | undefined {
  using registry = openDataRegistry(command, terminal);
  return registry.accessKey(ak)?.sk;
}

export function secretOfAccessKey(command: Command, terminal: Terminal, ak: string): string {
  const secret = findSecretOfAccessKey(command, terminal, ak);
  if (secret !== undefined) return secret;
  throw new CommandFailure(
    `Cannot sign with access key '${ak}': the data directory has none such; give --sk, or --data`,
  );
}
