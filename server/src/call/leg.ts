// Questions about one leg, and opening and closing it.
import { appended } from "../lib/appended.ts";
import type { Call, Device, Leg } from "./call.ts";

export function isOpen(leg: Readonly<Leg>): boolean {
  return leg.callEnd === 0;
}

export function isRinging(leg: Readonly<Leg>): boolean {
  return leg.device.kind === "agent" && leg.callBegin === 0 && leg.callEnd === 0;
}

/** Talks at this instant; false while on hold. */
export function isTalkingLeg(leg: Readonly<Leg>): boolean {
  return leg.device.kind === "agent" && leg.callBegin > 0 && leg.heldAt === 0 && leg.callEnd === 0;
}

export function isHeldLeg(leg: Readonly<Leg>): boolean {
  return leg.device.kind === "agent" && leg.heldAt > 0 && leg.callEnd === 0;
}

export function isAtAgent(leg: Readonly<Leg>, agentId: number): boolean {
  return leg.device.kind === "agent" && leg.device.agentId === agentId;
}

export function openAgentLeg(call: Call, agentId: number): Leg | undefined {
  return call.legs.find((leg) => isOpen(leg) && isAtAgent(leg, agentId));
}

/** The agent leg that an event without an agent means: the oldest that talks or is held. */
export function conversationLeg(call: Call, agentId: number | undefined): Leg | undefined {
  return call.legs.find(
    (leg) =>
      isOpen(leg) &&
      leg.callBegin > 0 &&
      leg.device.kind === "agent" &&
      (agentId === undefined || leg.device.agentId === agentId),
  );
}

export function openQueueLeg(call: Call): Leg | undefined {
  return call.legs.find((leg) => isOpen(leg) && leg.device.kind === "queue");
}

export function openLeg(call: Call, at: number, device: Device, enterReason: number): Leg {
  const leg: Leg = {
    device,
    waitBegin: at,
    ackBegin: 0,
    callBegin: 0,
    callEnd: 0,
    enterReason,
    leaveReason: 0,
    holdMs: 0,
    heldAt: 0,
    unanswered: "",
  };
  call.legs = appended(call.legs, leg);
  return leg;
}

export function closeLeg(leg: Leg, at: number, leaveReason: number): void {
  endHold(leg, at);
  leg.callEnd = at;
  leg.leaveReason = leaveReason;
}

export function endHold(leg: Leg, at: number): void {
  if (leg.heldAt === 0) return;
  leg.holdMs += at - leg.heldAt;
  leg.heldAt = 0;
}
