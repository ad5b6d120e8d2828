// GET /v1/calls/{callId}
import {
  callFeatures,
  leaveReasons,
  subMediaTypes,
  type WholeCall,
  type CallDevice,
  type CallEntry,
  type CallEvent,
  type CallFacts,
  type LegEntry,
} from "@trunkline/contract";
import type { Device, Leg, ReadonlyCall } from "../call/call.ts";
import { tenantKey, type TenantKey } from "../lib/tenant-key.ts";
import type { LiveView } from "../live/live-view.ts";
import { maskNumber } from "../observe/mask.ts";
import { refoldCall } from "../query/call-trace.ts";
import { fromHistory } from "../query/storage-failure.ts";
import type { History } from "../storage/history.ts";
import type { Registry, Role, Scope } from "../storage/registry.ts";
import type { ApiHandlerOf } from "./api-handler.ts";
import { ApiProblem } from "./api-problem.ts";
import { endedEntry, liveEntry } from "./call-entry.ts";
import { callTimeline } from "./call-timeline.ts";
import { maskDigits, maskNumbers } from "./mask-rows.ts";
import type { Names } from "./names.ts";
import { standing } from "./standing.ts";
import { tenantsOfRequest } from "./tenants-of-request.ts";
import { coded, timeOrNull } from "./words.ts";

export type GetCallParts = {
  readonly live: LiveView;
  readonly history: Pick<History, "call">;
  readonly registry: Pick<Registry, "tenant" | "tenants">;
  readonly names: Names;
  readonly masksNumbers: (role: Role) => boolean;
};

type FoundCall = {
  readonly tenant: TenantKey;
  readonly call: ReadonlyCall;
  readonly events: readonly CallEvent[];
  readonly entry: CallEntry;
};

export function getCallHandler(parts: GetCallParts): ApiHandlerOf<"getCall"> {
  return async ({ fields, scope, role, now }) => {
    const found = await findCall(parts, fields, { scope, now });
    const stands = standing(parts, { tenants: [found.tenant], now });
    return { ...stands, ...detailOf(parts, found, { role, now }) };
  };
}

export function detailOf(
  { names, masksNumbers }: Pick<GetCallParts, "names" | "masksNumbers">,
  { tenant, call, events, entry }: FoundCall,
  { role, now }: { readonly role: Role; readonly now: number },
): WholeCall {
  const isMasked = masksNumbers(role);
  const legs = call.legs.map((leg) => legEntry(names, { tenant, call }, leg, now));
  const holdMs = legs.reduce((sum, leg) => sum + leg.holdMs, 0);
  const shown = { ...entry, holdMs };
  return {
    call: isMasked ? maskNumbers(shown) : shown,
    facts: isMasked ? maskFacts(factsOf(call)) : factsOf(call),
    legs: isMasked ? legs.map(maskLeg) : legs,
    timeline: [...callTimeline(names, tenant, events, isMasked)],
  };
}

/** Throws a problem when there is none. */
export async function findCall(
  parts: Omit<GetCallParts, "masksNumbers">,
  fields: { readonly callId: string; readonly tenant?: string },
  { scope, now }: { readonly scope: Scope; readonly now: number },
): Promise<FoundCall> {
  const asked = fields.tenant === undefined ? undefined : [fields.tenant];
  const tenants = tenantsOfRequest(parts.registry, scope, asked);
  const found = await callOfTenants(parts, tenants, fields.callId, now);
  if (found !== undefined) return found;
  throw new ApiProblem("unknownCall", `There is no call '${fields.callId}'`, "callId");
}

/** The board first: a call that was reopened has no record. */
async function callOfTenants(
  { live, history, names }: Pick<GetCallParts, "live" | "history" | "names">,
  tenants: readonly TenantKey[],
  callId: string,
  now: number,
): Promise<FoundCall | undefined> {
  for (const tenant of tenants) {
    const found = live.call(tenant, callId);
    if (found === undefined) continue;
    const { call, events } = found;
    return { tenant, call, events, entry: liveEntry(names, found, now) };
  }
  const stored = await fromHistory("a call", () => history.call(tenants, callId));
  if (stored === undefined) return undefined;
  const { row, events } = stored;
  const entry = endedEntry(names, row);
  return { tenant: tenantKey(row), call: refoldCall(stored), events, entry };
}

function factsOf(call: ReadonlyCall): CallFacts {
  return {
    originalCalleeNo: call.originalCalleeNo,
    callData: call.callData,
    callFeature: coded(callFeatures, call.callFeature),
    subMediaType: call.subMediaType > 0 ? coded(subMediaTypes, call.subMediaType) : null,
    priority: call.priority,
    trunkNo: call.trunkNo,
    keyId: call.keyId,
    endedBy: call.phase === "ended" ? call.endedBy : null,
  };
}

function maskFacts(facts: CallFacts): CallFacts {
  const { originalCalleeNo, callData } = facts;
  return {
    ...facts,
    originalCalleeNo: maskNumber(originalCalleeNo),
    callData: maskDigits(callData),
  };
}

function legEntry(
  names: Names,
  { call, tenant }: Pick<FoundCall, "call" | "tenant">,
  leg: Readonly<Leg>,
  now: number,
): LegEntry {
  const { device, waitBegin, ackBegin, callBegin, callEnd, heldAt } = leg;
  const over = callEnd > 0 ? callEnd : Math.max(now, waitBegin);
  const waited = callBegin > 0 ? callBegin : over;
  // An agent who picks up first has no conversation until the other side answers.
  const hasTalked = callBegin > 0 && call.callBegin > 0;
  const holdNow = heldAt > 0 ? Math.max(0, over - heldAt) : 0;
  return {
    device: deviceEntry(names, tenant, device),
    enteredAt: waitBegin,
    rangAt: timeOrNull(ackBegin),
    answeredAt: timeOrNull(callBegin),
    leftAt: timeOrNull(callEnd),
    waitMs: Math.max(0, waited - waitBegin),
    ringMs: ackBegin > 0 ? Math.max(0, waited - ackBegin) : 0,
    talkMs: hasTalked ? Math.max(0, over - Math.max(callBegin, call.callBegin)) : 0,
    holdMs: leg.holdMs + holdNow,
    enterReason: coded(leaveReasons, leg.enterReason),
    leaveReason: callEnd > 0 ? coded(leaveReasons, leg.leaveReason) : null,
    unanswered: leg.unanswered === "" ? null : leg.unanswered,
  };
}

function deviceEntry(names: Names, tenant: TenantKey, device: Device): CallDevice {
  const { kind } = device;
  switch (device.kind) {
    case "ivr":
      return { kind, id: device.flowId, name: "", number: null };
    case "queue": {
      const { id, name } = names.queue(tenant, device.skillId);
      return { kind, id, name: name || device.skillName, number: null };
    }
    case "agent":
      return { kind, ...names.agent(tenant, device.agentId), number: null };
    case "external":
      return { kind, id: null, name: "", number: device.number };
  }
}

function maskLeg(leg: LegEntry): LegEntry {
  const { number } = leg.device;
  return number === null ? leg : { ...leg, device: { ...leg.device, number: maskNumber(number) } };
}
