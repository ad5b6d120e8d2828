// An ended call as exports show it: flat, the same columns in every format.
import {
  exportColumns,
  leaveReasons,
  releaseCauses,
  type ExportColumn,
  type ExportedCall,
  type ExportKind,
} from "@trunkline/contract";
import { durationMsOf, ringMsOf, talkMsOf, waitMsOf } from "../call/call-duration.ts";
import { outcomeOf } from "../call/call-outcome.ts";
import type { CallRow } from "../call/record.ts";
import { getOrPut } from "../lib/get-or-put.ts";
import { tenantKey, tenantText, type TenantKey } from "../lib/tenant-key.ts";
import type { Names } from "./names.ts";
import { coded, timeOrNull } from "./words.ts";

export type ExportNames = Pick<Names, "agent" | "queue" | "accessCode">;

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
  accessCode: (row, names) =>
    row.innoId > 0 ? textOrNull(names.accessCode(tenantKey(row), row.innoId).number) : null,
  agentId: ({ agentId }) => idOrNull(agentId),
  agentName: (row, names) =>
    row.agentId > 0 ? textOrNull(names.agent(tenantKey(row), row.agentId).name) : null,
  skillId: ({ skillId }) => idOrNull(skillId),
  skillName: (row, names) =>
    row.skillId > 0 ? textOrNull(names.queue(tenantKey(row), row.skillId).name) : null,
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

/** Looks each name up once; for one page, so that what is kept stays small and a new name is seen. */
export function namesOfPage(names: ExportNames): ExportNames {
  return {
    agent: kept(names.agent),
    queue: kept(names.queue),
    accessCode: kept(names.accessCode),
  };
}

function kept<Name>(look: (tenant: TenantKey, id: number) => Name) {
  const known = new Map<TenantKey, Map<number, Name>>();
  return (tenant: TenantKey, id: number): Name => {
    const ofTenant = getOrPut(known, tenant, () => new Map<number, Name>());
    return getOrPut(ofTenant, id, () => look(tenant, id));
  };
}
