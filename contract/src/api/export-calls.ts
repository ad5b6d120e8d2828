// GET /v1/export/calls
import { Type } from "typebox";
import { defineEndpoint } from "../endpoint.ts";
import { exportColumns, type ExportColumn, type ExportedCall } from "../export-columns.ts";
import { failuresWith } from "./api-failure.ts";
import { callFilter } from "./get-calls.ts";

export const exportFormats = ["csv", "ndjson", "parquet"] as const;
export type ExportFormat = (typeof exportFormats)[number];

export const exportMediaTypes = {
  csv: "text/csv",
  ndjson: "application/x-ndjson",
  parquet: "application/vnd.apache.parquet",
} as const satisfies Readonly<Record<ExportFormat, string>>;

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
  failures: failuresWith("unknownTenant"),
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
