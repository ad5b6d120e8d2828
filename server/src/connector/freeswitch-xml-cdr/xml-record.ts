// A record of mod_xml_cdr, as the tree that mod_json_cdr writes of the same channel. The variables are URL-encoded,
// and their names need not be such as XML allows.
import { DomUtils, ElementType, parseDocument } from "htmlparser2";
import { percentDecode } from "../freeswitch-cdr/percent-decode.ts";

type Parent = Parameters<typeof DomUtils.getChildren>[0];
type Element = ReturnType<typeof DomUtils.getElementsByTagName>[number];
type Fields = Readonly<Record<string, string>>;

/** The tree of freeswitch-cdr/leg-of-record.ts; undefined when it is none. */
export function recordOfXml(xml: string): object | undefined {
  const begin = xml.indexOf(variablesBegin);
  const end = xml.lastIndexOf(variablesEnd);
  const hasVariables = begin >= 0 && end > begin;
  const rest = hasVariables ? xml.slice(0, begin) + xml.slice(end + variablesEnd.length) : xml;
  const root = child(parseDocument(rest, { xmlMode: true }), "cdr");
  if (root === undefined) return undefined;
  return {
    channel_data: leaves(child(root, "channel_data")),
    ...(hasVariables
      ? { variables: variablesOf(xml.slice(begin + variablesBegin.length, end)) }
      : {}),
    app_log: { applications: applicationsOf(child(root, "app_log")) },
    callflow: children(root, "callflow").map((flow) => ({
      extension: { applications: applicationsOf(child(flow, "extension")) },
      caller_profile: profileOf(child(flow, "caller_profile")),
      times: leaves(child(flow, "times")),
    })),
  };
}

/**
 * Not by the parser: in a record that was URL-encoded as a whole, decoding it has decoded the values, too, and they may
 * have brackets of their own. One that was pushed to several times stands there as often.
 */
function variablesOf(text: string): Fields {
  const values = new Map<string, string[]>();
  for (let at = text.indexOf("<"); at >= 0; at = text.indexOf("<", at)) {
    const from = text.indexOf(">", at) + 1;
    if (from === 0) break;
    const name = text.slice(at + 1, from - 1);
    const isEmpty = name.endsWith("/");
    const end = isEmpty ? from : text.indexOf(`</${name}>`, from);
    // Cut off: what comes after it is not to be told from its value.
    if (end < 0) break;
    if (isEmpty) {
      at = from;
      continue;
    }
    const known = values.get(name);
    const value = text.slice(from, end);
    if (known === undefined) values.set(name, [value]);
    else known.push(value);
    at = end + name.length + "</>".length;
  }
  const isEncoded = values.get("start_stamp")?.some((stamp) => stamp.includes("%")) ?? false;
  const read = (value: string) => (isEncoded ? percentDecode(value) : value);
  return Object.fromEntries(
    [...values].map(([name, texts]) => [name, asOne(texts.map((text) => read(text)))]),
  );
}

/** As mod_json_cdr writes a variable with several values. */
function asOne(values: readonly string[]): string {
  const [only = ""] = values;
  return values.length > 1 ? `ARRAY::${values.join("|:")}` : only;
}

function profileOf(profile: Element | undefined): object {
  const parties = (side: string) =>
    children(child(profile, side), `${side}_caller_profile`).map((party) => leaves(party));
  return {
    ...leaves(profile),
    originator: { originator_caller_profiles: parties("originator") },
    originatee: { originatee_caller_profiles: parties("originatee") },
  };
}

function applicationsOf(list: Element | undefined): readonly Fields[] {
  return children(list, "application").map(({ attribs }) => attribs);
}

function children(parent: Parent | undefined, name: string): readonly Element[] {
  if (parent === undefined) return [];
  return DomUtils.getElementsByTagName(name, DomUtils.getChildren(parent), false);
}

function child(parent: Parent | undefined, name: string): Element | undefined {
  return children(parent, name)[0];
}

/** The own text of each element in it. */
function leaves(parent: Element | undefined): Fields {
  return Object.fromEntries(
    children(parent, "*").map(({ name, children: nodes }) => [
      name,
      nodes.map((node) => (node.type === ElementType.Text ? node.data : "")).join(""),
    ]),
  );
}

const variablesBegin = "<variables>";
const variablesEnd = "</variables>";
