// One call event into the board and the open batch.
import { isDocumentedCallId, type CallEvent } from "@trunkline/contract";
import { isMixed, isNeedless } from "../call/backfill.ts";
import type { Call } from "../call/call.ts";
import { assignCmsCallId } from "../call/call-id.ts";
import { applyCallEvent } from "../call/call-state.ts";
import { isSameEvent } from "../call/event-identity.ts";
import { compareEvents, expireCall, foldCall, isAfter, newCall } from "../call/fold.ts";
import { callRow, type CallRow } from "../call/record.ts";
import { appended } from "../lib/appended.ts";
import type { RecentMap } from "../lib/recent-map.ts";
import { tenantKey, type TenantKey } from "../lib/tenant-key.ts";
import { isOnBoard, type LiveBoard, type LiveEntry } from "../live/live-board.ts";
import type { GroupCommit } from "./group-commit.ts";
import type { Refusal } from "./refusal.ts";

export type Taken = "accepted" | "duplicate" | Refusal;

type Told = {
  readonly event: CallEvent;
  /** The event as JSON, where it came as such. */
  readonly text: string | undefined;
  /** The call as it was when it was looked up: live, or its record. */
  readonly live: LiveEntry | undefined;
  readonly former: FormerCall | undefined;
};

/** A call with a record, as the cache or the history knows it. */
export type FormerCall = { readonly row: CallRow; readonly events: readonly CallEvent[] };

export class CallIntake {
  readonly #board: LiveBoard;
  readonly #ended: RecentMap<FormerCall>;
  readonly #commit: GroupCommit;
  readonly #now: () => number;
  readonly #eventsMax: number;

  constructor(options: {
    readonly board: LiveBoard;
    /** By nameOf(); late and repeated events find them without a query. */
    readonly ended: RecentMap<FormerCall>;
    readonly commit: GroupCommit;
    readonly now: () => number;
    /** Events kept of one call. */
    readonly eventsMax: number;
  }) {
    this.#board = options.board;
    this.#ended = options.ended;
    this.#commit = options.commit;
    this.#now = options.now;
    this.#eventsMax = options.eventsMax;
  }

  live(event: CallEvent): LiveEntry | undefined {
    return this.#board.entry(tenantKey(event), event.callId);
  }

  /** By nameOf(); undefined when only the history can tell whether the call has a record. */
  recent(name: string): FormerCall | undefined {
    return this.#ended.get(name) ?? this.#commit.pendingRecord(name);
  }

  take({ event, text, live: found, former: record }: Told): Taken {
    const tenant = tenantKey(event);
    // A look-up in a large map costs as much as the rest: one that still holds is not made again.
    const live = found !== undefined && isOnBoard(found) ? found : this.live(event);
    if (live !== undefined) return this.#addToLive(tenant, live, event, text);
    const name = nameOf(tenant, event.callId);
    // Calls that ended before it in its own batch may have driven it out of the recent ones.
    const former = this.#commit.batch.ended.get(name) ?? this.#ended.get(name) ?? record;
    if (former !== undefined) return this.#addToEnded(tenant, former, event);
    this.#begin(tenant, event, text);
    return "accepted";
  }

  /** Closes a live call that its source has left; as of its last event. */
  expire(entry: LiveEntry): void {
    expireCall(entry.call);
    this.#board.remove(entry);
    this.#record(tenantKey(entry.call), entry.call, entry.cmsCallId, entry.events, undefined);
  }

  /** Takes up a call at start, from its stored events. */
  restore(events: readonly CallEvent[], cmsCallId: string): void {
    const distinct: CallEvent[] = [];
    for (const event of events.toSorted(compareEvents)) {
      if (!isAmong(event, distinct)) distinct.push(event);
    }
    const call = foldCall(distinct);
    if (call.phase === "ended") {
      this.#record(tenantKey(call), call, cmsCallId, distinct, undefined);
      return;
    }
    // Those of an import lie long ago: a restart in the middle of it ends none of them.
    this.#board.put({ call, cmsCallId, events: distinct, receivedAt: this.#now() });
  }

  #begin(tenant: TenantKey, event: CallEvent, text: string | undefined): void {
    const call = newCall(event);
    applyCallEvent(call, event);
    const cmsCallId = isDocumentedCallId(event.callId)
      ? event.callId
      : assignCmsCallId(event.callId, event.at, (id) => this.#board.hasCmsCallId(tenant, id));
    const events = [event];
    this.#commit.add({ event, cmsCallId, told: events }, text);
    if (call.phase === "ended") this.#record(tenant, call, cmsCallId, events, undefined);
    else this.#board.put({ call, cmsCallId, events, receivedAt: this.#now() });
  }

  #addToLive(
    tenant: TenantKey,
    entry: LiveEntry,
    event: CallEvent,
    text: string | undefined,
  ): Taken {
    const known = entry.events;
    if (isAmong(event, known)) return "duplicate";
    if (isNeedless(event, known)) return "duplicate";
    if (known.length >= this.#eventsMax)
      return tooManyEvents("callId", event.callId, this.#eventsMax);
    const isNext = comesLast(event, known);
    const events = appended(known, event);
    if (isNext && !isMixed(events)) applyCallEvent(entry.call, event);
    else {
      events.sort(compareEvents);
      entry.call = foldCall(events);
    }
    entry.events = events;
    entry.receivedAt = this.#now();
    this.#commit.add({ event, cmsCallId: entry.cmsCallId, told: events }, text);
    if (entry.call.phase === "ended") {
      this.#board.remove(entry);
      this.#record(tenant, entry.call, entry.cmsCallId, events, undefined);
    } else this.#board.put(entry);
    return "accepted";
  }

  #addToEnded(tenant: TenantKey, former: FormerCall, event: CallEvent): Taken {
    if (isAmong(event, former.events)) return "duplicate";
    if (isNeedless(event, former.events)) return "duplicate";
    if (former.events.length >= this.#eventsMax)
      return tooManyEvents("callId", event.callId, this.#eventsMax);
    const events = [...former.events, event].sort(compareEvents);
    const call = foldCall(events);
    const { cmsCallId } = former.row;
    if (call.phase === "ended") {
      this.#commit.add({ event, cmsCallId });
      this.#record(tenant, call, cmsCallId, events, former.row);
      return "accepted";
    }
    this.#reopen(tenant, former.row);
    // The journal may have dropped the events of an ended call: it gets all of them again.
    for (const known of events) this.#commit.add({ event: known, cmsCallId, told: events });
    this.#board.put({ call, cmsCallId, events, receivedAt: this.#now() });
    return "accepted";
  }

  #record(
    tenant: TenantKey,
    call: Call,
    cmsCallId: string,
    events: readonly CallEvent[],
    former: CallRow | undefined,
  ): void {
    const { batch } = this.#commit;
    const name = nameOf(tenant, call.callId);
    const pending = batch.ended.get(name);
    const reopened = batch.reopened.get(name);
    batch.reopened.delete(name);
    // A record of this very batch is not in the store yet: what it replaces is.
    const replaces = pending === undefined ? (reopened?.row ?? former) : pending.replaces;
    const row = callRow(call, cmsCallId, this.#now());
    const record = { row, call, events };
    batch.ended.set(name, replaces === undefined ? record : { ...record, replaces });
    this.#ended.set(name, { row, events });
  }

  #reopen(tenant: TenantKey, row: CallRow): void {
    const { batch } = this.#commit;
    const name = nameOf(tenant, row.callId);
    const pending = batch.ended.get(name);
    batch.ended.delete(name);
    this.#ended.delete(name);
    const stored = pending === undefined ? row : pending.replaces;
    if (stored !== undefined) {
      batch.reopened.set(name, { tenant, callId: row.callId, row: stored });
    }
  }
}

/** `known` are in order: one without an ID that comes after all of them is new. */
function isAmong(event: CallEvent, known: readonly CallEvent[]): boolean {
  if (event.id === undefined && comesLast(event, known)) return false;
  return known.some((other) => isSameEvent(other, event));
}

/** After all of them, which are in order. */
function comesLast(event: CallEvent, known: readonly CallEvent[]): boolean {
  const last = known.at(-1);
  return last === undefined || isAfter(event, last);
}

/** `id`: of a call or of a task. */
export function nameOf(tenant: TenantKey, id: string): string {
  return `${tenant} ${id}`;
}

export function tooManyEvents(
  field: "callId" | "serialNo",
  id: string,
  eventsMax: number,
): Refusal {
  const what = field === "callId" ? "call" : "task";
  return {
    field,
    reason: `${what} '${id}' has ${eventsMax} events already, the most that one ${what} may have`,
  };
}
