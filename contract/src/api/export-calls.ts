// GET /v1/export/calls
import { Type } from "typebox";
import { defineEndpoint } from "../endpoint.ts";
import { apiFailures } from "./api-failure.ts";
import { callFilter } from "./get-calls.ts";

export const exportFormats = ["csv", "ndjson", "parquet"] as const;
export type ExportFormat = (typeof exportFormats)[number];

export const exportMediaTypes = {
  csv: "text/csv",
  ndjson: "application/x-ndjson",
  parquet: "application/vnd.apache.parquet",
} as const satisfies Readonly<Record<ExportFormat, string>>;

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

const exampleLine = {
  tenant: "1/170",
  callId: "1776220200-1447",
  shortCallId: "1776220200-1447",
  direction: "in",
  outcome: "answered",
  callerNo: "13800000001",
  calleeNo: "88880001",
  innoId: 1,
  accessCode: "88880001",
  agentId: 1001,
  agentName: "Desk 1",
  skillId: 21,
  skillName: "sales",
  callType: 0,
  mediaType: 5,
  arrivedAt: 1776220200000,
  waitBeganAt: 1776220206000,
  rangAt: 1776220215000,
  answeredAt: 1776220219000,
  endedAt: 1776220264000,
  recordedAt: 1776220265120,
  waitMs: 13000,
  ringMs: 4000,
  talkMs: 45000,
  durationMs: 64000,
  leaveReason: 15,
  leaveReasonWords: "user released",
  releaseCause: 531,
  releaseCauseWords: "normal ACD release",
  isMissed: false,
  isExpired: false,
} as const satisfies ExportedCall;

export const exportCalls = defineEndpoint({
  id: "exportCalls",
  method: "GET",
  path: "/v1/export/calls",
  summary:
    "Ended calls as a file, oldest first, by the filters of GET /v1/calls; an export that breaks off in the middle ends the connection",
  security: "bearer",
  roles: ["read", "supervise", "admin"],
  listener: "public",
  request: Type.Object({
    format: Type.Enum([...exportFormats]),
    ...callFilter,
  }),
  reply: Type.String({
    description: `columns, in this order: ${Object.entries(exportColumns).map(columnWords).join("; ")}`,
  }),
  replyType: exportMediaTypes.ndjson,
  otherReplyTypes: [exportMediaTypes.csv, exportMediaTypes.parquet],
  failures: apiFailures,
  example: {
    request: {
      format: "ndjson",
      tenant: ["1/170"],
      from: "2026-04-15T02:00:00Z",
      state: "answered",
    },
    reply: `${JSON.stringify(exampleLine)}\n`,
  },
});

function columnWords([name, { kind, description }]: readonly [
  string,
  (typeof exportColumns)[ExportColumn],
]): string {
  return `${name} (${kind}): ${description}`;
}
