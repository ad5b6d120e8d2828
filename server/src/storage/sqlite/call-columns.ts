// A CallRow as columns of the table `call` of its day, and back.
import type { SQLInputValue, SQLOutputValue } from "node:sqlite";
import type { Direction } from "@trunkline/contract";
import { tenantKey, tenantOfKey } from "../../lib/tenant-key.ts";
import type { CallRow } from "../history.ts";
import { dayOf } from "./minute.ts";
import { packCallId, packNumber, unpackCallId, unpackNumber } from "./packed-text.ts";

/** In the order of columnsOf; `events` follows. */
export const callColumns = [
  "tenant",
  "direction",
  "arrived_ms",
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
  "wait_after",
  "ack_after",
  "call_after",
  "end_after",
  "logged_after_end",
  "is_missed",
  "is_expired",
] as const;

export function directionCode(direction: Direction): 0 | 1 {
  return direction === "in" ? 0 : 1;
}

export function columnsOf(row: CallRow): SQLInputValue[] {
  const { arrivedAt } = row;
  const after = (at: number, from = arrivedAt) => (at === 0 ? null : at - from);
  return [
    tenantKey(row),
    directionCode(row.direction),
    arrivedAt - dayOf(arrivedAt),
    packCallId(row.callId, arrivedAt),
    row.cmsCallId === row.callId ? null : packCmsCallId(row.cmsCallId, arrivedAt),
    packNumber(row.callerNo),
    packNumber(row.calleeNo),
    row.callType,
    row.mediaType,
    row.subMediaType,
    row.leaveReason,
    row.releaseCause,
    row.innoId,
    row.agentId,
    row.skillId,
    row.waitBegin - arrivedAt,
    after(row.ackBegin),
    after(row.callBegin),
    after(row.callEnd),
    after(row.loggedAt, row.callEnd === 0 ? arrivedAt : row.callEnd),
    row.isMissed ? 1 : 0,
    row.isExpired ? 1 : 0,
  ];
}

/** Its index knows numbers and texts only. */
function packCmsCallId(cmsCallId: string, arrivedAt: number): SQLInputValue {
  const packed = packCallId(cmsCallId, arrivedAt);
  return typeof packed === "bigint" ? packed : cmsCallId;
}

/** Columns in the order of callColumns. */
export function rowOfArray(columns: readonly SQLOutputValue[], day: number): CallRow {
  // The table is strict: each column has its declared type.
  const number = (index: number) => columns[index] as number;
  const arrivedAt = day + number(2);
  const time = (index: number, from = arrivedAt) => {
    const after = columns[index] as number | null;
    return after === null ? 0 : from + after;
  };
  const callEnd = time(18);
  const callId = unpackCallId(columns[3], arrivedAt);
  return {
    ...tenantOfKey(number(0)),
    callId,
    cmsCallId: columns[4] === null ? callId : unpackCallId(columns[4], arrivedAt),
    direction: columns[1] === 0 ? "in" : "out",
    callerNo: unpackNumber(columns[5]),
    calleeNo: unpackNumber(columns[6]),
    callType: number(7),
    mediaType: number(8),
    subMediaType: number(9),
    leaveReason: number(10),
    releaseCause: number(11),
    innoId: number(12),
    agentId: number(13),
    skillId: number(14),
    arrivedAt,
    waitBegin: arrivedAt + number(15),
    ackBegin: time(16),
    callBegin: time(17),
    callEnd,
    loggedAt: time(19, callEnd === 0 ? arrivedAt : callEnd),
    isMissed: columns[20] === 1,
    isExpired: columns[21] === 1,
  };
}
