// An ended call as exports show it: flat, the same columns in every format.
// All of the contract would be loaded by each export's thread.
import { leaveReasons, releaseCauses } from "@trunkline/contract/codes";
import {
  exportColumns,
  type ExportColumn,
  type ExportedCall,
  type ExportKind,
} from "@trunkline/contract/export-columns";
import { durationMsOf, ringMsOf, talkMsOf, waitMsOf } from "../call/call-duration.ts";
import { outcomeOf } from "../call/call-outcome.ts";
import type { CallRow } from "../call/record.ts";
import { tenantKey, tenantText, type TenantKey } from "../lib/tenant-key.ts";
import { coded, timeOrNull } from "./words.ts";

type NameOf = (tenant: TenantKey, id: number) => string;

/** "" = nobody has named it, or there is none: ID 0. */
export type ExportNames = {
  readonly agent: NameOf;
  readonly queue: NameOf;
  /** The number. */
  readonly accessCode: NameOf;
};

type Values = {
  readonly [Name in ExportColumn]: (row: CallRow, names: ExportNames) => ExportedCall[Name];
};

const values: Values = {
  tenant: tenantText,
  callId: ({ callId }) => callId,
  shortCallId: ({ cmsCallId }) => cmsCallId,
  direction: ({ direction }) => direction,
  outcome: outcomeOf,
  callerNo: ({ callerNo }) => callerNo,
  calleeNo: ({ calleeNo }) => calleeNo,
  innoId: ({ innoId }) => idOrNull(innoId),
  accessCode: (row, names) => textOrNull(names.accessCode(tenantKey(row), row.innoId)),
  agentId: ({ agentId }) => idOrNull(agentId),
  agentName: (row, names) => textOrNull(names.agent(tenantKey(row), row.agentId)),
  skillId: ({ skillId }) => idOrNull(skillId),
  skillName: (row, names) => textOrNull(names.queue(tenantKey(row), row.skillId)),
  callType: ({ callType }) => callType,
  mediaType: ({ mediaType }) => mediaType,
  arrivedAt: ({ arrivedAt }) => arrivedAt,
  waitBeganAt: ({ waitBegin }) => timeOrNull(waitBegin),
  rangAt: ({ ackBegin }) => timeOrNull(ackBegin),
  answeredAt: ({ callBegin }) => timeOrNull(callBegin),
  endedAt: ({ callEnd }) => timeOrNull(callEnd),
  recordedAt: ({ loggedAt }) => timeOrNull(loggedAt),
  waitMs: waitMsOf,
  ringMs: ringMsOf,
  talkMs: talkMsOf,
  durationMs: durationMsOf,
  leaveReason: ({ leaveReason }) => leaveReason,
  leaveReasonWords: ({ leaveReason }) => coded(leaveReasons, leaveReason).words,
  releaseCause: ({ releaseCause }) => idOrNull(releaseCause),
  releaseCauseWords: ({ releaseCause }) =>
    releaseCause > 0 ? coded(releaseCauses, releaseCause).words : null,
  isMissed: ({ isMissed }) => isMissed,
  isExpired: ({ isExpired }) => isExpired,
};

export type ExportedColumn = {
  readonly name: ExportColumn;
  readonly kind: ExportKind;
  readonly isNullable: boolean;
  readonly value: (row: CallRow, names: ExportNames) => string | number | boolean | null;
};

// Object.keys() forgets the names of a literal object.
export const exportedColumns = (Object.keys(exportColumns) as readonly ExportColumn[]).map(
  (name): ExportedColumn => {
    const { kind, isNullable } = exportColumns[name];
    return { name, kind, isNullable, value: values[name] };
  },
);

function idOrNull(id: number): number | null {
  return id > 0 ? id : null;
}

/** "" = nobody has named it. */
function textOrNull(text: string): string | null {
  return text === "" ? null : text;
}
