// 4.1 Calls of a VDN, first version: inbound only
import { queryCallsV1 } from "@trunkline/contract";
import type { CmsHandler } from "./cms-handler.ts";
import { answerCallList, type CallListParts } from "./query-calls.ts";
import { refuseWithResult } from "./result-envelope.ts";

export function queryCallsV1Handler(parts: CallListParts): CmsHandler {
  return parts.makeHandler({
    endpoint: queryCallsV1,
    refuse: refuseWithResult,
    answer: (fields, request) => answerCallList(parts, { fields, request, direction: "in" }),
  });
}
