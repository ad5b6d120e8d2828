// 5.1 Calls routed to an agent
import type { Static } from "typebox";
import { agentPrivateCall, isAgentId } from "@trunkline/contract";
import type { Tenants } from "../access/scope.ts";
import type { AgentPart, Questions } from "../query/questions.ts";
import type { Answer, CmsHandler, CmsRequest, MakeHandler } from "./cms-handler.ts";
import { invalid } from "./refusal.ts";
import { fourPartAnswer, refuseWithResult } from "./result-envelope.ts";
import { tenantOfRequest } from "./tenant-of-request.ts";

export type AgentCallsParts = {
  readonly makeHandler: MakeHandler;
  readonly tenants: Tenants;
  readonly callsOfAgent: Questions["callsOfAgent"];
};

export function agentPrivateCallHandler(parts: AgentCallsParts): CmsHandler {
  return parts.makeHandler({
    endpoint: agentPrivateCall,
    refuse: refuseWithResult,
    answer: (fields, request) => answerAgentCalls(parts, { fields, request, part: "taken" }),
  });
}

export function answerAgentCalls(
  { tenants, callsOfAgent }: Omit<AgentCallsParts, "makeHandler">,
  question: {
    readonly fields: Static<typeof agentPrivateCall.request>;
    readonly request: CmsRequest;
    readonly part: AgentPart;
  },
): Answer {
  const { fields, request, part } = question;
  const { agentId } = fields;
  if (!isAgentId(agentId)) {
    return invalid("agentId", "be an integer from 101 to 59999 or from 70000 to 999999", agentId);
  }
  const admitted = tenantOfRequest(tenants, request.scope, fields);
  if (admitted.kind === "refused") return admitted;
  const calls = callsOfAgent({ tenant: admitted.tenant, agentId, part });
  return fourPartAnswer(calls.map((live) => live.cmsCallId));
}
