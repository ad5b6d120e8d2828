// The events of a call, or of a task, in words.
import type {
  CallEvent,
  Coded,
  CodeTable,
  TaskEvent,
  TimelineEntry,
  TimelineMark,
  TransferTarget,
  UnansweredReason,
} from "@trunkline/contract";
import { foldCall } from "../call/fold.ts";
import type { TenantKey } from "../lib/tenant-key.ts";
import { maskNumber } from "../observe/mask.ts";
import { maskDigits } from "./mask-rows.ts";
import type { Names } from "./names.ts";
import { coded } from "./words.ts";

/** In the order in which they count; those that were told afterwards and do not count stand by their time. */
export function callTimeline(
  names: Names,
  tenant: TenantKey,
  events: readonly CallEvent[],
  isMasked: boolean,
): readonly TimelineEntry[] {
  const told: { readonly event: CallEvent; readonly hasEffect: boolean }[] = [];
  foldCall(events, (event, hasEffect) => told.push({ event, hasEffect }));
  const counted = new Set(told.map(({ event }) => event));
  for (const event of events) {
    if (counted.has(event)) continue;
    const later = told.findIndex((other) => other.event.at > event.at);
    told.splice(later === -1 ? told.length : later, 0, { event, hasEffect: false });
  }
  return told.map(({ event, hasEffect }) => {
    const marks: TimelineMark[] = event.backfill === true ? ["late"] : [];
    if (!hasEffect) marks.push("noEffect");
    const shown = isMasked ? masked(event) : event;
    return entryOf(shown, wordsOf(names, tenant, shown), marks, isMasked);
  });
}

export function taskTimeline(
  events: readonly TaskEvent[],
  reasons: CodeTable,
  isMasked: boolean,
): readonly TimelineEntry[] {
  const ordered = events.toSorted((a, b) => a.at - b.at || (a.sequence ?? 0) - (b.sequence ?? 0));
  return ordered.map((event) => {
    const shown = isMasked ? masked(event) : event;
    return entryOf(shown, taskWords(shown, reasons), [], isMasked);
  });
}

const shared = new Set(["kind", "at", "ccId", "vdn", "callId", "serialNo", "source", "sequence"]);

function entryOf(
  event: CallEvent | TaskEvent,
  words: string,
  marks: readonly TimelineMark[],
  isMasked: boolean,
): TimelineEntry {
  const own = Object.entries(event).filter(([name]) => !shared.has(name) && name !== "precisionMs");
  return {
    at: event.at,
    kind: event.kind,
    words: isMasked ? maskDigits(words) : words,
    source: event.source ?? "",
    sequence: event.sequence ?? null,
    precisionMs: event.precisionMs ?? 1,
    marks: [...marks],
    fields: Object.fromEntries(own),
  };
}

/** The same event with other texts. */
function masked<E extends CallEvent | TaskEvent>(event: E): E {
  const fields = Object.entries(event).map(([name, value]) => [
    name,
    shared.has(name) || name === "id" ? value : maskedValue(name, value),
  ]);
  // Of each field only the text is another.
  return Object.fromEntries(fields) as E;
}

/** Telephone numbers, however they are spelt; of another text what is long enough to be one. */
const numberFields = new Set([
  ...["callerNo", "calleeNo", "originalCalleeNo", "number"],
  ...["caller", "called", "callerPresent", "agentPresent"],
]);

function maskedValue(name: string, value: unknown): unknown {
  if (typeof value === "string") {
    return numberFields.has(name) ? maskNumber(value) : maskDigits(value);
  }
  if (Array.isArray(value)) return value.map((each) => maskedValue(name, each));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([inner, each]) => [inner, maskedValue(inner, each)]),
  );
}

function wordsOf(names: Names, tenant: TenantKey, event: CallEvent): string {
  const agent = (id: number | undefined) =>
    id === undefined ? "The other party" : named("Agent", names.agent(tenant, id));
  const queue = (id: number) => named("queue", names.queue(tenant, id));
  switch (event.kind) {
    case "arrived":
      return event.direction === "in"
        ? `${event.callerNo || "A withheld number"} called ${event.calleeNo}`
        : `Outbound call from ${event.callerNo || "a withheld number"} to ${event.calleeNo}`;
    case "ivrEntered":
      return event.flowId === undefined ? "Entered the IVR" : `Entered IVR flow ${event.flowId}`;
    case "queued":
      return event.skillName !== undefined && names.queue(tenant, event.skillId).name === ""
        ? `Waits in queue ${event.skillId} (${event.skillName})`
        : `Waits in ${queue(event.skillId)}`;
    case "offered":
      return `${agent(event.agentId)} is rung`;
    case "unanswered":
      return `${agent(event.agentId)} did not take it: ${unansweredWords(event.reason)}`;
    case "answered":
      return `${agent(event.agentId)} answered`;
    case "held":
      return event.agentId === undefined ? "Put on hold" : `${agent(event.agentId)} put it on hold`;
    case "resumed":
      return event.agentId === undefined ? "Taken off hold" : `${agent(event.agentId)} resumed`;
    case "transferred":
      return `Transferred to ${targetWords(event.to, agent, queue)}`;
    case "ended":
      return event.by === undefined ? "Ended" : `Ended by the ${event.by}`;
  }
}

function named(what: string, { id, name }: { readonly id: number; readonly name: string }): string {
  return name === "" ? `${what} ${id}` : `${what} ${id} (${name})`;
}

function unansweredWords(reason: UnansweredReason | undefined): string {
  switch (reason) {
    case undefined:
    case "noAnswer":
      return "no answer";
    case "rejected":
    case "busy":
    case "unreachable":
      return reason;
  }
}

function targetWords(
  to: TransferTarget,
  agent: (id: number) => string,
  queue: (id: number) => string,
): string {
  switch (to.kind) {
    case "queue":
      return queue(to.skillId);
    case "agent":
      return agent(to.agentId).replace("Agent", "agent");
    case "ivr":
      return to.flowId === undefined ? "the IVR" : `IVR flow ${to.flowId}`;
    case "external":
      return to.number;
  }
}

function taskWords(event: TaskEvent, reasons: CodeTable): string {
  switch (event.kind) {
    case "taskCreated":
      return `Task to connect ${event.caller} with ${event.called}`;
    case "taskAlerting":
      return `The ${event.party} is rung`;
    case "taskTalking":
      return `The ${event.party} talks`;
    case "taskReleased":
      return `The ${event.party} hung up`;
    case "taskEnded":
      return endWords(coded(reasons, event.reasonCode));
  }
}

function endWords({ code, words }: Coded): string {
  return words === "" ? `Ended with reason ${code}` : `Ended: ${words} (${code})`;
}
