// The rows of the live endpoints and the live stream, one at a time, from the live board.
import {
  agentStatuses,
  mediaTypes,
  type CallCounts,
  type LiveAccessCode,
  type LiveAgent,
  type LiveCallRow,
  type LiveQueue,
  type LiveTenant,
} from "@trunkline/contract";
import { placeOf } from "../call/call-state.ts";
import type { ReadonlyCall } from "../call/call.ts";
import { isOpen } from "../call/leg.ts";
import { tenantOfKey, tenantText, type TenantKey } from "../lib/tenant-key.ts";
import type { LiveCall, LiveCounts, LiveView } from "../live/live-view.ts";
import { talkMs, waitMs } from "../query/time-of-legs.ts";
import type { AccessCode, Registry } from "../storage/registry.ts";
import { activityOf, countAgents } from "./agent-activity.ts";
import type { Names } from "./names.ts";
import type { Today } from "./today.ts";
import { coded, timeOrNull } from "./words.ts";

export type LiveRowsParts = {
  readonly live: LiveView;
  readonly registry: Pick<Registry, "tenant">;
  readonly names: Names;
  readonly today: Pick<Today, "of">;
};

export type LiveRows = {
  readonly tenant: (tenant: TenantKey, agents: Iterable<LiveAgent>) => LiveTenant;
  readonly accessCode: (tenant: TenantKey, code: AccessCode) => LiveAccessCode;
  /** `agents`: those of the tenant. */
  readonly queue: (tenant: TenantKey, skillId: number, agents: Iterable<LiveAgent>) => LiveQueue;
  readonly agent: (tenant: TenantKey, agentId: number) => LiveAgent;
  readonly call: (tenant: TenantKey, call: LiveCall, now: number) => LiveCallRow;
};

export function openLiveRows(parts: LiveRowsParts): LiveRows {
  return {
    tenant: (tenant, agents) => tenantRow(parts, tenant, agents),
    accessCode: (tenant, code) => accessCodeRow(parts, tenant, code),
    queue: (tenant, skillId, agents) => queueRow(parts, tenant, skillId, agents),
    agent: (tenant, agentId) => agentRow(parts, tenant, agentId),
    call: (tenant, call, now) => callRow(parts, tenant, call, now),
  };
}

function tenantRow(
  { live, registry, names, today }: LiveRowsParts,
  tenant: TenantKey,
  agents: Iterable<LiveAgent>,
): LiveTenant {
  return {
    tenant: tenantText(tenantOfKey(tenant)),
    name: names.tenant(tenant),
    timeZone: registry.tenant(tenant)?.timeZone ?? "UTC",
    calls: countsOf(live.countsOfTenant(tenant)),
    agents: countAgents(Iterator.from(agents).map(({ activity }) => activity)),
    today: today.of(tenant, "vdn", tenantOfKey(tenant).vdn),
  };
}

function accessCodeRow(
  { live, today }: LiveRowsParts,
  tenant: TenantKey,
  { innoId, number, description }: AccessCode,
): LiveAccessCode {
  return {
    tenant: tenantText(tenantOfKey(tenant)),
    id: innoId,
    number,
    description,
    calls: countsOf(live.countsOfAccessCode(tenant, innoId)),
    today: today.of(tenant, "accessCode", innoId),
  };
}

function queueRow(
  { live, names, today }: LiveRowsParts,
  tenant: TenantKey,
  skillId: number,
  agents: Iterable<LiveAgent>,
): LiveQueue {
  const members = Iterator.from(agents).filter(
    ({ skills, currentCall }) =>
      currentCall?.skill?.id === skillId || skills.some(({ id }) => id === skillId),
  );
  return {
    tenant: tenantText(tenantOfKey(tenant)),
    ...names.queue(tenant, skillId),
    calls: countsOf(live.countsOfSkill(tenant, skillId)),
    agents: countAgents(members.map(({ activity }) => activity)),
    today: today.of(tenant, "queue", skillId),
  };
}

function agentRow({ live, names }: LiveRowsParts, tenant: TenantKey, agentId: number): LiveAgent {
  const state = live.agent(tenant, agentId);
  const calls = live.callsOfAgent(tenant, agentId);
  const { activity, since, call: found, leg } = activityOf(agentId, state, calls);
  const call = found?.call;
  const skillId = leg?.device.kind === "agent" ? leg.device.skillId : 0;
  return {
    tenant: tenantText(tenantOfKey(tenant)),
    ...names.agent(tenant, agentId),
    activity,
    since: timeOrNull(since),
    status: state === undefined ? null : coded(agentStatuses, state.state),
    reason: state?.reason ?? "",
    signedInAt: timeOrNull(state?.signedInAt ?? 0),
    skills: (state?.skillIds ?? []).map((id) => names.queue(tenant, id)),
    calls: calls.length,
    currentCall:
      call === undefined
        ? null
        : {
            callId: call.callId,
            direction: call.direction,
            callerNo: call.callerNo,
            calleeNo: call.calleeNo,
            skill: skillId > 0 ? names.queue(tenant, skillId) : null,
            since,
          },
  };
}

function callRow(
  { names }: LiveRowsParts,
  tenant: TenantKey,
  { call }: LiveCall,
  now: number,
): LiveCallRow {
  const { innoId, agentId, skillId } = call;
  return {
    tenant: tenantText(tenantOfKey(tenant)),
    callId: call.callId,
    direction: call.direction,
    callerNo: call.callerNo,
    calleeNo: call.calleeNo,
    accessCode: innoId > 0 ? names.accessCode(tenant, innoId) : null,
    mediaType: coded(mediaTypes, call.mediaType),
    place: placeOf(call),
    phase: livePhase(call),
    phaseSince: phaseSince(call),
    agent: agentId > 0 ? names.agent(tenant, agentId) : null,
    skill: skillId > 0 ? names.queue(tenant, skillId) : null,
    arrivedAt: call.arrivedAt,
    waitMs: waitMs(call, now),
    talkMs: talkMs(call, now),
  };
}

export function livePhase({ phase }: Pick<ReadonlyCall, "phase">): LiveCallRow["phase"] {
  return phase === "new" || phase === "ended" ? "arrived" : phase;
}

function phaseSince(call: ReadonlyCall): number {
  let since = call.arrivedAt;
  for (const leg of call.legs) {
    if (isOpen(leg))
      since = Math.max(since, leg.heldAt, leg.callBegin, leg.ackBegin, leg.waitBegin);
  }
  return since;
}

function countsOf({ longestWaitSince, ...counts }: LiveCounts): CallCounts {
  return { ...counts, longestWaitSince: timeOrNull(longestWaitSince) };
}
