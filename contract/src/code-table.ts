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
