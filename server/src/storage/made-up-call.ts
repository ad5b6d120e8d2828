// Made-up ended calls for the conformance suite.
import assert from "node:assert/strict";
import type { CallEvent } from "@trunkline/contract";
import { foldCall } from "../call/fold.ts";
import { callRow } from "../call/record.ts";
import { tenantKey } from "../lib/tenant-key.ts";
import type {
  CallRow,
  CallsQuery,
  EndedCall,
  History,
  HistoryBatch,
  MissedCallsQuery,
  Page,
} from "./history.ts";
import type { ListPage, WriteRow } from "./list-page.ts";

export const emptyBatch: HistoryBatch = {
  events: [],
  ended: [],
  reopened: [],
  tasks: [],
  agents: [],
  agentStates: [],
  refused: [],
};

export const tenant = tenantKey({ ccId: 1, vdn: 170 });
export const otherTenant = tenantKey({ ccId: 1, vdn: 171 });

export type MadeUp = {
  readonly callId: string;
  readonly at: number;
  readonly vdn?: number;
  readonly direction?: "in" | "out";
  readonly callerNo?: string;
  readonly calleeNo?: string;
  /** Waits so long in the queue before it is given up; undefined = an agent answers. */
  readonly missedAfterMs?: number;
  readonly queuedAfterMs?: number;
};

export function eventsOf(made: MadeUp): CallEvent[] {
  const base = { ccId: 1, vdn: made.vdn ?? 170, callId: made.callId };
  const queuedAt = made.at + (made.queuedAfterMs ?? 1000);
  const arrived: CallEvent = {
    ...base,
    kind: "arrived",
    at: made.at,
    direction: made.direction ?? "in",
    callerNo: made.callerNo ?? "13800000001",
    calleeNo: made.calleeNo ?? "88880001",
  };
  const queued: CallEvent = { ...base, kind: "queued", at: queuedAt, skillId: 1 };
  if (made.missedAfterMs !== undefined) {
    const at = queuedAt + made.missedAfterMs;
    return [arrived, queued, { ...base, kind: "ended", at, by: "customer" }];
  }
  return [
    arrived,
    queued,
    { ...base, kind: "answered", at: queuedAt + 2000, agentId: 1001 },
    { ...base, kind: "ended", at: queuedAt + 9000, by: "agent" },
  ];
}

export function endedCall(
  made: MadeUp,
  { replaces, cmsCallId = made.callId }: { replaces?: CallRow; cmsCallId?: string } = {},
): EndedCall {
  const events = eventsOf(made);
  const call = foldCall(events);
  const ended = { row: callRow(call, cmsCallId, made.at + 1e6), call, events };
  return replaces === undefined ? ended : { ...ended, replaces };
}

/** Accepts the events of calls and records them, as the ingest does. */
export function record(history: History, calls: readonly MadeUp[]): Promise<void> {
  const events = calls.flatMap((made) =>
    eventsOf(made).map((event) => ({ event, cmsCallId: made.callId })),
  );
  return history.commit({ ...emptyBatch, events, ended: calls.map((made) => endedCall(made)) });
}

const writeWhole: WriteRow = (row) => JSON.stringify(row);

/** The answer of calls() as rows. */
export async function callPage(history: History, query: CallsQuery): Promise<Page<CallRow>> {
  return readPage(await history.calls(query, writeWhole));
}

/** The answer of missedCalls() as rows. */
export async function missedPage(
  history: History,
  query: MissedCallsQuery,
): Promise<Page<CallRow>> {
  return readPage(await history.missedCalls(query, writeWhole));
}

function readPage({ total, rowCount, json }: ListPage): Page<CallRow> {
  // Written above.
  const rows = JSON.parse(Buffer.concat(json).toString()) as readonly CallRow[];
  assert.equal(rowCount, rows.length);
  return { total, rows };
}
