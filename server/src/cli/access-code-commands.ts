// trunkline access-code set|list|remove: the numbers that a tenant's customers dial, one by one.
import { defaultMediaType } from "@trunkline/contract";
import { InvalidArgumentError, type Command } from "commander";
import { UsageError } from "../config/usage-error.ts";
import { tenantText, type Tenant } from "../lib/tenant-key.ts";
import { withAccessCode } from "../storage/with-access-code.ts";
import type { AccessCode } from "../storage/registry.ts";
import { columns, innoIdRange, integerArgument, tenantArgument, textArgument } from "./argument.ts";
import { CommandFailure } from "./exit-code.ts";
import { addOptionFlags, dataOptionNames } from "./option-flags.ts";
import { openDataRegistry, settingsOfTenant, tenantsAsked } from "./open-data.ts";
import type { Terminal } from "./terminal.ts";

type CodeFlags = { readonly tenant: Tenant; readonly innoId: number };
type SetFlags = CodeFlags & Partial<Omit<AccessCode, "innoId">>;

const mediaTypeRange = { min: 0, max: 65_535 };
const descriptionRange = { min: 0, max: 200 };

export function addAccessCodeCommands(program: Command, terminal: Terminal): void {
  const group = program
    .command("access-code")
    .description("access codes: the numbers that customers dial");

  const set = addCodeFlags(group.command("set"))
    .description("makes an access code or changes it; what is not given stays as it is")
    .option("--number <number>", "the number dialled; needed for a new one", numberArgument)
    .option(
      "--media-type <type>",
      `of its calls; ${defaultMediaType} (telephone) for a new one`,
      integerArgument(mediaTypeRange),
    )
    .option("--description <text>", "what it is for", textArgument(descriptionRange));
  addOptionFlags(set, dataOptionNames).action((flags: SetFlags) => {
    const { tenant, innoId } = flags;
    using registry = openDataRegistry(set, terminal);
    const cannot = `Cannot set access code '${innoId}'`;
    const settings = settingsOfTenant(registry, tenant, cannot);
    const known = settings.accessCodes.find((code) => code.innoId === innoId);
    const number = flags.number ?? known?.number;
    if (number === undefined) throw new UsageError(`${cannot}: a new one needs --number`);
    const mediaType = flags.mediaType ?? known?.mediaType ?? defaultMediaType;
    const description = flags.description ?? known?.description ?? "";
    const code = { innoId, number, mediaType, description };
    const put = withAccessCode(settings.accessCodes, code);
    if (put.kind === "numberTaken") {
      throw new CommandFailure(`${cannot}: access code '${put.by.innoId}' has number '${number}'`);
    }
    registry.putTenant({ ...settings, accessCodes: put.accessCodes });
    terminal.out(`set access code '${innoId}' of tenant ${tenantText(tenant)}`);
  });

  const list = group
    .command("list")
    .description("lists access codes with their numbers")
    .option("--tenant <cc/vdn>", "only this tenant's", tenantArgument);
  addOptionFlags(list, dataOptionNames).action(({ tenant }: { readonly tenant?: Tenant }) => {
    using registry = openDataRegistry(list, terminal);
    const rows = tenantsAsked(registry, tenant, "Cannot list access codes").flatMap((settings) =>
      settings.accessCodes.map(({ innoId, number, mediaType, description }) => [
        tenantText(settings),
        String(innoId),
        number,
        String(mediaType),
        description,
      ]),
    );
    terminal.out(columns([["TENANT", "ID", "NUMBER", "MEDIA TYPE", "DESCRIPTION"], ...rows]));
  });

  const remove = addCodeFlags(group.command("remove")).description(
    "removes an access code; calls that came by it keep its ID",
  );
  addOptionFlags(remove, dataOptionNames).action(({ tenant, innoId }: CodeFlags) => {
    using registry = openDataRegistry(remove, terminal);
    const cannot = `Cannot remove access code '${innoId}'`;
    const settings = settingsOfTenant(registry, tenant, cannot);
    const accessCodes = settings.accessCodes.filter((code) => code.innoId !== innoId);
    if (accessCodes.length === settings.accessCodes.length) {
      throw new CommandFailure(
        `${cannot}: tenant ${tenantText(tenant)} has none such; see 'trunkline access-code list'`,
      );
    }
    registry.putTenant({ ...settings, accessCodes });
    terminal.out(`removed access code '${innoId}' of tenant ${tenantText(tenant)}`);
  });
}

function addCodeFlags(command: Command): Command {
  return command
    .requiredOption("--tenant <cc/vdn>", "the tenant", tenantArgument)
    .requiredOption("--inno-id <id>", "its ID within the tenant", integerArgument(innoIdRange));
}

function numberArgument(text: string): string {
  if (/^\S{1,64}$/.test(text)) return text;
  throw new InvalidArgumentError("It must have 1 to 64 characters without spaces.");
}
