// What is kept of an ended call, and whether it was missed.
import type { Direction } from "@trunkline/contract";
import type { ReadonlyCall } from "./call.ts";

/** The summary of an ended call that lists show. Times epoch ms, 0 = never. */
export type CallRow = {
  readonly ccId: number;
  readonly vdn: number;
  readonly callId: string;
  /** The ID by which interfaces with short IDs know the call; the callId itself where that fits. */
  readonly cmsCallId: string;
  readonly direction: Direction;
  readonly callerNo: string;
  readonly calleeNo: string;
  readonly callType: number;
  readonly mediaType: number;
  readonly subMediaType: number;
  readonly leaveReason: number;
  readonly releaseCause: number;
  readonly innoId: number;
  readonly agentId: number;
  readonly skillId: number;
  readonly arrivedAt: number;
  readonly waitBegin: number;
  readonly ackBegin: number;
  readonly callBegin: number;
  readonly callEnd: number;
  /** When the record was written. */
  readonly loggedAt: number;
  readonly isMissed: boolean;
  readonly isExpired: boolean;
};

/** An inbound call that asked for an agent and ended without one having answered. */
export function isMissed(call: ReadonlyCall): boolean {
  return (
    call.phase === "ended" && call.direction === "in" && call.askedForAgent && !call.answeredByAgent
  );
}

export function callRow(call: ReadonlyCall, cmsCallId: string, loggedAt: number): CallRow {
  return {
    ccId: call.ccId,
    vdn: call.vdn,
    callId: call.callId,
    cmsCallId,
    direction: call.direction,
    callerNo: call.callerNo,
    calleeNo: call.calleeNo,
    callType: call.callType,
    mediaType: call.mediaType,
    subMediaType: call.subMediaType,
    leaveReason: call.leaveReason,
    releaseCause: call.releaseCause,
    innoId: call.innoId,
    agentId: call.agentId,
    skillId: call.skillId,
    arrivedAt: call.arrivedAt,
    waitBegin: call.waitBegin,
    ackBegin: call.ackBegin,
    callBegin: call.callBegin,
    callEnd: call.endedAt,
    loggedAt,
    isMissed: isMissed(call),
    isExpired: call.expired,
  };
}
