// 5.2 Calls that an agent handles now
import { defineEndpoint } from "../endpoint.ts";
import { AgentCallsReply, AgentCallsRequest, agentPrivateCall } from "./agent-private-call.ts";
import { c2Failures } from "./failure.ts";

export const queryAgentCalls = defineEndpoint({
  id: "queryAgentCalls",
  method: "POST",
  path: "/rest/cmsapp/v1/openapi/agent/queryagentcalls",
  summary: "Calls that an agent handles now, those that ring included",
  security: "c2",
  listener: "public",
  request: AgentCallsRequest,
  reply: AgentCallsReply,
  failures: c2Failures(),
  example: agentPrivateCall.example,
});
