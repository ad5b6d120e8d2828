// GET /v1/calls: calls in progress first, then ended ones. A call that ends between two pages moves on to
// the second part, so that nobody misses it.
import type { CallEntry } from "@trunkline/contract";
import { compareText } from "../lib/compare-text.ts";
import { firstSorted } from "../lib/first-sorted.ts";
import type { TenantKey } from "../lib/tenant-key.ts";
import type { LiveCall, LiveView } from "../live/live-view.ts";
import { fromHistory } from "../query/storage-failure.ts";
import { talkMs, waitMs } from "../query/time-of-legs.ts";
import type { CallCursor, CallFilter, CallSort } from "../storage/call-search.ts";
import type { History } from "../storage/history.ts";
import type { Registry, Role } from "../storage/registry.ts";
import { allRecorded, type Recording } from "./all-recorded.ts";
import type { ApiHandlerOf } from "./api-handler.ts";
import { endedEntry, liveEntry } from "./call-entry.ts";
import { callsOfRequest, isLiveMatch, mayBeLive, type CallsAsked } from "./call-filter.ts";
import { maskNumbers } from "./mask-rows.ts";
import type { Names } from "./names.ts";
import { cursorText, placeOfCursor, refuseBoth } from "./page-cursor.ts";

export type GetCallsParts = Recording & {
  readonly live: LiveView;
  readonly history: Pick<History, "searchCalls" | "countCalls">;
  readonly registry: Pick<Registry, "tenant" | "tenants">;
  readonly names: Names;
  readonly masksNumbers: (role: Role) => boolean;
};

type Question = {
  readonly filter: CallFilter;
  readonly sort: CallSort;
  readonly sortName: string;
  readonly now: number;
  readonly limit: number;
  readonly offset: number;
  readonly cursor: Cursor | undefined;
  readonly hasEnded: boolean;
  readonly signal: AbortSignal;
};

/** Place of a live call in its part, or of an ended one in its own. */
type Cursor =
  | {
      readonly part: "live";
      readonly value: number;
      readonly name: string;
      /** When the values of the list were taken: what runs on sorts as it did then. */
      readonly sortedAt: number;
    }
  | ({ readonly part: "ended" } & CallCursor);

type Page = { readonly calls: readonly CallEntry[]; readonly next: string | null };

const limitDefault = 100;

export function getCallsHandler(parts: GetCallsParts): ApiHandlerOf<"getCalls"> {
  const { live, history } = parts;
  return async ({ fields, scope, role, now, signal }) => {
    const { stands, range, isMasked, filter } = callsOfRequest(parts, fields, { scope, role, now });
    refuseBoth(fields);
    const { sort: sortName = "-arrivedAt", limit = limitDefault, offset = 0 } = fields;
    const cursor = fields.cursor === undefined ? undefined : readCursor(sortName, fields.cursor);
    const hasEnded = fields.state !== "live";
    const sort = sortOf(sortName);
    const question = { filter, sort, sortName, now, limit, offset, cursor, hasEnded, signal };
    await allRecorded(parts, filter, signal);
    const matches = mayBeLive(fields) ? liveMatches(live, question) : [];
    const page = await pageOf(parts, question, matches);
    let total: number | null = null;
    if (fields.total === true) {
      const ended = hasEnded
        ? await fromHistory("a count of calls", () => history.countCalls(filter, signal))
        : 0;
      total = matches.length + ended;
    }
    const calls = isMasked ? page.calls.map(maskNumbers) : [...page.calls];
    return { ...stands, ...range, total, nextCursor: page.next, calls };
  };
}

function sortOf(name: NonNullable<CallsAsked["sort"]>): CallSort {
  const order = name.startsWith("-") ? "descending" : "ascending";
  const by = name.replace("-", "");
  if (by === "waitMs" || by === "talkMs" || by === "durationMs") return { by, order };
  return { by: "time", order };
}

type Match = { readonly tenant: TenantKey; readonly live: LiveCall; readonly value: number };

/** In no order. */
function liveMatches(live: LiveView, question: Question): readonly Match[] {
  const { filter, sort, cursor, now } = question;
  const sortedAt = cursor?.part === "live" ? cursor.sortedAt : now;
  const found: Match[] = [];
  for (const tenant of filter.tenants) {
    for (const entry of live.calls(tenant)) {
      if (!isLiveMatch(entry.call, filter, now)) continue;
      found.push({ tenant, live: entry, value: valueOf(entry, sort, sortedAt) });
    }
  }
  return found;
}

function nameOf({ tenant, live }: Match): string {
  return `${String(tenant).padStart(10, "0")} ${live.call.callId}`;
}

function valueOf({ call }: LiveCall, { by }: CallSort, now: number): number {
  switch (by) {
    case "time":
      return call.arrivedAt;
    case "waitMs":
      return waitMs(call, now);
    case "talkMs":
      return talkMs(call, now);
    case "durationMs":
      return now - call.arrivedAt;
  }
}

/** Where a match stands to another, or to the place of a cursor. */
function compare(
  a: Match,
  b: Match | { readonly value: number; readonly name: string },
  { order }: CallSort,
): number {
  const byValue = order === "ascending" ? a.value - b.value : b.value - a.value;
  if (byValue !== 0) return byValue;
  return compareText(nameOf(a), "name" in b ? b.name : nameOf(b));
}

async function pageOf(
  { history, names }: GetCallsParts,
  question: Question,
  matches: readonly Match[],
): Promise<Page> {
  const { sort, sortName, filter, limit, now, cursor, signal } = question;
  const rest =
    cursor === undefined
      ? matches
      : cursor.part === "live"
        ? matches.filter((match) => compare(match, cursor, sort) > 0)
        : [];
  const order = (a: Match, b: Match) => compare(a, b, sort);
  const shown = firstSorted(rest, question.offset + limit, order).slice(question.offset);
  const calls = shown.map((match) => liveEntry(names, match.live, now));
  const last = shown.at(-1);
  const isLiveOver = question.offset + limit >= rest.length;
  if (!question.hasEnded || shown.length === limit) {
    const isOver = last === undefined || (!question.hasEnded && isLiveOver);
    const sortedAt = cursor?.part === "live" ? cursor.sortedAt : now;
    const next = isOver
      ? null
      : cursorText(`live ${sortName}`, [last.value, nameOf(last), sortedAt]);
    return { calls, next };
  }
  const found = await fromHistory("calls", () =>
    history.searchCalls(
      {
        ...filter,
        sort,
        offset: Math.max(0, question.offset - rest.length),
        limit: limit - shown.length,
        ...(cursor?.part === "ended" ? { after: cursor } : {}),
      },
      signal,
    ),
  );
  const next = found.next === undefined ? null : endedCursor(sortName, found.next);
  return { calls: [...calls, ...found.rows.map((row) => endedEntry(names, row))], next };
}

function endedCursor(sortName: string, { value, tenant, callId, arrivedAt }: CallCursor): string {
  return cursorText(`ended ${sortName}`, [value, tenant, callId, arrivedAt]);
}

function readCursor(sortName: string, text: string): Cursor {
  if (Buffer.from(text, "base64url").toString().startsWith('["live ')) {
    const form = ["number", "string", "number"] as const;
    const [value, name, sortedAt] = placeOfCursor(`live ${sortName}`, form, text);
    return { part: "live", value, name, sortedAt };
  }
  const [value, tenant, callId, arrivedAt] = placeOfCursor(
    `ended ${sortName}`,
    ["number", "number", "string", "number"],
    text,
  );
  return { part: "ended", value, tenant, callId, arrivedAt };
}
