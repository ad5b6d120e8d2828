// The caller moves on: why it left a queue of Asterisk's, and what a call forgets of where it was.
import { leaveReason } from "@trunkline/contract/codes";
import { waysOn, writeNextLeg, writeTransfer, type Departure } from "../moving-on.ts";
import type { AgentPart, Channel, PbxState, TrackedCall } from "./pbx-state.ts";

/** VarSet QUEUESTATUS -> why the caller left the queue. */
export function leaveReasonOfQueueStatus(status: string): number {
  switch (status) {
    case "TIMEOUT":
      return leaveReason.timeout;
    case "FULL":
      return leaveReason.overflow;
    case "JOINEMPTY":
    case "LEAVEEMPTY":
    case "JOINUNAVAIL":
    case "LEAVEUNAVAIL":
      return leaveReason.noAgent;
    case "CONTINUE":
      return leaveReason.agentReleased;
    default:
      return leaveReason.queuingCancelled;
  }
}

/** The caller has left where it was. What it comes to next tells of it, or that nothing does. */
export function noteDeparture(
  pbx: PbxState,
  call: TrackedCall,
  departure: Departure<number>,
  seenMicros = departure.moment,
): void {
  call.departure = departure;
  pbx.departed.set(call, seenMicros);
}

export const { depart, leaveForAgent, leaveForRing } = waysOn<number, AgentPart, TrackedCall>(
  (call) => {
    call.releasedBy = undefined;
    call.queueName = "";
    call.waitIsOver = false;
    call.refusedReason = 0;
  },
);

/** The caller is given to a party outside, who need not have answered yet. */
export function passOutside(pbx: PbxState, channel: Channel, micros: number): void {
  const { call } = channel;
  const to = { kind: "external", number: channel.dialledNumber } as const;
  const departure = depart(pbx, call, micros, to);
  if (departure === undefined) writeTransfer(pbx, call, micros, to, 0);
  else if (departure !== "transferred") writeNextLeg(pbx, call, departure, to);
  call.place = "outside";
  call.outside = channel;
  call.outsideHasAnswered = false;
}
