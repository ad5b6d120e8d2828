// Ranges and forms of the identifiers that every interface shares.
import { Type } from "typebox";

export const CcId = Type.Integer({ minimum: 1, maximum: 65535, description: "call centre" });
export const Vdn = Type.Integer({ minimum: 1, maximum: 5000, description: "VDN: the tenant" });
export const CallId = Type.String({
  minLength: 1,
  maxLength: 64,
  description: "the platform's own call ID, 1 to 64 characters",
});
/** Agent IDs are 101..59999 and 70000..999999; the gap is checked where it matters. */
export const AgentId = Type.Integer({ minimum: 101, maximum: 999999, description: "agent" });
export const SkillId = Type.Integer({ minimum: 1, maximum: 10000, description: "skill queue" });
export const FlowId = Type.Integer({ minimum: 0, maximum: 65535, description: "IVR flow" });
export const InnoId = Type.Integer({
  minimum: 1,
  maximum: 2147483647,
  description: "access code ID",
});

/** A call ID that the CC-CMS interfaces can carry as it is: `{seconds}-{counter}`, at most 20 characters. */
const documentedCallId = /^\d{1,18}-\d{1,18}$/;
const documentedCallIdLengthMax = 20;

export function isDocumentedCallId(callId: string): boolean {
  return callId.length <= documentedCallIdLengthMax && documentedCallId.test(callId);
}

export function isAgentId(value: number): boolean {
  return (value >= 101 && value <= 59999) || (value >= 70000 && value <= 999999);
}
