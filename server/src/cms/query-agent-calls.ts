// 5.2 Calls that an agent handles now
import { queryAgentCalls } from "@trunkline/contract";
import { answerAgentCalls, type AgentCallsParts } from "./agent-private-call.ts";
import type { CmsHandler } from "./cms-handler.ts";
import { refuseWithResult } from "./result-envelope.ts";

export function queryAgentCallsHandler(parts: AgentCallsParts): CmsHandler {
  return parts.makeHandler({
    endpoint: queryAgentCalls,
    refuse: refuseWithResult,
    answer: (fields, request) => answerAgentCalls(parts, { fields, request, part: "handled" }),
  });
}
