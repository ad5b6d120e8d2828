// Reads the configuration file: YAML, nested or with dotted names.
import {
  isCollection,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  type Node,
} from "yaml";
import { nearest } from "./nearest.ts";
import { nearestOptionName } from "./option-name.ts";
import { isOptionName, optionNames, optionOf, type OptionName } from "./option-table.ts";
import { valueOfYaml } from "./option-value.ts";
import { liveSourceKinds, recordSourceKinds, sourceKinds } from "./source-kinds.ts";
import { UsageError } from "./usage-error.ts";

/** Refuses unknown names: a mistyped one would otherwise be a setting that silently is not. */
export function readConfigurationFile(
  text: string,
  fileName: string,
): ReadonlyMap<OptionName, unknown> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: true });
  const [error] = document.errors;
  if (error !== undefined) {
    // What follows its colon shows the line.
    const [words = ""] = error.message.split(/:?\n/);
    throw new UsageError(`Cannot read '${fileName}': ${words}`);
  }
  const found = new Map<OptionName, unknown>();
  const lineOf = (node: Node) => lines.linePos(node.range?.[0] ?? 0).line;

  function refuse(line: number, what: string): never {
    throw new UsageError(`Cannot read '${fileName}', line ${line}: ${what}`);
  }

  function read(node: unknown, prefix: string): void {
    if (!isMap<Node, Node | null>(node)) {
      throw new UsageError(`Cannot read '${fileName}': it must be a list of names and values`);
    }
    for (const { key, value } of node.items) {
      const name = prefix + (isScalar(key) ? String(key.value) : key.toString());
      if (isOptionName(name)) take(name, value, lineOf(key));
      else if (isGroup(name)) {
        if (isMap(value)) read(value, `${name}.`);
        else if (value !== null && !isEmpty(value)) {
          refuse(lineOf(key), `'${name}' is a group of options, not one`);
        }
      } else refuse(lineOf(key), unknownName(name));
    }
  }

  function take(name: OptionName, node: Node | null, line: number): void {
    if (found.has(name)) refuse(line, `'${name}' is set twice`);
    // A name without a value leaves the default.
    if (node === null || isEmpty(node)) return;
    const read = valueOfYaml(optionOf(name), node.toJS(document));
    if (read.kind === "wrong") {
      const wrong = isCollection(node) ? node.getIn(read.at ?? [], true) : undefined;
      refuse(isNode(wrong) ? lineOf(wrong) : line, `'${name}' ${read.reason}`);
    }
    if (name === "sources") refuseUnknownKinds(node);
    found.set(name, read.value);
  }

  /** A source of a mistyped kind would be one that silently sends nothing. */
  function refuseUnknownKinds(sources: Node): void {
    if (!isSeq<Node>(sources)) return;
    for (const entry of sources.items) {
      const kind = isMap(entry) ? entry.get("kind") : undefined;
      if (typeof kind === "string" && !sourceKinds.includes(kind)) {
        refuse(lineOf(entry), unknownKind(kind));
      }
    }
  }

  if (document.contents !== null && !isEmpty(document.contents)) read(document.contents, "");
  return found;
}

function isEmpty(node: Node): boolean {
  return isScalar(node) && node.value === null;
}

function isGroup(name: string): boolean {
  return optionNames.some((option) => option.startsWith(`${name}.`));
}

function unknownName(name: string): string {
  return `'${name}' is not an option${hintOf(nearestOptionName(name))}`;
}

function unknownKind(kind: string): string {
  const live = liveSourceKinds.join(", ");
  const records = recordSourceKinds.join(", ");
  const allowed = `it must be ${live} (live), or ${records} (records)`;
  return `'${kind}' is not a kind of source: ${allowed}${hintOf(nearest(kind, sourceKinds))}`;
}

function hintOf(near: string | undefined): string {
  return near === undefined ? "" : `; did you mean '${near}'?`;
}
