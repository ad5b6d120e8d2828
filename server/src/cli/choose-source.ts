// Which of the configuration's sources a command is about.
import type { Options } from "../config/option-table.ts";
import { UsageError } from "../config/usage-error.ts";

export type ChosenSource = Options["sources"][number] & Readonly<Record<string, unknown>>;

/** The first of these kinds has precedence. `cannot` begins the refusal: "Cannot import". */
export function chooseSource(options: {
  readonly sources: Options["sources"];
  readonly kinds: readonly string[];
  /** The name given, if one was. */
  readonly name: string | undefined;
  readonly cannot: string;
  /** What to do where there is none. */
  readonly lack: string;
}): ChosenSource {
  const { kinds, cannot, lack } = options;
  const all = options.sources
    .filter((entry) => kinds.includes(entry.kind))
    .toSorted((a, b) => kinds.indexOf(a.kind) - kinds.indexOf(b.kind))
    .map((entry: ChosenSource) => ({ name: nameOfSource(entry), entry }));
  const found = all.filter(({ name }) => options.name === undefined || name === options.name);
  const [first] = found;
  if (first !== undefined && (found.length === 1 || options.name !== undefined)) return first.entry;
  if (all.length === 0) throw new UsageError(`${cannot}: ${lack}`);
  const names = [...new Set(all.map(({ name }) => `'${name}'`))].join(", ");
  if (first === undefined) {
    throw new UsageError(
      `${cannot}: the configuration has no such source '${options.name}'; it has ${names}`,
    );
  }
  throw new UsageError(
    `${cannot}: the configuration has several sources; say --source with one of ${names}`,
  );
}

/** "" = it says none. */
export function nameOfSource({ source = "" }: ChosenSource): string {
  return typeof source === "string" ? source : "";
}
