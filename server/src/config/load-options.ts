// The options in force: flags before environment before file before default.
import { waitThresholds } from "@trunkline/contract/wait-thresholds";
import { readConfigurationFile } from "./configuration-file.ts";
import { environmentName, flagName } from "./option-name.ts";
import { optionNames, optionOf, type OptionName, type Options } from "./option-table.ts";
import { valueOfText, type OptionValue } from "./option-value.ts";
import { UsageError } from "./usage-error.ts";

export const configurationFileVariable = "TRUNKLINE_CONFIG";

export type OptionSource = "flag" | "environment" | "file" | "default";

export type LoadedOptions = {
  readonly options: Options;
  readonly sourceOf: (name: OptionName) => OptionSource;
  /** "" = none was read. */
  readonly configurationFile: string;
};

export function loadOptions({
  flags = {},
  environment,
  configurationFile: named,
  readFile,
}: {
  /** As typed on the command line, by option name. */
  readonly flags?: Readonly<Partial<Record<OptionName, string>>>;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Of the flag --config. */
  readonly configurationFile?: string | undefined;
  readonly readFile: (path: string) => string;
}): LoadedOptions {
  const configurationFile = named ?? environment[configurationFileVariable] ?? "";
  const inFile = readFileOptions(configurationFile, readFile);
  const values = new Map<OptionName, unknown>();
  const sources = new Map<OptionName, OptionSource>();
  for (const name of optionNames) {
    const { places, default: preset } = optionOf(name);
    const flag = places === "everywhere" ? flags[name] : undefined;
    const variable = places === "file" ? undefined : environment[environmentName(name)];
    if (flag !== undefined) {
      values.set(name, fitting(`flag ${flagName(name)}`, valueOfText(optionOf(name), flag)));
      sources.set(name, "flag");
    } else if (variable !== undefined && variable !== "") {
      const place = `environment variable ${environmentName(name)}`;
      values.set(name, fitting(place, valueOfText(optionOf(name), variable)));
      sources.set(name, "environment");
    } else {
      values.set(name, inFile.has(name) ? inFile.get(name) : preset);
      sources.set(name, inFile.has(name) ? "file" : "default");
    }
  }
  // Every name of the table has a value that its own schema has let through.
  const options = Object.fromEntries(values) as Options;
  refuseMisfits(options);
  return {
    options,
    sourceOf: (name) => sources.get(name) ?? "default",
    configurationFile,
  };
}

/** What no schema of a single option can tell. */
function refuseMisfits(options: Options): void {
  if ((options["http.tls.certFile"] === "") !== (options["http.tls.keyFile"] === "")) {
    throw new UsageError("Cannot speak TLS: set both http.tls.certFile and http.tls.keyFile");
  }
  for (const origin of options["http.allowedOrigins"]) {
    if (origin === "*" || /^[a-z][a-z0-9+.-]*:\/\/[^/\s]+$/.test(origin)) continue;
    throw new UsageError(
      `Cannot use http.allowedOrigins '${origin}': it must be a scheme and a host, such as https://desk.example.com, or *`,
    );
  }
  refuseOtherThan("report.thresholdSeconds", waitThresholds, options);
  refuseOtherThan("report.shortAbandonSeconds", [0, ...waitThresholds], options);
}

function refuseOtherThan(
  name: "report.thresholdSeconds" | "report.shortAbandonSeconds",
  allowed: readonly number[],
  options: Options,
): void {
  const seconds = options[name];
  if (allowed.includes(seconds)) return;
  throw new UsageError(`Cannot use ${name} '${seconds}': it must be one of ${allowed.join(", ")}`);
}

function readFileOptions(
  path: string,
  readFile: (path: string) => string,
): ReadonlyMap<OptionName, unknown> {
  if (path === "") return new Map();
  let text: string;
  try {
    text = readFile(path);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new UsageError(`Cannot read the configuration file '${path}': ${why}`, { cause });
  }
  return readConfigurationFile(text, path);
}

function fitting(place: string, read: OptionValue): unknown {
  if (read.kind === "value") return read.value;
  throw new UsageError(`Cannot use the ${place}: it ${read.reason}`);
}
