// trunkline source list: what the configuration's sources are. How they fare, a running server knows.
import type { Command } from "commander";
import { describeLiveSource } from "../connector/live-source.ts";
import { tenantText } from "../lib/tenant-key.ts";
import { columns } from "./argument.ts";
import { nameOfSource } from "./choose-source.ts";
import { addOptionFlags, loadFromFlags } from "./option-flags.ts";
import type { Terminal } from "./terminal.ts";

export function addSourceCommands(program: Command, terminal: Terminal): void {
  const group = program.command("source").description("sources of the configuration: PBXs, files");
  const list = group
    .command("list")
    .description("lists the configuration's sources, without their secrets")
    .addHelpText("after", `\n${help}`);
  addOptionFlags(list, []).action(() => {
    const { sources } = loadFromFlags(list, terminal).options;
    const rows = sources.map((entry) => {
      const { name, where, tenants } = describeLiveSource(entry) ?? {
        name: nameOfSource(entry),
        where: "",
        tenants: [],
      };
      const shown = tenants.map(tenantText).join(", ");
      return [name, entry.kind, where === "" ? "import only" : where, shown];
    });
    terminal.out(columns([["NAME", "KIND", "WHERE", "TENANTS"], ...rows]));
  });
}

const help = `Whether they are connected, and how far behind: GET /v1/operations of a running server.
Whether one can be relied on: trunkline doctor.`;
