// Causes of Q.850, by which telephone networks say why a call did not come about, and what the code tables have for them.
import type { UnansweredReason } from "@trunkline/contract";
import { leaveReason, releaseCause } from "@trunkline/contract/codes";

export const q850 = {
  unallocatedNumber: 1,
  noRoute: 3,
  normal: 16,
  busy: 17,
  noResponse: 18,
  noAnswer: 19,
  unreachable: 20,
  rejected: 21,
  answeredElsewhere: 26,
  invalidNumber: 28,
  congestion: 34,
  interworking: 127,
} as const;

export type EndReason = { readonly leaveReason?: number; readonly releaseCause?: number };

const noSuchNumber: EndReason = {
  leaveReason: leaveReason.noSuchNumber,
  releaseCause: releaseCause.noSuchNumber,
};
export const busy: EndReason = {
  leaveReason: leaveReason.calledBusy,
  releaseCause: releaseCause.calledBusy,
};
export const noAnswer: EndReason = { releaseCause: releaseCause.noAnswer };

const failures: ReadonlyMap<number, EndReason> = new Map([
  [q850.unallocatedNumber, noSuchNumber],
  [q850.noRoute, noSuchNumber],
  [q850.busy, busy],
  [q850.noResponse, noAnswer],
  [q850.noAnswer, noAnswer],
  [q850.rejected, { releaseCause: releaseCause.rejected }],
  [q850.invalidNumber, noSuchNumber],
]);

/** How a call failed that nobody took; nothing where the tables have no word for it. */
export function failureOf(cause: number): EndReason {
  return failures.get(cause) ?? {};
}

/** Why an agent whom it was given for did not answer; undefined where the cause alone does not tell. */
export function unansweredReasonOf(cause: number): UnansweredReason | undefined {
  switch (cause) {
    case q850.noResponse:
    case q850.noAnswer:
      return "noAnswer";
    case q850.busy:
      return "busy";
    case q850.rejected:
      return "rejected";
    default:
      return undefined;
  }
}
