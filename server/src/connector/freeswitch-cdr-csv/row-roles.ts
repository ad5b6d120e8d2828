// The module writes a row per channel and does not say which were called on behalf of which: it shows in
// the numbers and times.
import type { CdrApplication, CdrLeg, CdrProfile } from "../freeswitch-cdr/cdr-leg.ts";
import { leaderIdOf, variableOf } from "../freeswitch-cdr/cdr-leg.ts";
import type { EslSettings, EslTenant } from "../freeswitch-esl/esl-settings.ts";
import type { CdrCsvLeg } from "./cdr-csv-row.ts";

type Numbers = {
  readonly settings: EslSettings;
  readonly tenantOfAccessCode: ReadonlyMap<string, EslTenant>;
  readonly tenantOfAccountCode: ReadonlyMap<string, EslTenant>;
  /** By the number that an agent's phone is called by, the devices that it may be. */
  readonly devicesOfNumber: ReadonlyMap<string, readonly Device[]>;
};

type Device = { readonly tenant: EslTenant; readonly name: string };

export function numbersOf(settings: EslSettings): Numbers {
  const { tenants } = settings;
  const devices = tenants.flatMap((tenant) =>
    tenant.agents.flatMap((agent) => agent.devices.map((name) => ({ tenant, name }))),
  );
  const byTenant = (codesOf: (tenant: EslTenant) => readonly string[]) =>
    new Map(
      tenants.flatMap((tenant) =>
        codesOf(tenant).map((code): [string, EslTenant] => [code, tenant]),
      ),
    );
  return {
    settings,
    tenantOfAccessCode: byTenant((tenant) => tenant.accessCodes),
    tenantOfAccountCode: byTenant((tenant) => tenant.accountCodes),
    devicesOfNumber: Map.groupBy(devices, ({ name }) => numberOf(name)),
  };
}

/** "sofia/internal/1001@10.0.0.5:5060", "1001@pbx.example.com" -> "1001" */
function numberOf(device: string): string {
  return device.split("@")[0]?.split("/").at(-1) ?? "";
}

/** The rows as channels that know their leader, direction and device; `skip` hears of the others. */
export function withRoles(
  rows: readonly CdrCsvLeg[],
  numbers: Numbers,
  skip: (leg: CdrLeg, reason: string) => void,
): readonly CdrLeg[] {
  const byId = new Map(rows.map((row) => [row.id, row]));
  const leaders = toldLeaders(rows, byId);
  const hasCalled = new Set(leaders.values());
  // A caller from outside whom somebody has sent on to an agent stands at the agent's number, too.
  const isPhone = (row: CdrCsvLeg) =>
    isAtAgent(row, numbers) && (!hasCalled.has(row.id) || isOfHouse(row, numbers));
  addShownLeaders(leaders, rows, (caller, called) => {
    if (caller === called || isPhone(caller) === isPhone(called)) return false;
    // An agent who is called first is up when the customer is called.
    const isUp = caller.answeredMicros > 0 && caller.answeredMicros <= called.createdMicros;
    return isPhone(called) || (isUp && isOfHouse(caller, numbers));
  });
  const legs: CdrLeg[] = [];
  const called = Map.groupBy(rows, (row) => leaders.get(row.id) ?? "");
  for (const row of rows) {
    const leaderId = leaders.get(row.id) ?? "";
    const leader = byId.get(leaderId);
    if (leaderId === ambiguous) skip(row, "called channel that several callers may have called");
    else if (leader !== undefined) legs.push(ledBy(row, leader, numbers));
    else {
      const root = rootOf(row, numbers, isPhone(row));
      legs.push({ ...root, applications: queuesOf(row, called.get(row.id) ?? []) });
    }
  }
  return legs;
}

/** Of earlier queues than the last only those agents tell whom they have called. */
function queuesOf(caller: CdrLeg, called: readonly CdrLeg[]): CdrLeg["applications"] {
  const queues = new Map<string, CdrApplication>();
  for (const { applications } of [caller, ...called]) {
    for (const application of applications) {
      const { data, micros } = application;
      const known = queues.get(data);
      const isSame = known !== undefined && Math.abs(known.micros - micros) <= secondMicros;
      if (!isSame) queues.set(known === undefined ? data : `${data} ${micros}`, application);
    }
  }
  const earliest = Math.max(caller.createdMicros, caller.answeredMicros);
  return [...queues.values()]
    .map((queue) => ({ ...queue, micros: Math.max(queue.micros, earliest) }))
    .toSorted((a, b) => a.micros - b.micros);
}

/** As the rows say it themselves: by variables of the template, or as the one that was talked with. */
function toldLeaders(
  rows: readonly CdrCsvLeg[],
  byId: ReadonlyMap<string, CdrCsvLeg>,
): Map<string, string> {
  const leaders = new Map<string, string>();
  for (const row of rows) {
    const leaderId = leaderIdOf(row);
    if (leaderId !== "") leaders.set(row.id, leaderId);
  }
  for (const row of rows) {
    const partner = byId.get(row.partnerId);
    if (partner === undefined || leaders.has(partner.id) || leaders.has(row.id)) continue;
    const isLeader = row.createdMicros <= partner.createdMicros;
    leaders.set(isLeader ? partner.id : row.id, isLeader ? row.id : partner.id);
  }
  return leaders;
}

/** The others by the caller's number, which the called channels have too. */
function addShownLeaders(
  leaders: Map<string, string>,
  rows: readonly CdrCsvLeg[],
  mayHaveCalled: (caller: CdrCsvLeg, called: CdrCsvLeg) => boolean,
): void {
  const roots = Map.groupBy(
    rows.filter((row) => !leaders.has(row.id)),
    callerOf,
  );
  for (const rowsOfNumber of roots.values()) {
    for (const { called, around } of withSurrounding(rowsOfNumber)) {
      const fitting = around.filter((caller) => mayHaveCalled(caller, called));
      const [only] = fitting;
      if (only !== undefined) leaders.set(called.id, fitting.length === 1 ? only.id : ambiguous);
    }
  }
}

/** Each row with those that began before it and ended after it: a number may be that of very many rows. */
function* withSurrounding(rows: readonly CdrCsvLeg[]) {
  const sorted = rows.toSorted((a, b) => a.createdMicros - b.createdMicros);
  const latestEnds: number[] = [];
  for (const { hungUpMicros } of sorted) {
    latestEnds.push(Math.max(hungUpMicros, latestEnds.at(-1) ?? 0));
  }
  let begun = 0;
  for (const called of sorted) {
    while ((sorted[begun]?.createdMicros ?? Infinity) <= called.createdMicros) begun += 1;
    const around: CdrCsvLeg[] = [];
    for (let at = begun - 1; (latestEnds[at] ?? 0) >= called.hungUpMicros; at -= 1) {
      const caller = sorted[at];
      if (caller !== undefined && isWithin(called, caller)) around.push(caller);
    }
    yield { called, around };
  }
}

function callerOf(row: CdrLeg): string {
  return variableOf(row, "caller_id_number");
}

function isWithin(row: CdrLeg, other: CdrLeg): boolean {
  return other.createdMicros <= row.createdMicros && row.hungUpMicros <= other.hungUpMicros;
}

function isAtAgent(row: CdrLeg, { devicesOfNumber }: Numbers): boolean {
  return devicesOfNumber.has(variableOf(row, "destination_number"));
}

/** Shows a number of the house as its caller: an agent's, or an access code. */
function isOfHouse(row: CdrLeg, { tenantOfAccessCode, devicesOfNumber }: Numbers): boolean {
  return tenantOfAccessCode.has(callerOf(row)) || devicesOfNumber.has(callerOf(row));
}

function ledBy(row: CdrCsvLeg, leader: CdrCsvLeg, numbers: Numbers): CdrLeg {
  const talkedAt = Math.max(row.answeredMicros, leader.answeredMicros);
  const hasTalked = row.answeredMicros > 0 && leader.answeredMicros > 0;
  const profile = profileOf(row);
  return {
    ...row,
    isInbound: false,
    applications: [],
    name: row.name || deviceName(row, tenantOf(leader, numbers), numbers),
    variables: new Map([...row.variables, ["originating_leg_uuid", leader.id]]),
    profiles: [
      {
        ...profile,
        bridgedMicros: profile.bridgedMicros || (hasTalked ? talkedAt : 0),
        originator: {
          id: leader.id,
          name: leader.name,
          callerNo: variableOf(leader, "caller_id_number"),
          destination: variableOf(leader, "destination_number"),
          context: variableOf(leader, "context"),
        },
      },
    ],
  };
}

function rootOf(row: CdrCsvLeg, numbers: Numbers, isPhone: boolean): CdrLeg {
  const { inboundContexts } = numbers.settings;
  const profile = profileOf(row);
  const name = row.name || deviceName(row, tenantOf(row, numbers), numbers);
  if (!isFromOutside(row, numbers, isPhone)) return { ...row, name };
  // Only where the call stood last is told: of one that was sent on, not what was dialled.
  const isDialled =
    !isAtAgent(row, numbers) &&
    (inboundContexts.includes(profile.context) ||
      numbers.tenantOfAccessCode.has(profile.destination));
  const destination = isDialled ? profile.destination : "";
  const context = inboundContexts[0] ?? profile.context;
  const profiles = [{ ...profile, context, destination }];
  return { ...row, name, isInbound: true, variables: withCancel(row), profiles };
}

/** Without a variable that says who hung up: a caller who was not answered did, if the cause says so. */
function withCancel({ variables }: CdrLeg): ReadonlyMap<string, string> {
  const isCancel = variables.get("hangup_cause") === "ORIGINATOR_CANCEL";
  if (!isCancel || variables.has("sip_hangup_disposition")) return variables;
  return new Map([...variables, ["sip_hangup_disposition", "recv_cancel"]]);
}

/** An originated call shows a number of the house, or the number called, as its caller. */
function isFromOutside(row: CdrCsvLeg, numbers: Numbers, isPhone: boolean): boolean {
  if (variableOf(row, "direction") !== "") return row.isInbound && !isOfHouse(row, numbers);
  const isEcho = callerOf(row) === variableOf(row, "destination_number");
  return !isPhone && !isEcho && !isOfHouse(row, numbers);
}

function tenantOf(row: CdrLeg, numbers: Numbers): EslTenant | undefined {
  return (
    numbers.tenantOfAccessCode.get(variableOf(row, "destination_number")) ??
    numbers.tenantOfAccountCode.get(variableOf(row, "accountcode"))
  );
}

/** Two tenants may have the same numbers inside: then the caller's tenant decides. */
function deviceName(row: CdrLeg, tenant: EslTenant | undefined, numbers: Numbers): string {
  const number = variableOf(row, "destination_number");
  const devices = numbers.devicesOfNumber.get(number) ?? [];
  const own = devices.filter((device) => device.tenant === tenant);
  const fitting = own.length > 0 ? own : devices;
  const isClear = new Set(fitting.map((device) => device.tenant)).size === 1;
  return isClear ? (fitting[0]?.name ?? number) : number;
}

function profileOf({ profiles }: CdrLeg): CdrProfile {
  const [profile] = profiles;
  if (profile === undefined) throw new Error("Cannot use a row: it has no profile");
  return profile;
}

const ambiguous = " ";
const secondMicros = 1_000_000;
