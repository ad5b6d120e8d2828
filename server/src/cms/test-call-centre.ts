// A small call centre behind the CC-CMS handlers, for tests: the calls of the documented examples.
import type { AgentEvent, CallEvent, CmsQueryEndpointId, TaskEvent } from "@trunkline/contract";
import { everything, type Scope } from "../access/scope.ts";
import { applyAgentEvent, unknownAgent } from "../call/agent.ts";
import { assignCmsCallId } from "../call/call-id.ts";
import type { Call } from "../call/call.ts";
import { expireCall, foldCall } from "../call/fold.ts";
import { callRow } from "../call/record.ts";
import { foldTask } from "../call/task.ts";
import { tenantKey } from "../lib/tenant-key.ts";
import { LiveBoard } from "../live/live-board.ts";
import { openQuestions } from "../query/questions.ts";
import type { EndedCall } from "../storage/history.ts";
import { MemoryHistory } from "../storage/memory/memory-history.ts";
import type { TenantSettings } from "../storage/registry.ts";
import { openCmsHandlers } from "./cms-handlers.ts";
import type { HistoryWindowKind } from "./history-window.ts";

/** 2026-04-15 02:30:00 UTC, when the examples' call arrives. */
export const arrival = 1776220200000;
/** A minute later: the call talks. */
export const talking = arrival + 60_000;
/** When the examples' calls are over. */
export const evening = arrival + 10 * 60 * 60 * 1000;

const recordDelayMs = 1120;

/** An event's own fields; the rest is that of tenant 1/170. */
type Brief = { readonly kind: CallEvent["kind"]; readonly s: number } & Record<string, unknown>;

export function callEvents(
  callId: string,
  briefs: readonly Brief[],
  tenant = { ccId: 1, vdn: 170 },
): readonly CallEvent[] {
  return briefs.map(
    ({ s, ...fields }) =>
      // The tests write the fields of each kind by hand.
      ({ ...tenant, callId, at: arrival + s * 1000, ...fields }) as unknown as CallEvent,
  );
}

export const arrivedIn = {
  kind: "arrived",
  direction: "in",
  callerNo: "13800000001",
  calleeNo: "88880001",
  innoId: 1,
} as const;

/** The call of the examples: six seconds of IVR, nine of queue, four of ringing, 45 of talk. */
export function exampleCall({ hasEnded }: { readonly hasEnded: boolean }): readonly CallEvent[] {
  return callEvents("1776220200-1447", [
    { ...arrivedIn, s: 0 },
    { kind: "ivrEntered", s: 0, flowId: 3 },
    { kind: "queued", s: 6, skillId: 21, skillName: "sales" },
    { kind: "offered", s: 15, agentId: 1001 },
    { kind: "answered", s: 19, agentId: 1001 },
    ...(hasEnded ? [{ kind: "ended", s: 64, by: "customer", releaseCause: 531 } as const] : []),
  ]);
}

type Contents = {
  readonly calls?: readonly (readonly CallEvent[])[];
  /** Calls that were closed because no more events came. */
  readonly expired?: readonly (readonly CallEvent[])[];
  readonly tasks?: readonly (readonly TaskEvent[])[];
  readonly agents?: readonly AgentEvent[];
};

type Settings = {
  readonly tenants?: readonly (Pick<TenantSettings, "ccId" | "vdn"> & Partial<TenantSettings>)[];
  readonly strict?: boolean;
  readonly historyWindow?: HistoryWindowKind;
  readonly defaultCcId?: number;
};

export function testCallCentre({
  tenants = [{ ccId: 1, vdn: 170 }],
  strict = false,
  historyWindow = "all",
  defaultCcId = 1,
  ...contents
}: Contents & Settings) {
  const live = new LiveBoard();
  const history = new MemoryHistory();
  const filled = fill({ live, history, ...contents });
  const settings = tenants.map((tenant) => ({
    timeZone: "UTC",
    keepDays: 0,
    accessCodes: [],
    ...tenant,
  }));
  const registry = {
    tenants: () => settings,
    tenant: (key: number) => settings.find((tenant) => tenantKey(tenant) === key),
  };
  const failures: unknown[] = [];
  const handlers = openCmsHandlers({
    questions: openQuestions({ history, live, registry }),
    tenants: registry,
    historyWindow,
    defaultCcId,
    strict,
    reportFailure: (error) => failures.push(error),
  });

  async function ask(
    id: CmsQueryEndpointId,
    body: unknown,
    { now = evening, scope = everything }: { readonly now?: number; readonly scope?: Scope } = {},
  ) {
    await filled;
    const { signal } = new AbortController();
    const bodyText = JSON.stringify(body) ?? "";
    const reply = await handlers[id]({ body, bodyText, scope, now, signal });
    // The tests look into answers of every shape.
    const text = reply.text.toString();
    return { ...reply, text, body: JSON.parse(text) as Record<string, unknown> };
  }

  return { ask, handlers, history, live, failures };
}

function fill({
  live,
  history,
  calls = [],
  expired = [],
  tasks = [],
  agents = [],
}: Contents & { readonly live: LiveBoard; readonly history: MemoryHistory }): Promise<void> {
  const ended: EndedCall[] = [];
  for (const events of calls) {
    const call = foldCall(events);
    const cmsCallId = assignCmsCallId(call.callId, call.arrivedAt, () => false);
    if (call.phase === "ended") {
      ended.push(endedOf(call, cmsCallId, events));
    } else live.put({ call, cmsCallId, events: [...events], receivedAt: call.lastEventAt });
  }
  for (const events of expired) {
    const call = foldCall(events);
    expireCall(call);
    ended.push(endedOf(call, call.callId, events));
  }
  for (const event of agents) {
    const known = live.agent(tenantKey(event), event.agentId) ?? unknownAgent(event);
    live.putAgent(applyAgentEvent(known, event));
  }
  return history.commit({
    events: [],
    ended,
    reopened: [],
    tasks: tasks.map((events) => ({ task: foldTask(events), events })),
    agents: [],
    agentStates: [],
    refused: [],
  });
}

function endedOf(call: Call, cmsCallId: string, events: readonly CallEvent[]): EndedCall {
  return { row: callRow(call, cmsCallId, call.endedAt + recordDelayMs), call, events };
}
