// How an option is called in the environment and on the command line.
import { nearest } from "./nearest.ts";
import { optionNames, type OptionName } from "./option-table.ts";

/** http.bodyBytesMax -> TRUNKLINE_HTTP_BODY_BYTES_MAX */
export function environmentName(name: OptionName): string {
  return `TRUNKLINE_${words(name).join("_").toUpperCase()}`;
}

/** http.bodyBytesMax -> --http-body-bytes-max */
export function flagName(name: string): string {
  return `--${words(name).join("-").toLowerCase()}`;
}

function words(name: string): readonly string[] {
  return name.replace(/([a-z])([A-Z])/g, "$1.$2").split(".");
}

/** The option that a wrong name was probably meant to be: one that ends so, or a near one. */
export function nearestOptionName(wrong: string): OptionName | undefined {
  return optionNames.find((name) => name.endsWith(`.${wrong}`)) ?? nearest(wrong, optionNames);
}
