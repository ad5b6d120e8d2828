// A record as mod_json_cdr writes it -> a channel. Values are texts, URL-encoded where the module is told to.
import { profileAt } from "./cdr-leg.ts";
import type { CdrApplication, CdrLeg, CdrParty, CdrProfile } from "./cdr-leg.ts";
import { holdsOf } from "./hold-events.ts";
import { percentDecode } from "./percent-decode.ts";
import { microsOf } from "../freeswitch-esl/esl-time.ts";

type Fields = Readonly<Record<string, unknown>>;

/** The channel, with the variables that are asked for; or why there is none. */
export function legOfRecord(record: unknown, kept: ReadonlySet<string>): CdrLeg | string {
  const root = fieldsOf(record);
  const fields = fieldsOf(root["variables"]);
  if (root["variables"] === undefined) return "record has no 'variables'";
  const read = readerOf(fields);
  const variables = new Map<string, string>();
  for (const name of kept) {
    const value = fields[name];
    if (value === undefined) continue;
    variables.set(name, lists.has(name) ? withoutMark(read(value)) : newest(read(value)));
  }
  const flows = listOf(root["callflow"]).map(fieldsOf).toReversed();
  const id = variables.get("uuid") ?? "";
  const times = timesOf(root, read, variables);
  if (id === "") return "record has no 'uuid'";
  if (times.createdMicros === 0 || times.hungUpMicros === 0) return "record has no times";
  const profiles = connected(
    flows.map((flow) => profileOf(flow, read)),
    historyOf(variables),
    times.hungUpMicros,
  );
  const dialplans = new Map(profiles.map((profile, at) => [profile, dialplanOf(flows[at], read)]));
  const direction = variables.get("direction") ?? textAt(root["channel_data"], "direction", read);
  return {
    id,
    isInbound: direction === "inbound",
    name: variables.get("channel_name") ?? "",
    variables,
    profiles,
    applications: listOf(fieldsOf(root["app_log"])["applications"]).map((entry) => {
      const application = applicationOf(fieldsOf(entry), read);
      const profile = profileAt({ profiles }, application.micros);
      const dialplan = profile === undefined ? undefined : dialplans.get(profile);
      return { ...application, isOfDialplan: dialplan?.has(application.name) === true };
    }),
    holds: holdsOf(variables.get("hold_events") ?? ""),
    ...times,
  };
}

type Read = (value: unknown) => string;

/**
 * Whether values are encoded shows in one that every record has, and that is never the same encoded: a
 * date, with spaces and colons.
 */
function readerOf(variables: Fields): Read {
  const stamp = variables["start_stamp"];
  const isEncoded = typeof stamp === "string" && stamp.includes("%");
  return (value) => {
    const text = typeof value === "string" || typeof value === "number" ? String(value) : "";
    return isEncoded ? percentDecode(text) : text;
  };
}

/** A variable that was pushed to more than once: what the event socket's meaning takes, the newest. */
function newest(text: string): string {
  return text.startsWith(arrayMark) ? (text.split(arraySeparator).at(-1) ?? "") : text;
}

function withoutMark(text: string): string {
  return text.startsWith(arrayMark) ? text.slice(arrayMark.length) : text;
}

function historyOf(variables: ReadonlyMap<string, string>): readonly string[] {
  const text = variables.get("transfer_history") ?? "";
  return text === "" ? [] : text.split(arraySeparator);
}

function timesOf(root: Fields, read: Read, variables: ReadonlyMap<string, string>) {
  const newestFlow = fieldsOf(fieldsOf(listOf(root["callflow"])[0])["times"]);
  const time = (flow: string, variable: string) =>
    microsOf(read(newestFlow[flow])) || microsOf(variables.get(`${variable}_uepoch`) ?? "");
  return {
    createdMicros: time("created_time", "start"),
    progressMicros:
      time("progress_time", "progress") || time("progress_media_time", "progress_media"),
    answeredMicros: time("answered_time", "answer"),
    hungUpMicros: time("hangup_time", "end"),
  };
}

function profileOf(entry: Fields, read: Read): CdrProfile {
  const profile = fieldsOf(entry["caller_profile"]);
  const times = fieldsOf(entry["times"]);
  const time = (name: string) => microsOf(read(times[name]));
  const partiesOf = (side: string) =>
    listOf(fieldsOf(profile[side])[`${side}_caller_profiles`]).map((party) =>
      partyOf(fieldsOf(party), read),
    );
  return {
    callerNo: read(profile["caller_id_number"]),
    destination: read(profile["destination_number"]),
    context: read(profile["context"]),
    transferSource: "",
    fromMicros: time("profile_created_time"),
    untilMicros: time("transfer_time") || time("hangup_time"),
    bridgedMicros: time("bridged_time"),
    originator: partiesOf("originator").at(-1),
    originatees: partiesOf("originatee"),
  };
}

/** Names of the applications that the dialplan has there. */
function dialplanOf(flow: Fields | undefined, read: Read): ReadonlySet<string> {
  const applications = listOf(fieldsOf(flow?.["extension"])["applications"]);
  return new Set(applications.map((application) => textAt(application, "app_name", read)));
}

/** Each profile but the first came about by a transfer, and ends where the next begins. */
function connected(
  profiles: readonly CdrProfile[],
  history: readonly string[],
  hungUpMicros: number,
): readonly CdrProfile[] {
  return profiles.map((profile, index) => ({
    ...profile,
    transferSource: index === 0 ? "" : (history[index - 1] ?? ""),
    untilMicros: profiles[index + 1]?.fromMicros ?? hungUpMicros,
  }));
}

function partyOf(party: Fields, read: Read): CdrParty {
  return {
    id: read(party["uuid"]),
    name: read(party["chan_name"]),
    callerNo: read(party["caller_id_number"]),
    destination: read(party["destination_number"]),
    context: read(party["context"]),
  };
}

function applicationOf(application: Fields, read: Read): Omit<CdrApplication, "isOfDialplan"> {
  return {
    name: read(application["app_name"]),
    data: read(application["app_data"]),
    micros: microsOf(read(application["app_stamp"])),
  };
}

function textAt(value: unknown, name: string, read: Read): string {
  return read(fieldsOf(value)[name]);
}

function fieldsOf(value: unknown): Fields {
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  // An object that came as JSON is read by name.
  return isObject ? (value as Fields) : {};
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Of these every entry counts. */
const lists = new Set(["transfer_history", "originated_legs", "originate_causes"]);
const arrayMark = "ARRAY::";
const arraySeparator = "|:";
