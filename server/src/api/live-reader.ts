// One reader of the live stream: what it asked for, where it begins, and what it is told.
import type { LiveSnapshot } from "@trunkline/contract";
import type { TenantKey } from "../lib/tenant-key.ts";
import type { LiveCall } from "../live/live-view.ts";
import { changeFrame, droppedFrame, standingOf, type StreamMessages } from "./live-message.ts";
import { tenantState, type LiveStateParts } from "./live-state.ts";
import { maskAgent, maskNumbers } from "./mask-rows.ts";
import { sseFrame } from "./sse-frame.ts";
import { openOutbox, type StreamOutbox } from "./stream-outbox.ts";
import type { RowChange, StreamKind } from "./tenant-feed.ts";

export type StreamRequest = {
  /** Asked anew each time: a key for all tenants sees later ones too. */
  readonly tenants: () => readonly TenantKey[];
  /** `tenants` grows with the tenants there are. */
  readonly isForAll: boolean;
  readonly kinds: ReadonlySet<StreamKind>;
  readonly isMasked: boolean;
  /** "" = from the beginning. */
  readonly lastEventId: string;
  readonly key: string;
  /** Whether the key still may ask for this. */
  readonly mayGoOn: () => boolean;
};

export type LiveReader = {
  readonly request: StreamRequest;
  readonly outbox: StreamOutbox;
  /** Sends what concerns it; false = it was too slow and has been dropped. `sent`: texts that readers share. */
  readonly tell: (id: string, changes: readonly RowChange[], sent: Map<string, string>) => boolean;
  /** Sends the heartbeat unless something was sent since the last one. */
  readonly beat: (frame: string) => boolean;
};

export type ReaderParts = {
  readonly request: StreamRequest;
  readonly messages: StreamMessages;
  readonly state: LiveStateParts;
  readonly bytesMax: number;
  /** ID of the last message before this reader. */
  readonly position: string;
  /** Brings all readers to the state of this moment. */
  readonly tellOthers: () => void;
  /** What it has missed while it was away; undefined = it begins with a snapshot. */
  readonly missed: readonly RowChange[] | undefined;
};

/** Calls in one message after a snapshot. */
const callsPerMessage = 500;

export function openReader(parts: ReaderParts): LiveReader {
  const { request, messages, bytesMax, position, missed } = parts;
  const { kinds, isMasked } = request;
  // Readers of one group are told the same text; tenants that are asked for stay what they are.
  const audience = request.isForAll ? "all" : request.tenants().join();
  const group = `${isMasked} ${[...kinds].toSorted().join()} ${audience}`;
  let isQuiet = false;

  const ofMine = (changes: readonly RowChange[]) => {
    const tenants = new Set(request.tenants());
    return changes.filter(({ tenant, kind }) => kinds.has(kind) && tenants.has(tenant));
  };
  const frameOf = (id: string, changes: readonly RowChange[]) =>
    changeFrame(messages, request.tenants(), { id, changes, isMasked });

  const mine = ofMine(missed ?? []);
  const first =
    missed === undefined ? beginning(parts) : mine.length > 0 ? [frameOf(position, mine)] : [];
  const outbox = openOutbox({
    bytesMax,
    tooSlow: () =>
      droppedFrame({
        reason: "tooSlow",
        detail: `More than ${bytesMax} bytes wait to be read; connect again with Last-Event-ID`,
        at: messages.wallNow(),
      }),
    first,
  });
  return {
    request,
    outbox,
    tell: (id, changes, sent) => {
      const known = sent.get(group);
      const concerning = known === undefined ? ofMine(changes) : [];
      const frame = known ?? (concerning.length > 0 ? frameOf(id, concerning) : "");
      sent.set(group, frame);
      if (frame === "") return !outbox.isOver();
      isQuiet = false;
      return outbox.push(frame);
    },
    beat: (frame) => {
      const wasQuiet = isQuiet;
      isQuiet = true;
      return wasQuiet ? outbox.push(frame) : !outbox.isOver();
    },
  };
}

/** The snapshot, then the calls in progress, made as fast as they are read. */
function* beginning(parts: ReaderParts): Iterable<string> {
  const { request, messages, state, position } = parts;
  parts.tellOthers();
  const tenants = request.tenants();
  const { isMasked, kinds } = request;
  const snapshot = JSON.stringify(snapshotOf(request, messages, state));
  const calls = kinds.has("calls") ? callsInParts(state, tenants) : [];
  // Only the last message has an id: who has not got all of it has to begin anew.
  const idAt = (part: number) => (part === calls.length ? position : "");
  yield sseFrame({ event: "snapshot", id: idAt(0), data: snapshot });
  for (const [index, { tenant, calls: some }] of calls.entries()) {
    const changes = some
      .filter(({ call }) => call.phase !== "ended")
      .map((call) => callChange(state, tenant, call, messages));
    yield changeFrame(messages, tenants, { id: idAt(index + 1), changes, isMasked });
  }
}

/** As they are now: the board moves on while the reader reads. */
function callsInParts(
  { live }: LiveStateParts,
  tenants: readonly TenantKey[],
): readonly { readonly tenant: TenantKey; readonly calls: readonly LiveCall[] }[] {
  return tenants.flatMap((tenant) => {
    const calls = [...live.calls(tenant)];
    const parts = Math.ceil(calls.length / callsPerMessage);
    return Array.from({ length: parts }, (_, part) => {
      const from = part * callsPerMessage;
      return { tenant, calls: calls.slice(from, from + callsPerMessage) };
    });
  });
}

function snapshotOf(
  { tenants, kinds, isMasked }: StreamRequest,
  messages: StreamMessages,
  state: LiveStateParts,
): LiveSnapshot {
  const states = tenants().map((tenant) => tenantState(state, tenant));
  const agents = kinds.has("agents") ? states.flatMap((each) => each.agents) : [];
  return {
    ...standingOf(messages, tenants()),
    tenants: kinds.has("tenants") ? states.map((each) => each.tenant) : [],
    accessCodes: kinds.has("accessCodes") ? states.flatMap((each) => each.accessCodes) : [],
    queues: kinds.has("queues") ? states.flatMap((each) => each.queues) : [],
    agents: isMasked ? agents.map(maskAgent) : agents,
  };
}

function callChange(
  { rows }: LiveStateParts,
  tenant: TenantKey,
  live: LiveCall,
  messages: StreamMessages,
): RowChange {
  const row = rows.call(tenant, live, messages.standing([]).generatedAt);
  return {
    tenant,
    kind: "calls",
    id: row.callId,
    json: JSON.stringify(row),
    maskedJson: () => JSON.stringify(maskNumbers(row)),
  };
}
