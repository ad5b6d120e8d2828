// Variables of the environment that look like ours and mean nothing. They may be somebody else's: told, not refused.
import { configurationFileVariable } from "./load-options.ts";
import { nearest } from "./nearest.ts";
import { environmentName } from "./option-name.ts";
import { optionNames, optionOf } from "./option-table.ts";

const variablePrefix = "TRUNKLINE_";

/** No options: the configuration file, the key of commands that ask a server, and what the SDK's guide uses. */
const otherVariables = [
  configurationFileVariable,
  "TRUNKLINE_TOKEN",
  "TRUNKLINE_KEY",
  "TRUNKLINE_URL",
];

/** Kubernetes puts those of a service that is called so into every container. */
const ofService = /^TRUNKLINE_(SERVICE_(HOST|PORT)|PORT_\d+_|PORT=(tcp|udp):)/;

/** One line each. */
export function ignoredVariables(
  environment: Readonly<Record<string, string | undefined>>,
): readonly string[] {
  const options = optionNames.filter((name) => optionOf(name).places !== "file");
  const known = [...options.map(environmentName), ...otherVariables];
  return Object.entries(environment)
    .filter(([name, value]) => name.startsWith(variablePrefix) && value !== "")
    .filter(([name, value]) => !known.includes(name) && !ofService.test(`${name}=${value}`))
    .map(([name]) => {
      const near = nearestVariable(name, known);
      const hint = near === undefined ? "" : `; did you mean '${near}'?`;
      return `ignored the environment variable '${name}': it is no option${hint}`;
    });
}

/** The common beginning says nothing. */
function nearestVariable(name: string, known: readonly string[]): string | undefined {
  const rest = name.slice(variablePrefix.length);
  const rests = known.map((each) => each.slice(variablePrefix.length));
  const near = rests.find((each) => each.endsWith(`_${rest}`)) ?? nearest(rest, rests);
  return near === undefined ? undefined : variablePrefix + near;
}
