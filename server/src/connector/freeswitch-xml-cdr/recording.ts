// The records of the recorded scenarios as mod_xml_cdr would have written them: mod_json_cdr wrote the same tree. For tests.
import { urlEncoded } from "../freeswitch-cdr/url-encoded.ts";
import { recordedJsonCdrs } from "../freeswitch-json-cdr/recording.ts";
import { importText, type Recording } from "../read-recording.ts";
import { freeswitchXmlCdr } from "./freeswitch-xml-cdr.ts";

export async function recordedXmlCdrs(): Promise<readonly string[]> {
  // As FreeSWITCH has written them.
  return (await recordedJsonCdrs()).map((text) => xmlCdrOf(JSON.parse(text) as JsonCdr));
}

export function importXmlCdrs(text: string | Buffer, settings: unknown): Promise<Recording> {
  return importText(freeswitchXmlCdr, settings, text);
}

type Fields = Readonly<Record<string, string>>;
type Profile = Fields & {
  readonly originator?: { readonly originator_caller_profiles: readonly Fields[] };
  readonly originatee?: { readonly originatee_caller_profiles: readonly Fields[] };
};
type Applications = { readonly applications?: readonly Fields[] };

export type JsonCdr = {
  readonly "core-uuid": string;
  readonly switchname: string;
  readonly channel_data: Fields;
  readonly variables: Fields;
  readonly app_log?: Applications;
  readonly callflow: readonly {
    readonly profile_index: string;
    readonly extension?: Applications & { readonly name: string; readonly number: string };
    readonly caller_profile: Profile;
    readonly times: Fields;
  }[];
};

/** Indented by two spaces, an element a line, no element that closes itself. */
export function xmlCdrOf(cdr: JsonCdr): string {
  const { channel_data: channelData, variables, app_log: appLog, callflow } = cdr;
  const head = { "core-uuid": cdr["core-uuid"], switchname: cdr.switchname };
  const inner = [
    ...element(1, "channel_data", {}, leaves(2, channelData)),
    ...element(1, "variables", {}, variableLines(variables)),
    ...(appLog === undefined ? [] : element(1, "app_log", {}, applications(2, appLog))),
    ...callflow.flatMap(({ profile_index, extension, caller_profile: profile, times }) =>
      element(1, "callflow", { dialplan: "XML", profile_index }, [
        ...(extension === undefined
          ? []
          : element(
              2,
              "extension",
              { name: extension.name, number: extension.number },
              applications(3, extension),
            )),
        ...element(2, "caller_profile", {}, profileLines(profile)),
        ...element(2, "times", {}, leaves(3, times)),
      ]),
    ),
  ];
  return `<?xml version="1.0"?>\n${element(0, "cdr", head, inner).join("\n")}\n`;
}

function profileLines({ originator, originatee, ...own }: Profile): readonly string[] {
  const parties = (side: string, profiles: readonly Fields[] = []) =>
    profiles.length === 0
      ? []
      : element(
          3,
          side,
          {},
          profiles.flatMap((party) => element(4, `${side}_caller_profile`, {}, leaves(5, party))),
        );
  return [
    ...leaves(3, own),
    ...parties("originator", originator?.originator_caller_profiles),
    ...parties("originatee", originatee?.originatee_caller_profiles),
  ];
}

/** A variable with several values stands there as often. */
function variableLines(variables: Fields): readonly string[] {
  return Object.entries(variables).flatMap(([name, value]) => {
    const values = value.startsWith("ARRAY::")
      ? value.slice("ARRAY::".length).split("|:")
      : [value];
    return values.map((one) => `    <${name}>${urlEncoded(one)}</${name}>`);
  });
}

function applications(depth: number, { applications = [] }: Applications): readonly string[] {
  return applications.flatMap((one) => element(depth, "application", one, []));
}

function leaves(depth: number, fields: Fields): readonly string[] {
  return Object.entries(fields).map(
    ([name, value]) => `${"  ".repeat(depth)}<${name}>${escaped(value)}</${name}>`,
  );
}

function element(
  depth: number,
  name: string,
  attributes: Fields,
  inner: readonly string[],
): readonly string[] {
  const indent = "  ".repeat(depth);
  const told = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(value)}"`);
  const begin = `${indent}<${name}${told.join("")}>`;
  if (inner.length === 0) return [`${begin}</${name}>`];
  return [begin, ...inner, `${indent}</${name}>`];
}

const entities: Fields = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\n": "&#xA;" };

function escaped(text: string): string {
  return text.replaceAll(/[&<>"\n]/g, (char) => entities[char] ?? char);
}
