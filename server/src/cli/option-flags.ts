// The options of the configuration as flags of a command.
import { readFileSync } from "node:fs";
import { Option, type Command } from "commander";
import {
  configurationFileVariable,
  loadOptions,
  type LoadedOptions,
} from "../config/load-options.ts";
import { flagName } from "../config/option-name.ts";
import { optionNames, optionOf, type OptionName } from "../config/option-table.ts";
import { expectationOf } from "../config/option-value.ts";
import type { Terminal } from "./terminal.ts";

/** Shorter names of what is typed most. */
const aliases: Readonly<Partial<Record<OptionName, string>>> = {
  "http.port": "--port",
  "data.dir": "--data",
};

/** Those that a command needs which only opens the data directory. */
export const dataOptionNames: readonly OptionName[] = ["data.dir", "masterKeyFile"];

export function addOptionFlags(command: Command, names: readonly OptionName[]): Command {
  command.option(
    "--config <file>",
    `configuration file in YAML (environment: ${configurationFileVariable})`,
  );
  for (const name of names) {
    const { places } = optionOf(name);
    if (places === "everywhere") command.addOption(optionFlag(name));
  }
  return command;
}

export function loadFromFlags(command: Command, terminal: Terminal): LoadedOptions {
  const given: Readonly<Record<string, unknown>> = command.opts();
  const flags: Partial<Record<OptionName, string>> = {};
  for (const name of optionNames) {
    const value = given[optionFlag(name).attributeName()];
    // A flag without a value is a switch that is on.
    if (typeof value === "string" || value === true) flags[name] = String(value);
  }
  const { config } = given;
  return loadOptions({
    flags,
    environment: terminal.environment,
    configurationFile: typeof config === "string" ? config : undefined,
    readFile: (path) => readFileSync(path, "utf8"),
  });
}

function optionFlag(name: OptionName): Option {
  const { schema, description, unit, default: preset } = optionOf(name);
  const alias = aliases[name];
  const names = alias === undefined ? flagName(name) : `${alias}, ${flagName(name)}`;
  const isSwitch = expectationOf(schema) === "true or false";
  const shown = Array.isArray(preset) ? preset.join(",") : String(preset);
  const usual = shown === "" ? "" : ` (default: ${shown}${unit === "" ? "" : ` ${unit}`})`;
  return new Option(`${names} ${isSwitch ? "[boolean]" : "<value>"}`, description + usual);
}
