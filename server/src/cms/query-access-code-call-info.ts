// 4.4 Live calls per access code
import type { Static } from "typebox";
import { queryAccessCodeCallInfo, type AccessCodeCallsRow } from "@trunkline/contract";
import type { Tenants } from "../access/scope.ts";
import type { AccessCodeCounts, Questions } from "../query/questions.ts";
import type { Answer, CmsHandler, CmsRequest, MakeHandler } from "./cms-handler.ts";
import { fourPartAnswer, refuseWithResult } from "./result-envelope.ts";
import { tenantOfRequest } from "./tenant-of-request.ts";
import { wholeSeconds } from "./whole-seconds.ts";

export type AccessCodeCallsParts = {
  readonly makeHandler: MakeHandler;
  readonly tenants: Tenants;
  readonly liveCountsOfAccessCodes: Questions["liveCountsOfAccessCodes"];
};

export function queryAccessCodeCallInfoHandler(parts: AccessCodeCallsParts): CmsHandler {
  return parts.makeHandler({
    endpoint: queryAccessCodeCallInfo,
    refuse: refuseWithResult,
    answer: (fields, request) => answerAccessCodeCalls(parts, fields, request),
  });
}

export function answerAccessCodeCalls(
  { tenants, liveCountsOfAccessCodes }: Omit<AccessCodeCallsParts, "makeHandler">,
  fields: Static<typeof queryAccessCodeCallInfo.request>,
  { scope, now }: CmsRequest,
): Answer {
  const admitted = tenantOfRequest(tenants, scope, fields);
  if (admitted.kind === "refused") return admitted;
  const { innoIds } = fields;
  const counts = liveCountsOfAccessCodes({ tenant: admitted.tenant, innoIds, now });
  return fourPartAnswer(counts.map(accessCodeRow));
}

function accessCodeRow(counts: AccessCodeCounts): Static<typeof AccessCodeCallsRow> {
  return {
    innoId: counts.innoId,
    allCallCount: counts.all,
    ivrCallCount: counts.ivr,
    agentCallCount: counts.agent,
    queueCallCount: counts.queue,
    longestWaitTime: wholeSeconds(counts.longestWaitMs),
  };
}
