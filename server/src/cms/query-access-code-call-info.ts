// 4.4 Live calls per access code
import type { Static } from "typebox";
import { queryAccessCodeCallInfo, type AccessCodeCallsRow } from "@trunkline/contract";
import type { Tenants } from "../access/scope.ts";
import { noCalls } from "../live/counter.ts";
import type { LiveCounts } from "../live/live-view.ts";
import type { Questions } from "../query/questions.ts";
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
    let rows = "[";
    liveCountsOfAccessCodes({ tenant: admitted.tenant, innoIds, now }, (innoId, calls, waitMs) => {
      const row = writeRow(innoId, calls, waitMs);
      // Joining a list takes twice as long, and so does a comma of its own before each row.
      rows += rows === "[" ? row.slice(1) : row;
    });
    return fourPartText(`${rows}]`, "latin1");
  };
}

type Row = Static<typeof AccessCodeCallsRow>;

type WriteRow = (innoId: number, calls: LiveCounts, longestWaitMs: number) => string;

type KnownRow = { readonly waits: number; readonly text: string };

/**
 * Writes rows as JSON, each behind a comma. A row is written again when a call has moved or a second of its wait has
 * passed.
 */
function rowWriter(): WriteRow {
  const known = new WeakMap<LiveCounts, KnownRow>();
  return (innoId, calls, longestWaitMs) => {
    // Codes without calls share their counts: a row cannot be kept by them.
    if (calls.all === 0) return `,{"innoId":${innoId},${idle}`;
    const waits = wholeSeconds(longestWaitMs);
    const row = known.get(calls);
    if (row?.waits === waits) return row.text;
    // In one piece, comma included: of pieces it is put together anew at each writing.
    const text = JSON.stringify([0, rowOf(innoId, calls, waits)]).slice(2, -1);
    known.set(calls, { waits, text });
    return text;
  };
}

function rowOf(innoId: number, { all, ivr, queue, agent }: LiveCounts, waits: number): Row {
  return {
    innoId,
    allCallCount: all,
    ivrCallCount: ivr,
    agentCallCount: agent,
    queueCallCount: queue,
    longestWaitTime: waits,
  };
}

/** What follows the ID. */
const idle = JSON.stringify(rowOf(0, noCalls, 0)).slice('{"innoId":0,'.length);
