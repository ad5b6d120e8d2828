// trunkline tenant set|list|remove
import { defaultMediaType } from "@trunkline/contract";
import { InvalidArgumentError, type Command } from "commander";
import { keysNaming } from "../access/keys-naming.ts";
import { tenantKey, tenantText, type Tenant } from "../lib/tenant-key.ts";
import { keptDays } from "../storage/drop-old-records.ts";
import type { AccessCode } from "../storage/registry.ts";
import { distinctCodes } from "../storage/with-access-code.ts";
import {
  columns,
  innoIdRange,
  integerArgument,
  tenantArgument,
  textArgument,
  timeZoneArgument,
} from "./argument.ts";
import { CommandFailure } from "./exit-code.ts";
import { addOptionFlags, dataOptionNames, loadFromFlags } from "./option-flags.ts";
import { makeDataRegistry, openDataRegistry, settingsOfTenant } from "./open-data.ts";
import type { Terminal } from "./terminal.ts";

type SetFlags = {
  readonly tenant: Tenant;
  readonly name?: string;
  readonly timeZone?: string;
  readonly keepDays?: number;
  readonly accessCode?: readonly AccessCode[];
};

const keepDaysRange = { min: 0, max: 36_500 };
const nameRange = { min: 0, max: 200 };

export function addTenantCommands(program: Command, terminal: Terminal): void {
  const tenant = program.command("tenant").description("tenants: a call centre's VDNs");

  const set = tenant
    .command("set")
    .description("makes a tenant or changes it; what is not given stays as it is")
    .requiredOption("--tenant <cc/vdn>", "the tenant", tenantArgument)
    .option("--time-zone <zone>", "IANA name; decides where its days begin", timeZoneArgument)
    .option(
      "--keep-days <days>",
      "days that records are kept, if longer than history.keepDays; 0 = as configured",
      integerArgument(keepDaysRange),
    )
    .option("--name <name>", "the name that screens show", textArgument(nameRange))
    .option(
      "--access-code <innoId=number,...>",
      "its access codes, instead of all it has; may be given several times; see access-code for one",
      accessCodesArgument,
    );
  addOptionFlags(set, dataOptionNames).action((flags: SetFlags) => {
    using registry = makeDataRegistry(set, terminal);
    registry.ensureTenant(tenantKey(flags.tenant));
    const before = registry.tenant(tenantKey(flags.tenant));
    const name = flags.name ?? before?.name;
    registry.putTenant({
      ...flags.tenant,
      ...(name === undefined ? {} : { name }),
      timeZone: flags.timeZone ?? before?.timeZone ?? "UTC",
      keepDays: flags.keepDays ?? before?.keepDays ?? 0,
      accessCodes: flags.accessCode ?? before?.accessCodes ?? [],
    });
    terminal.out(`set tenant ${tenantText(flags.tenant)}`);
    const { options } = loadFromFlags(set, terminal);
    const kept = keptDays(registry, options["history.keepDays"]);
    const { keepDays = 0 } = flags;
    if (keepDays > 0 && keepDays < kept) {
      terminal.err(
        `Its records are kept for ${kept} days all the same: a day leaves when neither history.keepDays nor any tenant keeps it`,
      );
    }
  });

  const list = tenant.command("list").description("lists tenants with their settings");
  addOptionFlags(list, dataOptionNames).action(() => {
    using registry = openDataRegistry(list, terminal);
    const rows = registry
      .tenants()
      .map((settings) => [
        tenantText(settings),
        settings.name ?? "",
        settings.timeZone,
        settings.keepDays === 0 ? "as configured" : String(settings.keepDays),
        settings.accessCodes.map(({ innoId, number }) => `${innoId}=${number}`).join(","),
      ]);
    terminal.out(columns([["TENANT", "NAME", "TIME ZONE", "KEEP DAYS", "ACCESS CODES"], ...rows]));
  });
  addRemoveCommand(tenant, terminal);
}

function addRemoveCommand(group: Command, terminal: Terminal): void {
  const remove = group
    .command("remove")
    .description(
      "removes a tenant that no key names, with its access codes and names; its next event, if any, makes it anew",
    )
    .requiredOption("--tenant <cc/vdn>", "the tenant", tenantArgument);
  addOptionFlags(remove, dataOptionNames).action(({ tenant }: { readonly tenant: Tenant }) => {
    using registry = openDataRegistry(remove, terminal);
    const cannot = `Cannot remove tenant ${tenantText(tenant)}`;
    const key = tenantKey(settingsOfTenant(registry, tenant, cannot));
    const users = keysNaming(registry, key);
    if (users !== undefined) throw new CommandFailure(`${cannot}: ${users}`);
    registry.removeTenant(key);
    terminal.out(`removed tenant ${tenantText(tenant)}`);
  });
}

function accessCodesArgument(
  text: string,
  before: readonly AccessCode[] = [],
): readonly AccessCode[] {
  const given = [...before];
  for (const part of text.split(",").filter((part) => part !== "")) {
    const [, id = "", number = ""] = /^(\d{1,10})=(\S{1,64})$/.exec(part) ?? [];
    const innoId = Number(id);
    if (number === "" || innoId < innoIdRange.min || innoId > innoIdRange.max) {
      throw new InvalidArgumentError("It must be of the form 1=88880001,2=88880002.");
    }
    given.push({ innoId, number, mediaType: defaultMediaType, description: "" });
  }
  const codes = distinctCodes(given);
  if (codes.kind === "distinct") return codes.accessCodes;
  throw new InvalidArgumentError(`It must name each ID and each number once; ${codes.words}.`);
}
