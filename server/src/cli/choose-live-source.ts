// The source of the configuration that a command is to connect to.
import type { Options } from "../config/option-table.ts";
import { UsageError } from "../config/usage-error.ts";
import { liveSourceOf, type LiveSource } from "../connector/live-source.ts";
import { chooseSource } from "./choose-source.ts";

export function chooseLiveSource(options: {
  readonly options: Options;
  readonly kind: string;
  readonly name: string | undefined;
  readonly cannot: string;
}): LiveSource {
  const { kind, name, cannot } = options;
  const { sources } = options.options;
  const guide = `docs/guide/${kind.split("-")[0] ?? kind}.md has one to copy`;
  const lack = `no source of kind ${kind}; give --config FILE with one: ${guide}`;
  const entry = chooseSource({ sources, kinds: [kind], name, cannot, lack });
  const source = liveSourceOf(entry);
  if (source !== undefined) return source;
  throw new UsageError(`${cannot}: the source of kind ${kind} has no 'connection'; ${guide}`);
}
