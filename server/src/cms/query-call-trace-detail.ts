// 5.5 The legs of one ended call
import type { Static } from "typebox";
import { queryCallTraceDetail, type CallLeg } from "@trunkline/contract";
import type { Tenants } from "../access/scope.ts";
import type { CallTrace, Leg, Questions } from "../query/questions.ts";
import type { Answer, CmsHandler, MakeHandler } from "./cms-handler.ts";
import { wireDevice } from "./device-of-wire.ts";
import { refuseWithResult, resultAnswer } from "./result-envelope.ts";
import { tenantOfRequest } from "./tenant-of-request.ts";

const lastLeg = -1;

export function queryCallTraceDetailHandler({
  makeHandler,
  tenants,
  callTrace,
}: {
  readonly makeHandler: MakeHandler;
  readonly tenants: Tenants;
  readonly callTrace: Questions["callTrace"];
}): CmsHandler {
  return makeHandler({
    endpoint: queryCallTraceDetail,
    refuse: refuseWithResult,
    answer: async (fields, { scope }): Promise<Answer> => {
      const admitted = tenantOfRequest(tenants, scope, fields);
      if (admitted.kind === "refused") return admitted;
      const trace = await callTrace({ tenant: admitted.tenant, callId: fields.callId });
      return resultAnswer(trace === undefined ? [] : callLegs(trace));
    },
  });
}

function callLegs({ row, call }: CallTrace): readonly Static<typeof CallLeg>[] {
  return call.legs.map((leg, index) => {
    const isLast = index === call.legs.length - 1;
    const before = call.legs[index - 1];
    return {
      callId: row.cmsCallId,
      mediaType: row.mediaType,
      callIdNum: isLast ? lastLeg : index + 1,
      callerNo: row.callerNo,
      calleeNo: row.calleeNo,
      waitBegin: leg.waitBegin,
      ackBegin: leg.ackBegin,
      callBegin: leg.callBegin,
      callEnd: leg.callEnd,
      subCcNo: 0,
      ...wireDevice(leg.device),
      deviceIn: before === undefined ? "" : wireDevice(before.device).deviceNo,
      callType: row.callType,
      releaseCause: isLast ? row.releaseCause : 0,
      EnterReason: leg.enterReason,
      LeaveReason: leg.leaveReason,
      CurrentSkillID: String(skillOf(leg)),
      subMediaType: row.subMediaType,
    };
  });
}

function skillOf({ device }: Readonly<Leg>): number {
  return device.kind === "queue" || device.kind === "agent" ? device.skillId : 0;
}
