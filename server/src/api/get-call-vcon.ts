// GET /v1/calls/{callId}/vcon
import { tenantOfKey, tenantText } from "../lib/tenant-key.ts";
import type { ApiHandlerOf } from "./api-handler.ts";
import { ApiProblem } from "./api-problem.ts";
import { callVcon } from "./call-vcon.ts";
import { detailOf, findCall, type GetCallParts } from "./get-call.ts";

export function getCallVconHandler(parts: GetCallParts): ApiHandlerOf<"getCallVcon"> {
  return async ({ fields, scope, role, now }) => {
    const found = await findCall(parts, fields, { scope, now });
    const { tenant, entry } = found;
    if (entry.state === "live") {
      throw new ApiProblem("notEnded", `Call '${fields.callId}' is still in progress`, "callId");
    }
    return callVcon(detailOf(parts, found, { role, now }), {
      callCentre: parts.names.tenant(tenant) || tenantText(tenantOfKey(tenant)),
      isMasked: parts.masksNumbers(role),
    });
  };
}
