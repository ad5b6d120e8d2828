// 5.1 Calls routed to an agent
import { Type } from "typebox";
import { defineEndpoint } from "../endpoint.ts";
import { AgentId, CcId, Vdn } from "../identifier.ts";
import { fourPartReply } from "./envelope.ts";
import { c2Failures } from "./failure.ts";

export const AgentCallsRequest = Type.Object({ ccId: CcId, vdn: Vdn, agentId: AgentId });

export const AgentCallsReply = fourPartReply(Type.Array(Type.String({ description: "call ID" })));

export const agentPrivateCall = defineEndpoint({
  id: "agentPrivateCall",
  method: "POST",
  path: "/rest/cmsapp/v1/openapi/agent/agentprivatecall",
  summary: "Calls routed to an agent that the agent now talks on or works at",
  security: "c2",
  listener: "public",
  request: AgentCallsRequest,
  reply: AgentCallsReply,
  failures: c2Failures(),
  example: {
    request: { ccId: 1, vdn: 170, agentId: 1001 },
    reply: {
      result: "0",
      resultCode: "0100000",
      resultDatas: ["1776220200-1447"],
      resultDesc: ["1776220200-1447"],
    },
  },
});
