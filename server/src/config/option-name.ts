// How an option is called in the environment and on the command line.
import { isOptionName, optionNames, type OptionName } from "./option-table.ts";

/** http.bodyBytesMax -> TRUNKLINE_HTTP_BODY_BYTES_MAX */
export function environmentName(name: OptionName): string {
  return `TRUNKLINE_${words(name).join("_").toUpperCase()}`;
}

/** http.bodyBytesMax -> --http-body-bytes-max */
export function flagName(name: OptionName): string {
  return `--${words(name).join("-").toLowerCase()}`;
}

function words(name: string): readonly string[] {
  return name.replace(/([a-z])([A-Z])/g, "$1.$2").split(".");
}

/** The known name that a wrong one was probably meant to be. */
export function nearestOptionName(wrong: string): OptionName | undefined {
  let nearest: string | undefined;
  let least = Math.max(3, Math.floor(wrong.length / 2));
  for (const name of optionNames) {
    // Half a name often is the right last word: `port` for `http.port`.
    const last = name.split(".").at(-1) ?? "";
    const edits = Math.min(distance(wrong, name), distance(wrong, last) + 1);
    if (edits < least) {
      least = edits;
      nearest = name;
    }
  }
  return nearest !== undefined && isOptionName(nearest) ? nearest : undefined;
}

/** Levenshtein distance, regardless of case. */
function distance(a: string, b: string): number {
  const from = a.toLowerCase();
  const to = b.toLowerCase();
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= to.length; j += 1) {
      const change = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
