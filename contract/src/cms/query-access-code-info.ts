// 5.6 Access codes of a VDN
import { Type } from "typebox";
import { defineEndpoint } from "../endpoint.ts";
import { CcId, Vdn } from "../identifier.ts";
import { exactly, fourPartReply } from "./envelope.ts";
import { c2Failures } from "./failure.ts";

export const AccessCodeRow = exactly({
  acId: Type.Integer({ description: "the innoId of queryAccessCodeCallInfo" }),
  mediatypeId: Type.Integer(),
  accessCode: Type.String({ description: "the number that customers dial" }),
  codeDescription: Type.String(),
});

const rows = [
  { acId: 1, mediatypeId: 5, accessCode: "88880001", codeDescription: "sales" },
  { acId: 2, mediatypeId: 5, accessCode: "88880002", codeDescription: "support" },
];

export const queryAccessCodeInfo = defineEndpoint({
  id: "queryAccessCodeInfo",
  method: "POST",
  path: "/rest/cmsapp/v1/openapi/vdn/queryaccesscodeinfo",
  summary: "Access codes of a VDN",
  security: "c2",
  listener: "public",
  request: Type.Object({ ccId: CcId, vdn: Vdn }),
  reply: fourPartReply(Type.Array(AccessCodeRow)),
  failures: c2Failures(),
  example: {
    request: { ccId: 1, vdn: 170 },
    reply: { result: "0", resultCode: "0100000", resultDatas: rows, resultDesc: rows },
  },
});
