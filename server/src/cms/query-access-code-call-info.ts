// 4.4 Live calls per access code
import type { Static } from "typebox";
import { queryAccessCodeCallInfo, type AccessCodeCallsRow } from "@trunkline/contract";
import type { Tenants } from "../access/scope.ts";
import type { LiveCounts } from "../live/live-view.ts";
import type { AccessCodeCounts, Questions } from "../query/questions.ts";
import type { Answer, CmsHandler, CmsRequest, MakeHandler } from "./cms-handler.ts";
import { fourPartText, refuseWithResult } from "./result-envelope.ts";
import { tenantOfRequest } from "./tenant-of-request.ts";
import { wholeSeconds } from "./whole-seconds.ts";

export type AccessCodeCallsParts = {
  readonly makeHandler: MakeHandler;
  readonly tenants: Tenants;
  readonly liveCountsOfAccessCodes: Questions["liveCountsOfAccessCodes"];
};

export function queryAccessCodeCallInfoHandler(parts: AccessCodeCallsParts): CmsHandler {
  return parts.makeHandler({
    endpoint: queryAccessCodeCallInfo,
    refuse: refuseWithResult,
    answer: accessCodeCallsAnswerer(parts),
  });
}

export function accessCodeCallsAnswerer({
  tenants,
  liveCountsOfAccessCodes,
}: Omit<AccessCodeCallsParts, "makeHandler">) {
  const writeRow = rowWriter();
  return (
    fields: Static<typeof queryAccessCodeCallInfo.request>,
    { scope, now }: CmsRequest,
  ): Answer => {
    const admitted = tenantOfRequest(tenants, scope, fields);
    if (admitted.kind === "refused") return admitted;
    const { innoIds } = fields;
    const counts = liveCountsOfAccessCodes({ tenant: admitted.tenant, innoIds, now });
    return fourPartText(`[${counts.map(writeRow).join(",")}]`);
  };
}

type Row = Static<typeof AccessCodeCallsRow>;

type WriteRow = (counts: AccessCodeCounts) => string;

/** Writes rows as JSON: JSON.stringify() of all of them is half of such an answer's price. */
function rowWriter(): WriteRow {
  /** The part that changes only when a call moves; without its braces. */
  const known = new WeakMap<LiveCounts, string>();
  return ({ innoId, calls, longestWaitMs }) => {
    let text = known.get(calls);
    if (text === undefined) known.set(calls, (text = countsText(calls)));
    return `{"innoId":${innoId},${text},"longestWaitTime":${wholeSeconds(longestWaitMs)}}`;
  };
}

function countsText({ all, ivr, queue, agent }: LiveCounts): string {
  const row: Omit<Row, "innoId" | "longestWaitTime"> = {
    allCallCount: all,
    ivrCallCount: ivr,
    agentCallCount: agent,
    queueCallCount: queue,
  };
  return JSON.stringify(row).slice(1, -1);
}
