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
    let rows = "";
    // Joining a list takes twice as long.
    for (const one of counts) rows += rows === "" ? writeRow(one) : `,${writeRow(one)}`;
    return fourPartText(`[${rows}]`, "latin1");
  };
}

type Row = Static<typeof AccessCodeCallsRow>;

type WriteRow = (counts: AccessCodeCounts) => string;

type KnownRow = { readonly waits: number; readonly text: string };

/** Writes rows as JSON. A row is written again when a call has moved or a second of its wait has passed. */
function rowWriter(): WriteRow {
  const known = new WeakMap<LiveCounts, KnownRow>();
  return ({ innoId, calls, longestWaitMs }) => {
    // Codes without calls share their counts: a row cannot be kept by them.
    if (calls.all === 0) return rowText(innoId, idle);
    const waits = wholeSeconds(longestWaitMs);
    const row = known.get(calls);
    if (row?.waits === waits) return row.text;
    const text = rowText(innoId, countsText(calls, waits));
    known.set(calls, { waits, text });
    return text;
  };
}

function rowText(innoId: number, counts: string): string {
  return `{"innoId":${innoId},${counts}}`;
}

/** Without its braces. */
function countsText({ all, ivr, queue, agent }: LiveCounts, waits: number): string {
  const row: Omit<Row, "innoId"> = {
    allCallCount: all,
    ivrCallCount: ivr,
    agentCallCount: agent,
    queueCallCount: queue,
    longestWaitTime: waits,
  };
  return JSON.stringify(row).slice(1, -1);
}

const idle = countsText({ all: 0, ivr: 0, queue: 0, agent: 0, longestWaitSince: 0 }, 0);
