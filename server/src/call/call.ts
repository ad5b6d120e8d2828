// A call as folded from its events. Times are epoch milliseconds; 0 = it did not happen.
import type { Direction } from "@trunkline/contract";

export type Device =
  | { readonly kind: "ivr"; readonly flowId: number }
  | { readonly kind: "queue"; readonly skillId: number; readonly skillName: string }
  | { readonly kind: "agent"; readonly agentId: number; readonly skillId: number }
  | { readonly kind: "external"; readonly number: string };

/** One stay at one device: began to wait, to ring, to talk, left and why. */
export type Leg = {
  readonly device: Device;
  waitBegin: number;
  ackBegin: number;
  callBegin: number;
  callEnd: number;
  enterReason: number;
  leaveReason: number;
  /** Time put on hold inside the leg, holds that are over; the running one began at heldAt. */
  holdMs: number;
  heldAt: number;
  /** How an offer failed; "" while it has not. */
  unanswered: "" | "noAnswer" | "rejected" | "busy" | "unreachable" | "cancelled";
};

/** What the call is doing: the state of call-state.ts. */
export type Phase =
  | "new"
  | "arrived"
  | "ivr"
  | "queued"
  | "ringing"
  | "talking"
  | "held"
  | "outside"
  | "ended";

/** Where a live call is counted. all = ivr + queue + agent. */
export type Place = "ivr" | "queue" | "agent";

export type EndedBy = "customer" | "agent" | "system" | "unknown";

export type Call = {
  readonly ccId: number;
  readonly vdn: number;
  readonly callId: string;
  phase: Phase;
  /** Expired: closed without an end because no event came for too long. */
  expired: boolean;
  direction: Direction;
  callType: number;
  mediaType: number;
  subMediaType: number;
  callerNo: string;
  calleeNo: string;
  originalCalleeNo: string;
  /** Access code; 0 = none known. */
  innoId: number;
  callData: string;
  callFeature: number;
  priority: number;
  trunkNo: number;
  keyId: number;
  agentFirst: boolean;
  /** An `arrived` has been seen; without one the facts above are defaults. */
  hasArrived: boolean;
  arrivedAt: number;
  endedAt: number;
  lastEventAt: number;
  endedBy: EndedBy;
  leaveReason: number;
  releaseCause: number;
  legs: Leg[];
  /** Summary of the whole call, what a record shows. */
  waitBegin: number;
  ackBegin: number;
  callBegin: number;
  /** Asked for an agent: was queued for a skill or offered to an agent. */
  askedForAgent: boolean;
  /** The first agent who answered, else the last one offered; 0 = none. */
  agentId: number;
  /** The skill queue of the answer, else the last one queued for; 0 = none. */
  skillId: number;
  answeredByAgent: boolean;
  hasQueued: boolean;
  /** The party of an outbound call has answered. */
  outsideAnswered: boolean;
  /** Where a call that rings at an agent goes back to if nobody answers. */
  offeredFrom: Device | undefined;
};

/** A call as everybody but the fold may see it. */
export type ReadonlyCall = Readonly<Omit<Call, "legs">> & {
  readonly legs: readonly Readonly<Leg>[];
};
