// 4.4 Live calls per access code
import { Type } from "typebox";
import { defineEndpoint } from "../endpoint.ts";
import { CcId, Vdn } from "../identifier.ts";
import { exactly, fourPartReply } from "./envelope.ts";
import { c2Failures } from "./failure.ts";

const innoIdsMax = 500;

/** Without the range of those that can be made: no integer is wrong to ask for. */
const AskedInnoId = Type.Integer({ description: "access code ID" });

export const AccessCodeCallsRequest = Type.Object({
  ccId: CcId,
  vdn: Vdn,
  innoIds: Type.Array(AskedInnoId, {
    minItems: 1,
    maxItems: innoIdsMax,
    description: "an ID that does not exist has a row of zeros",
  }),
});

export const AccessCodeCallsRow = exactly({
  innoId: AskedInnoId,
  allCallCount: Type.Integer({ description: "ivr + agent + queue, always" }),
  ivrCallCount: Type.Integer(),
  agentCallCount: Type.Integer(),
  queueCallCount: Type.Integer({ description: "waiting, or ringing at an agent" }),
  longestWaitTime: Type.Integer({ description: "seconds; of the calls that wait now" }),
});

const rows = [
  {
    innoId: 1,
    allCallCount: 5,
    ivrCallCount: 1,
    agentCallCount: 2,
    queueCallCount: 2,
    longestWaitTime: 37,
  },
  {
    innoId: 2,
    allCallCount: 0,
    ivrCallCount: 0,
    agentCallCount: 0,
    queueCallCount: 0,
    longestWaitTime: 0,
  },
];

export const queryAccessCodeCallInfo = defineEndpoint({
  id: "queryAccessCodeCallInfo",
  method: "POST",
  path: "/rest/cmsapp/v1/openapi/vdn/queryaccesscodecallinfo",
  summary: "Calls in progress per access code: one row per ID asked, in the order asked",
  security: "c2",
  listener: "public",
  request: AccessCodeCallsRequest,
  reply: fourPartReply(Type.Array(AccessCodeCallsRow)),
  failures: c2Failures(),
  example: {
    request: { ccId: 1, vdn: 170, innoIds: [1, 2] },
    reply: { result: "0", resultCode: "0100000", resultDatas: rows, resultDesc: rows },
  },
});
