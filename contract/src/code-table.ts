// The code tables of the CC-CMS family, as data. Every number that crosses the wire is in one of them.
import codes from "./codes.json" with { type: "json" };

export type Direction = "in" | "out";

export type CallTypeEntry = {
  readonly name: string;
  readonly meaning: string;
  readonly direction: Direction;
};

/** Number (as text) -> meaning. */
export type CodeTable = Readonly<Record<string, string>>;

// The JSON module widens "in" | "out" to string; the test of this file checks each entry.
export const callTypes = codes.callType as Readonly<Record<string, CallTypeEntry>>;
export const leaveReasons: CodeTable = codes.leaveReason;
export const mediaTypes: CodeTable = codes.mediaType;
export const subMediaTypes: CodeTable = codes.subMediaType;
export const callFeatures: CodeTable = codes.callFeature;
export const agentStatuses: CodeTable = codes.agentStatus;
export const releaseCauses: CodeTable = codes.releaseCause;
export const outboundReasons: CodeTable = codes.outboundReason;
export const itaReasons: CodeTable = codes.itaReason;
export const resultCodes: CodeTable = codes.resultCode;
export const retCodes: CodeTable = codes.retCode;

/** Numbers of the leaveReason table, by what the server gives them for. */
export const leaveReason = {
  normal: 0,
  overflow: 1,
  timeout: 2,
  noAgent: 3,
  queuingCancelled: 4,
  agentDidNotAnswer: 5,
  helpRequesterReleased: 11,
  pickedUp: 13,
  userReleased: 15,
  agentReleased: 16,
  transferredOut: 17,
  internalError: 19,
  calledBusy: 20,
  switchedOff: 22,
  outOfArea: 23,
  noSuchNumber: 24,
  agentRejected: 50,
} as const;

/** Numbers of the releaseCause table, likewise. */
export const releaseCause = {
  ivrNormal: 256,
  clientDisconnects: 518,
  normal: 531,
  queuingCancelled: 536,
  calledBusy: 537,
  noSuchNumber: 538,
  poweredOff: 548,
  outOfArea: 549,
  beforeAnswer: 601,
  noAnswer: 603,
  rejected: 604,
} as const;

/** Of the outboundReason table, which tasks of types 1 to 3 end with; the calling party is the agent, or the PBX itself. */
export const taskReason = {
  calledHungUp: 0,
  callingHungUp: 1,
  callingFailed: 2,
  calledFailed: 3,
  callingNoAnswer: 4,
  calledNoAnswer: 5,
  /** It was to be originated and never came to have a channel. */
  notStarted: 6,
} as const;

/** Of the telephone: the medium where none is said. */
export const defaultMediaType = 5;

/** The value that stands for "no sub media type" on the wire. */
export const noSubMediaType = -1;

export function isInTable(table: Readonly<Record<string, unknown>>, code: number): boolean {
  return Object.hasOwn(table, String(code));
}

/** The direction that a call type implies; undefined for a number outside the table. */
export function directionOfCallType(callType: number): Direction | undefined {
  const key = String(callType);
  return Object.hasOwn(callTypes, key) ? callTypes[key]?.direction : undefined;
}
