// 5.4 The record of one ended call
import type { Static } from "typebox";
import { queryCallDetailById, type CallRecordDetail } from "@trunkline/contract";
import type { Tenants } from "../access/scope.ts";
import { isWithheld } from "../call/withheld-number.ts";
import type { EndedCallDetail, Questions } from "../query/questions.ts";
import type { Answer, CmsHandler, MakeHandler } from "./cms-handler.ts";
import { noRecord } from "./refusal.ts";
import { fourPartAnswer, refuseWithResult } from "./result-envelope.ts";
import { tenantsOfCallCentre } from "./tenant-of-request.ts";
import { wholeSeconds } from "./whole-seconds.ts";

export function queryCallDetailByIdHandler({
  makeHandler,
  tenants,
  endedCall,
}: {
  readonly makeHandler: MakeHandler;
  readonly tenants: Tenants;
  readonly endedCall: Questions["endedCall"];
}): CmsHandler {
  return makeHandler({
    endpoint: queryCallDetailById,
    refuse: refuseWithResult,
    answer: async ({ ccId, isCallin, callId }, { scope }): Promise<Answer> => {
      const admitted = tenantsOfCallCentre(tenants, scope, ccId);
      if (admitted.kind === "refused") return admitted;
      const direction = isCallin === "true" ? "in" : "out";
      const found = await endedCall({ tenants: admitted.tenants, callId, direction });
      return found === undefined ? noRecord(callId) : fourPartAnswer(callRecord(found));
    },
  });
}

function callRecord(detail: EndedCallDetail): Static<typeof CallRecordDetail> {
  const { row } = detail;
  return {
    vdn: row.vdn,
    callId: row.cmsCallId,
    callerNo: row.callerNo,
    calleeNo: row.calleeNo,
    callType: row.callType,
    agentId: row.agentId,
    skillId: row.skillId,
    anonyCall: isWithheld(row.callerNo) ? 1 : 0,
    queueWaitTime: wholeSeconds(detail.queueMs),
    ivrCallTime: wholeSeconds(detail.ivrMs),
    ackTime: wholeSeconds(detail.ringMs),
    callTime: wholeSeconds(detail.talkMs),
    releaseCause: row.releaseCause,
  };
}
