// Channels that a caller's record names and that have no record of their own: FreeSWITCH can be told not to
// write those of called channels (log-b-leg), and posts each record for itself.
import { variableOf, nextApplicationMicros } from "./cdr-leg.ts";
import type { CdrApplication, CdrLeg, CdrParty, CdrProfile } from "./cdr-leg.ts";
import { queueAt, staysOf, type Stay } from "./queue-events.ts";

export function impliedLegs(legs: readonly CdrLeg[]): readonly CdrLeg[] {
  const known = new Set(legs.map(({ id }) => id));
  const implied: CdrLeg[] = [];
  const add = (leg: CdrLeg | undefined) => {
    if (leg === undefined || known.has(leg.id)) return;
    known.add(leg.id);
    implied.push(leg);
  };
  for (const leg of legs) {
    const stays = staysOf(leg);
    for (const profile of leg.profiles) {
      const partner = profile.originatees.at(-1);
      if (partner !== undefined) add(bridgedLeg({ leg, stays }, profile, partner));
    }
    for (const dialled of dialledLegs(leg)) add(dialled);
  }
  return implied;
}

/** Of the ring is known when it began if an application dialled, not if a queue did. */
function bridgedLeg(
  { leg: caller, stays }: { readonly leg: CdrLeg; readonly stays: readonly Stay[] },
  profile: CdrProfile,
  partner: CdrParty,
): CdrLeg | undefined {
  const { bridgedMicros } = profile;
  if (bridgedMicros === 0) return undefined;
  const queue = queueAt(stays, bridgedMicros);
  const dial = caller.applications.findLast(
    ({ name, micros }) => name === "bridge" && micros <= bridgedMicros,
  );
  const createdMicros = queue === "" ? (dial?.micros ?? bridgedMicros) : profile.fromMicros;
  const until = nextApplicationMicros(caller, bridgedMicros) || profile.untilMicros;
  const isLast = until >= caller.hungUpMicros;
  const wasLeft = isLast && variableOf(caller, "sip_hangup_disposition") === "send_bye";
  return impliedLeg(caller, partner, {
    createdMicros,
    answeredMicros: queue === "" ? bridgedMicros : profile.fromMicros,
    bridgedMicros,
    hungUpMicros: Math.min(until, profile.untilMicros),
    cause: "NORMAL_CLEARING",
    disposition: wasLeft ? "recv_bye" : "send_bye",
    queueVariables: queueVariables(caller, partner, queue),
  });
}

/** The agent that the caller talked with last is told by name. */
function queueVariables(
  caller: CdrLeg,
  partner: CdrParty,
  queue: string,
): readonly (readonly [string, string])[] {
  const agent = variableOf(caller, "cc_agent");
  if (queue === "" || agent === "" || variableOf(caller, "cc_agent_uuid") !== partner.id) return [];
  return [
    ["cc_side", "agent"],
    ["cc_agent", agent],
    ["cc_queue", queue],
    ["cc_member_session_uuid", caller.id],
  ];
}

/** Numbers that the last bridge has called in vain: "id;name;number", and "id;cause" of each. */
function dialledLegs(caller: CdrLeg): readonly CdrLeg[] {
  const dial = caller.applications.findLast(({ name }) => name === "bridge");
  if (dial === undefined) return [];
  const causes = new Map(
    entriesOf(caller, "originate_causes").map(([id = "", cause = ""]) => [id, cause]),
  );
  const until = nextApplicationMicros(caller, dial.micros) || caller.hungUpMicros;
  const nameOf = dialledNames(dial);
  return entriesOf(caller, "originated_legs").flatMap((entry) => {
    const [id = "", , destination = ""] = entry;
    const cause = causes.get(id) ?? "";
    if (id === "" || cause === "" || cause === "NONE") return [];
    const { callerNo = "", context = "" } = caller.profiles.at(-1) ?? {};
    const party = { id, name: nameOf(destination), callerNo, destination, context };
    return impliedLeg(caller, party, {
      createdMicros: dial.micros,
      answeredMicros: 0,
      bridgedMicros: 0,
      hungUpMicros: Math.min(until, caller.hungUpMicros),
      cause,
      disposition: "",
      queueVariables: [],
    });
  });
}

function entriesOf(leg: CdrLeg, variable: string): readonly string[][] {
  const text = variableOf(leg, variable);
  return text === "" ? [] : text.split("|:").map((entry) => entry.split(";"));
}

/** "[leg_timeout=8]sofia/int/1005@10.0.0.15:5060,..." -> the part that calls this number. */
function dialledNames({ data }: CdrApplication): (destination: string) => string {
  // To the end where none closes: from each that opens it would be sought in vain.
  const parts = data.replaceAll(/[{[<][^}\]>]*(?:[}\]>]|$)/g, "").split(/[,|]|:_:/);
  const byNumber = new Map<string, string>();
  // Of several the first counts.
  for (const part of parts.toReversed()) {
    const name = part.slice(part.lastIndexOf("/") + 1);
    byNumber.set(name, part);
    const at = name.indexOf("@");
    if (at >= 0) byNumber.set(name.slice(0, at), part);
  }
  return (destination) => byNumber.get(destination) ?? destination;
}

function impliedLeg(
  caller: CdrLeg,
  party: CdrParty,
  known: {
    readonly createdMicros: number;
    readonly answeredMicros: number;
    readonly bridgedMicros: number;
    readonly hungUpMicros: number;
    readonly cause: string;
    readonly disposition: string;
    readonly queueVariables: readonly (readonly [string, string])[];
  },
): CdrLeg {
  const { id, name, callerNo, destination, context } = party;
  const { createdMicros, answeredMicros, bridgedMicros, hungUpMicros } = known;
  const own = caller.profiles[0];
  const originator = {
    id: caller.id,
    name: caller.name,
    callerNo: own?.callerNo ?? "",
    destination: own?.destination ?? "",
    context: own?.context ?? "",
  };
  return {
    id,
    isInbound: false,
    name,
    variables: new Map([
      ["hangup_cause", known.cause],
      ["sip_hangup_disposition", known.disposition],
      ...known.queueVariables,
    ]),
    profiles: [
      {
        callerNo,
        destination,
        context,
        transferSource: "",
        fromMicros: createdMicros,
        untilMicros: hungUpMicros,
        bridgedMicros,
        originator,
        originatees: [],
      },
    ],
    applications: [],
    holds: [],
    createdMicros,
    progressMicros: createdMicros,
    answeredMicros,
    hungUpMicros,
  };
}
