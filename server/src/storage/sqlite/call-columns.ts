// A CallRow as columns of the table `call`, and back.
import type { SQLInputValue, SQLOutputValue } from "node:sqlite";
import type { Direction } from "@trunkline/contract";
import { tenantKey, tenantOfKey } from "../../lib/tenant-key.ts";
import type { CallRow } from "../history.ts";

export type SqlRow = Readonly<Record<string, SQLOutputValue>>;

/** In the order of insertRow's values; `events` follows. */
export const callColumns = [
  "tenant",
  "direction",
  "arrived_at",
  "call_id",
  "cms_call_id",
  "caller_no",
  "callee_no",
  "call_type",
  "media_type",
  "sub_media_type",
  "leave_reason",
  "release_cause",
  "inno_id",
  "agent_id",
  "skill_id",
  "wait_begin",
  "ack_begin",
  "call_begin",
  "call_end",
  "logged_at",
  "is_missed",
  "is_expired",
] as const;

export function directionCode(direction: Direction): 0 | 1 {
  return direction === "in" ? 0 : 1;
}

export function columnsOf(row: CallRow): SQLInputValue[] {
  return [
    tenantKey(row),
    directionCode(row.direction),
    row.arrivedAt,
    row.callId,
    row.cmsCallId === row.callId ? null : row.cmsCallId,
    row.callerNo,
    row.calleeNo,
    row.callType,
    row.mediaType,
    row.subMediaType,
    row.leaveReason,
    row.releaseCause,
    row.innoId,
    row.agentId,
    row.skillId,
    row.waitBegin,
    row.ackBegin,
    row.callBegin,
    row.callEnd,
    row.loggedAt,
    row.isMissed ? 1 : 0,
    row.isExpired ? 1 : 0,
  ];
}

export function rowOfColumns(columns: SqlRow): CallRow {
  const callId = String(columns["call_id"]);
  const cmsCallId = columns["cms_call_id"];
  return {
    ...tenantOfKey(Number(columns["tenant"])),
    callId,
    cmsCallId: typeof cmsCallId === "string" ? cmsCallId : callId,
    direction: columns["direction"] === 0 ? "in" : "out",
    callerNo: String(columns["caller_no"]),
    calleeNo: String(columns["callee_no"]),
    callType: Number(columns["call_type"]),
    mediaType: Number(columns["media_type"]),
    subMediaType: Number(columns["sub_media_type"]),
    leaveReason: Number(columns["leave_reason"]),
    releaseCause: Number(columns["release_cause"]),
    innoId: Number(columns["inno_id"]),
    agentId: Number(columns["agent_id"]),
    skillId: Number(columns["skill_id"]),
    arrivedAt: Number(columns["arrived_at"]),
    waitBegin: Number(columns["wait_begin"]),
    ackBegin: Number(columns["ack_begin"]),
    callBegin: Number(columns["call_begin"]),
    callEnd: Number(columns["call_end"]),
    loggedAt: Number(columns["logged_at"]),
    isMissed: columns["is_missed"] === 1,
    isExpired: columns["is_expired"] === 1,
  };
}
