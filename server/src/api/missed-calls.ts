// GET /v1/missed-calls, and marking one of them as dealt with.
import type { MissedCallEntry, Resolution } from "@trunkline/contract";
import { tenantKey } from "../lib/tenant-key.ts";
import type { LiveView } from "../live/live-view.ts";
import { fromHistory } from "../query/storage-failure.ts";
import type { CallBackCursor, CallBackQuery, MissedCall } from "../storage/call-back.ts";
import type { History } from "../storage/history.ts";
import type { Registry, Role } from "../storage/registry.ts";
import type { ApiHandlerOf } from "./api-handler.ts";
import { ApiProblem } from "./api-problem.ts";
import { endedEntry } from "./call-entry.ts";
import { maskDigits, maskNumbers } from "./mask-rows.ts";
import type { Names } from "./names.ts";
import { cursorText, placeOfCursor, refuseBoth } from "./page-cursor.ts";
import { rangeOfRequest } from "./range-of-request.ts";
import { standing } from "./standing.ts";
import { tenantOfRequest, tenantsOfRequest } from "./tenants-of-request.ts";

export type MissedCallsParts = {
  readonly live: LiveView;
  readonly history: Pick<History, "missedCallBacks" | "missedCall" | "resolveMissedCall" | "call">;
  readonly registry: Pick<Registry, "tenant" | "tenants" | "bearerKeys">;
  readonly names: Names;
  readonly masksNumbers: (role: Role) => boolean;
};

const limitDefault = 100;
const listName = "missed";

export function getMissedCallsHandler(parts: MissedCallsParts): ApiHandlerOf<"getMissedCalls"> {
  const { history, registry, names, masksNumbers } = parts;
  return async ({ fields, scope, role, now, signal }) => {
    const tenants = tenantsOfRequest(registry, scope, fields.tenant);
    refuseBoth(fields);
    const stands = standing(parts, { tenants, now });
    const range = rangeOfRequest(fields, Math.max(now, stands.completeUpTo ?? 0));
    const { status = "open", skillId, innoId, caller, cursor } = fields;
    const query: CallBackQuery = {
      tenants,
      ...range,
      status,
      ...(skillId === undefined ? {} : { skillIds: skillId }),
      ...(innoId === undefined ? {} : { innoIds: innoId }),
      ...(caller === undefined ? {} : { callerNo: caller }),
      ...(cursor === undefined ? {} : { after: cursorOf(cursor) }),
      offset: fields.offset ?? 0,
      limit: fields.limit ?? limitDefault,
    };
    const page = await fromHistory("missed calls", () => history.missedCallBacks(query, signal));
    const rows = page.rows.map((missed) => missedCallEntry(names, missed, now));
    return {
      ...stands,
      ...range,
      total: page.total,
      nextCursor: page.next === undefined ? null : textOf(page.next),
      missedCalls: masksNumbers(role) ? rows.map(maskMissedCall) : rows,
    };
  };
}

export function resolveMissedCallHandler(
  parts: MissedCallsParts,
): ApiHandlerOf<"resolveMissedCall"> {
  const { history, registry, names, masksNumbers } = parts;
  return async ({ fields, key, scope, role, now }) => {
    const { callId, note = "" } = fields;
    const tenant = tenantOfRequest(registry, scope, fields.tenant);
    const missed = await fromHistory("a missed call", () => history.missedCall(tenant, callId));
    if (missed === undefined) throw await notMissed(parts, tenant, callId);
    if (missed.resolution !== undefined) throw resolvedAlready(callId, missed);
    const name = registry.bearerKeys().find(({ id }) => id === key)?.name;
    const by = name === undefined || name === "" ? key : name;
    const resolved = await fromHistory("a resolution", () =>
      history.resolveMissedCall(tenant, callId, { at: now, by, note }),
    );
    if (resolved === undefined) throw await notMissed(parts, tenant, callId);
    const entry = missedCallEntry(names, resolved, now);
    return masksNumbers(role) ? maskMissedCall(entry) : entry;
  };
}

async function notMissed(
  { live, history }: Pick<MissedCallsParts, "live" | "history">,
  tenant: number,
  callId: string,
): Promise<ApiProblem> {
  const isLive = live.call(tenant, callId) !== undefined;
  const stored = await fromHistory("a call", () => history.call([tenant], callId));
  if (isLive || stored !== undefined) {
    const state = isLive ? "is in progress" : "was not missed";
    return new ApiProblem("notMissed", `The call '${callId}' ${state}`, "callId");
  }
  return new ApiProblem("unknownCall", `There is no call '${callId}'`, "callId");
}

function resolvedAlready(callId: string, { resolution }: MissedCall): ApiProblem {
  const at = new Date(resolution?.at ?? 0).toISOString();
  return new ApiProblem("alreadyResolved", `The missed call '${callId}' was resolved at ${at}`);
}

function missedCallEntry(names: Names, missed: MissedCall, now: number): MissedCallEntry {
  const { row, resolution } = missed;
  return {
    ...endedEntry(names, row),
    openMs: resolution === undefined ? Math.max(0, now - row.callEnd) : null,
    resolution: resolution === undefined ? null : resolutionEntry(names, missed),
  };
}

function resolutionEntry(names: Names, { row, resolution }: MissedCall): Resolution | null {
  if (resolution === undefined) return null;
  const { kind, at } = resolution;
  const afterMs = Math.max(0, resolution.afterMs);
  switch (resolution.kind) {
    case "call": {
      const { callId, agentId } = resolution;
      const agent = agentId > 0 ? names.agent(tenantKey(row), agentId) : null;
      return { kind, at, afterMs, callId, agent, by: "", note: "" };
    }
    case "hand": {
      const { by, note } = resolution;
      return { kind, at, afterMs, callId: null, agent: null, by, note };
    }
  }
}

/** Who wrote a note may have seen the number. */
function maskMissedCall(entry: MissedCallEntry): MissedCallEntry {
  const { resolution } = entry;
  const note = maskDigits(resolution?.note ?? "");
  return {
    ...maskNumbers(entry),
    resolution: resolution === null ? null : { ...resolution, note },
  };
}

function textOf({ waitBegin, tenant, callId, arrivedAt }: CallBackCursor): string {
  return cursorText(listName, [waitBegin, tenant, callId, arrivedAt]);
}

function cursorOf(text: string): CallBackCursor {
  const form = ["number", "number", "string", "number"] as const;
  const [waitBegin, tenant, callId, arrivedAt] = placeOfCursor(listName, form, text);
  return { waitBegin, tenant, callId, arrivedAt };
}
