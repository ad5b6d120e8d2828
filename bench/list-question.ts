// The questions whose answers the load can foretell, and those answers.
import { utcText } from "../server/src/cms/utc-text.ts";
import { ccId, dayMs, scramble, type LoadShape } from "./call-load.ts";
import { expectedCalls, expectedMissed, type CallsRange, type Page } from "./expected-calls.ts";
import type { Question } from "./signed-request.ts";

export type ListQuestion = Question & {
  /** The whole answer; takes its time. */
  readonly expected: () => object;
};

export type CallsQuestion = CallsRange &
  Page & {
    readonly isInbound: boolean;
    readonly callerNo?: string;
    readonly calleeNo?: string;
  };

/** Without its answer: for calls that are not of the load. */
export function askForCalls({ vdn, from, to, isInbound, ...rest }: CallsQuestion): Question {
  return {
    path: "/rest/cmsapp/v2/openapi/vdn/querycalls",
    body: { ccId, vdn, beginDate: from, endDate: to, isCallIn: String(isInbound), ...rest },
  };
}

export function callsQuestion(shape: LoadShape, query: CallsQuestion): ListQuestion {
  return {
    ...askForCalls(query),
    expected: () => {
      const { total, rows } = expectedCalls(shape, query);
      const data = rows.map((row) => ({
        logDate: row.loggedAt,
        callerNo: row.callerNo,
        calleeNo: row.calleeNo,
        callId: row.cmsCallId,
        callType: row.callType,
        waitBegin: row.waitBegin,
        ackBegin: row.ackBegin,
        callBegin: row.callBegin,
        callEnd: row.callEnd,
        vdn: row.vdn,
        leaveReason: row.leaveReason,
        mediaType: row.mediaType,
        subMediaType: row.subMediaType,
      }));
      return { resultCode: "0100000", resultDesc: { data, count: total } };
    },
  };
}

/** The range in whole seconds: the interface knows no finer ones. */
export function missedQuestion(shape: LoadShape, query: CallsRange & Page): ListQuestion {
  const { vdn, from, to, offset, limit } = query;
  return {
    path: "/rest/cmsapp/v1/callin/queryMissedCalls",
    body: { vdn, offset, limit, beginTime: utcText(from), endTime: utcText(to) },
    expected: () => {
      const { total, rows } = expectedMissed(shape, query);
      const missedCalls = rows.map((row) => ({
        callId: row.cmsCallId,
        callerNo: row.callerNo,
        calleeNo: row.calleeNo,
        waitBegin: utcText(row.waitBegin),
        callEnd: utcText(row.callEnd),
        mediaType: row.mediaType,
        subMediaType: row.subMediaType,
      }));
      return { returnCode: "0", total, missedCalls, returnDesc: "query success" };
    },
  };
}

const rangesAsked = 200;

/** Ranges of a day, beginning at any second of the load. */
export function daysOf({ endsAt, days }: LoadShape): readonly Pick<CallsRange, "from" | "to">[] {
  return Array.from({ length: rangesAsked }, (_, n) => {
    const from = endsAt - dayMs - (scramble(n) % ((days - 1) * 86_400)) * 1000;
    return { from, to: from + dayMs };
  });
}
