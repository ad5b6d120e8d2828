// The columns of an exported call.

/** A time is epoch ms in NDJSON, ISO 8601 in UTC in CSV, TIMESTAMP(MILLIS, UTC) in Parquet. */
export type ExportKind = "text" | "integer" | "milliseconds" | "time" | "flag";

/** The columns of every format, in this order. What did not happen, or is not known, is null. */
export const exportColumns = {
  tenant: column("text", "CC/VDN"),
  callId: column("text", "the platform's own"),
  shortCallId: column("text", "by which the CC-CMS interfaces know it"),
  direction: column("text", "in or out"),
  outcome: column("text", "answered, abandoned, missed, unanswered or selfService"),
  callerNo: column("text", "the calling number"),
  calleeNo: column("text", "the called number"),
  innoId: nullableColumn("integer", "access code"),
  accessCode: nullableColumn("text", "the access code's number"),
  agentId: nullableColumn("integer", "agent"),
  agentName: nullableColumn("text", "the agent's name"),
  skillId: nullableColumn("integer", "skill queue"),
  skillName: nullableColumn("text", "the skill queue's name"),
  callType: column("integer", "code of the call type"),
  mediaType: column("integer", "code of the medium"),
  arrivedAt: column("time", "the call arrived"),
  waitBeganAt: nullableColumn("time", "it asked for an agent"),
  rangAt: nullableColumn("time", "it rang at the agent"),
  answeredAt: nullableColumn("time", "the conversation began"),
  endedAt: nullableColumn("time", "the call was over"),
  recordedAt: nullableColumn("time", "the record was written"),
  waitMs: column("milliseconds", "waited"),
  ringMs: column("milliseconds", "rang"),
  talkMs: column("milliseconds", "talked"),
  durationMs: column("milliseconds", "lasted"),
  leaveReason: column("integer", "code of why it ended"),
  leaveReasonWords: column("text", "the same in words"),
  releaseCause: nullableColumn("integer", "code of who released it, and how"),
  releaseCauseWords: nullableColumn("text", "the same in words"),
  isMissed: column("flag", "asked for an agent and ended without one; abandoned too"),
  isExpired: column("flag", "closed because no more events came"),
} as const;

export type ExportColumn = keyof typeof exportColumns;

type ValueOf<Kind extends ExportKind> = {
  text: string;
  integer: number;
  milliseconds: number;
  time: number;
  flag: boolean;
}[Kind];

/** A line of NDJSON, parsed. */
export type ExportedCall = {
  readonly [Name in ExportColumn]:
    | ValueOf<(typeof exportColumns)[Name]["kind"]>
    | ((typeof exportColumns)[Name]["isNullable"] extends true ? null : never);
};

function column<const Kind extends ExportKind>(kind: Kind, description: string) {
  return { kind, description, isNullable: false } as const;
}

function nullableColumn<const Kind extends ExportKind>(kind: Kind, description: string) {
  return { kind, description, isNullable: true } as const;
}
