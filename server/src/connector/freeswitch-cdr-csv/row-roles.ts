// The module writes a row per channel and does not say which were called on behalf of which: it shows in
// the numbers and times.
import type { CdrLeg, CdrProfile } from "../freeswitch-cdr/cdr-leg.ts";
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
      tenants.flatMap((tenant) => codesOf(tenant).map((code): [string, EslTenant] => [code, tenant])),
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
  const leaders = leadersOf(rows, numbers);
  const byId = new Map(rows.map((row) => [row.id, row]));
  const legs: CdrLeg[] = [];
  for (const row of rows) {
    const leaderId = leaders.get(row.id) ?? "";
    const leader = byId.get(leaderId);
    if (leaderId === ambiguous) skip(row, "called channel that several callers may have called");
    else legs.push(leader === undefined ? rootOf(row, numbers) : ledBy(row, leader, numbers));
  }
  return legs;
}

/** By uuid; "" of nobody is left out. */
function leadersOf(rows: readonly CdrCsvLeg[], numbers: Numbers): ReadonlyMap<string, string> {
  const leaders = new Map<string, string>();
  const byId = new Map(rows.map((row) => [row.id, row]));
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
  const roots = Map.groupBy(
    rows.filter((row) => !leaders.has(row.id)),
    (row) => variableOf(row, "caller_id_number"),
  );
  for (const row of [...roots.values()].flat()) {
    const callers = roots.get(variableOf(row, "caller_id_number")) ?? [];
    const fitting = callers.filter((caller) => mayHaveCalled(caller, row, numbers));
    const [only] = fitting;
    if (only !== undefined) leaders.set(row.id, fitting.length === 1 ? only.id : ambiguous);
  }
  return leaders;
}

/** Within the caller's time, with the caller's number: an agent who was rung, or an agent's customer. */
function mayHaveCalled(caller: CdrCsvLeg, called: CdrCsvLeg, numbers: Numbers): boolean {
  if (caller === called) return false;
  const isWithin =
    caller.createdMicros <= called.createdMicros && called.hungUpMicros <= caller.hungUpMicros;
  const isOfAgent = isAgents(called, numbers);
  return isWithin && isAgents(caller, numbers) !== isOfAgent;
}

function isAgents(row: CdrLeg, { devicesOfNumber }: Numbers): boolean {
  return devicesOfNumber.has(variableOf(row, "destination_number"));
}

function ledBy(row: CdrCsvLeg, leader: CdrCsvLeg, numbers: Numbers): CdrLeg {
  const talkedAt = Math.max(row.answeredMicros, leader.answeredMicros);
  const hasTalked = row.answeredMicros > 0 && leader.answeredMicros > 0;
  const profile = profileOf(row);
  return {
    ...row,
    isInbound: false,
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

function rootOf(row: CdrCsvLeg, numbers: Numbers): CdrLeg {
  const isInbound = isFromOutside(row, numbers);
  const [trunk = ""] = numbers.settings.inboundContexts;
  const profile = profileOf(row);
  // Only where the call stood last is told: of one that was sent on, not what was dialled.
  const isDialled =
    numbers.settings.inboundContexts.includes(profile.context) ||
    numbers.tenantOfAccessCode.has(profile.destination);
  return {
    ...row,
    isInbound: isInbound || (row.isInbound && !isAgents(row, numbers)),
    name: row.name || deviceName(row, tenantOf(row, numbers), numbers),
    profiles: [
      isInbound
        ? { ...profile, context: trunk, destination: isDialled ? profile.destination : "" }
        : profile,
    ],
  };
}

/** An originated call shows a number of the house, or the number called, as its caller. */
function isFromOutside(row: CdrCsvLeg, numbers: Numbers): boolean {
  if (variableOf(row, "direction") !== "") return row.isInbound;
  const caller = variableOf(row, "caller_id_number");
  const destination = variableOf(row, "destination_number");
  const isOfHouse =
    numbers.tenantOfAccessCode.has(caller) || numbers.devicesOfNumber.has(caller);
  return !isOfHouse && caller !== destination && !isAgents(row, numbers);
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
