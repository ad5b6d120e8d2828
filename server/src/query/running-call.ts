import type { Device, Leg, ReadonlyCall } from "../call/call.ts";
import { isHeldLeg, isOpen, isRinging, isTalkingLeg } from "../call/leg.ts";
import type { TenantKey } from "../lib/tenant-key.ts";
import type { LiveView } from "../live/live-view.ts";
import { talkMs, waitMs } from "./time-of-legs.ts";

export type RunningCall = {
  readonly call: ReadonlyCall;
  readonly cmsCallId: string;
  /** Where the call is now; undefined before its first device. */
  readonly device: Device | undefined;
  readonly enterReason: number;
  /** Different devices that the call has visited, the present one included. */
  readonly devicesVisited: number;
  /** Name of the present skill, its number where no event named it, "" without one. */
  readonly skillText: string;
  readonly waitMs: number;
  readonly talkMs: number;
  /** Since the agent of `device` signed in; 0 = no agent, or unknown. */
  readonly signedInMs: number;
};

/** A call in progress, by either of its IDs; undefined when it is not in progress. */
export function runningCall(
  { live }: { readonly live: Pick<LiveView, "call" | "agent"> },
  question: { readonly tenant: TenantKey; readonly callId: string; readonly now: number },
): RunningCall | undefined {
  const { tenant, callId, now } = question;
  const found = live.call(tenant, callId);
  if (found === undefined || found.call.phase === "ended") return undefined;
  const { call, cmsCallId } = found;
  const leg = presentLeg(call);
  const agentId = leg?.device.kind === "agent" ? leg.device.agentId : 0;
  const signedInAt = agentId > 0 ? (live.agent(tenant, agentId)?.signedInAt ?? 0) : 0;
  return {
    call,
    cmsCallId,
    device: leg?.device,
    enterReason: leg?.enterReason ?? 0,
    devicesVisited: new Set(call.legs.map((leg) => deviceText(leg.device))).size,
    skillText: skillText(call, presentSkill(call, leg?.device)),
    waitMs: waitMs(call, now),
    talkMs: talkMs(call, now),
    signedInMs: signedInAt > 0 ? Math.max(0, now - signedInAt) : 0,
  };
}

/** The conversation, else the ringing agent, else wherever the call waits. */
function presentLeg(call: ReadonlyCall): Readonly<Leg> | undefined {
  return (
    call.legs.find((leg) => isTalkingLeg(leg)) ??
    call.legs.find((leg) => isHeldLeg(leg)) ??
    call.legs.find((leg) => isRinging(leg)) ??
    call.legs.findLast((leg) => isOpen(leg))
  );
}

function deviceText(device: Device): string {
  switch (device.kind) {
    case "ivr":
      return `ivr ${device.flowId}`;
    case "queue":
      return `queue ${device.skillId}`;
    case "agent":
      return `agent ${device.agentId}`;
    case "external":
      return `external ${device.number}`;
  }
}

/** The record keeps the skill of the answer; a call that goes on may be in another queue by now. */
function presentSkill({ skillId }: ReadonlyCall, device: Device | undefined): number {
  if (device?.kind !== "queue" && device?.kind !== "agent") return skillId;
  return device.skillId > 0 ? device.skillId : skillId;
}

function skillText(call: ReadonlyCall, skillId: number): string {
  if (skillId === 0) return "";
  for (const { device } of call.legs) {
    if (device.kind !== "queue" || device.skillId !== skillId) continue;
    if (device.skillName !== "") return device.skillName;
  }
  return String(skillId);
}
