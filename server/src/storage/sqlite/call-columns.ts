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
  return rowOfArray(callColumns.map((name) => columns[name] ?? null));
}

/** Columns in the order of callColumns. */
export function rowOfArray(columns: readonly SQLOutputValue[]): CallRow {
  // The table is strict: each column has its declared type.
  const number = (index: number) => columns[index] as number;
  const text = (index: number) => columns[index] as string;
  const tenant = number(0);
  const callId = text(3);
  return {
    ...tenantOfKey(tenant),
    callId,
    // Null stands for the callId itself.
    cmsCallId: (columns[4] as string | null) ?? callId,
    direction: columns[1] === 0 ? "in" : "out",
    callerNo: text(5),
    calleeNo: text(6),
    callType: number(7),
    mediaType: number(8),
    subMediaType: number(9),
    leaveReason: number(10),
    releaseCause: number(11),
    innoId: number(12),
    agentId: number(13),
    skillId: number(14),
    arrivedAt: number(2),
    waitBegin: number(15),
    ackBegin: number(16),
    callBegin: number(17),
    callEnd: number(18),
    loggedAt: number(19),
    isMissed: columns[20] === 1,
    isExpired: columns[21] === 1,
  };
}
