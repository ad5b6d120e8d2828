// 5.9 The monitor service behind queryAccessCodeCallInfo: who reaches the internal listener sees all
import { monitorCallStatByInno } from "@trunkline/contract";
import { everything } from "../access/scope.ts";
import type { CmsHandler } from "./cms-handler.ts";
import {
  accessCodeCallsAnswerer,
  type AccessCodeCallsParts,
} from "./query-access-code-call-info.ts";
import { refuseWithResult } from "./result-envelope.ts";

export function monitorCallStatByInnoHandler(parts: AccessCodeCallsParts): CmsHandler {
  const answer = accessCodeCallsAnswerer(parts);
  return parts.makeHandler({
    endpoint: monitorCallStatByInno,
    refuse: refuseWithResult,
    answer: (fields, request) => answer(fields, { ...request, scope: everything }),
  });
}
