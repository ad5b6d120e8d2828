// Events told afterwards, by a call record, beside those told as they happened: which of them count.
import type { CallEvent, TaskEvent } from "@trunkline/contract";
import { areSeveralRecords, ofOneRecord } from "./one-record.ts";

/** The clocks of a PBX's channels, events and records step apart by some ticks of 20 ms. */
const clockMs = 100;

/**
 * What was told as it happened stands; of what is told afterwards counts only what comes after it: the
 * end that was missed. So a record changes nothing of a call that is known to its end. Events must be
 * in order.
 */
export function countingEvents<E extends CallEvent | TaskEvent>(all: readonly E[]): readonly E[] {
  const events = ofOneRecord(all);
  const own = events.filter((event) => event.backfill !== true);
  if (own.some(isFirmEnd)) return own.some(isPresumed) ? own.filter((e) => !isPresumed(e)) : own;
  if (own.length === 0 || own.length === events.length) return events;
  const record = events.filter((event) => event.backfill === true);
  const last = own.findLast((event) => !isEnd(event));
  const missed = last === undefined ? record : missedAfter(last, own, record);
  const told = record.some(isEnd) ? own.filter((event) => !isEnd(event)) : own;
  return [...told, ...missed].sort(
    (a, b) => a.at - b.at || Number(a.backfill ?? false) - Number(b.backfill ?? false),
  );
}

/** Told afterwards, and of no use beside what is known: it need not even be kept. */
export function isNeedless<E extends CallEvent | TaskEvent>(
  event: E,
  known: readonly E[],
): boolean {
  if (event.backfill !== true) return false;
  const own = known.filter((other) => other.backfill !== true);
  if (own.some(isFirmEnd)) return true;
  return !isEnd(event) && own.some((other) => !isEnd(other) && isBefore(event, other));
}

/** Of a record what comes after the last fact that was told as it happened. */
function missedAfter<E extends CallEvent | TaskEvent>(
  last: E,
  own: readonly E[],
  record: readonly E[],
): readonly E[] {
  const copy = copyOf(last, record);
  const after = record.filter((event) => {
    if (isEnd(event)) return true;
    if (copy === undefined) return event.at > last.at;
    const isTied = event.at === copy.at && event !== copy;
    return event.at > copy.at || (isTied && copyOf(event, own) === undefined);
  });
  const [first] = after;
  const isRepeated = copy === undefined && first !== undefined && isSameFact(first, last);
  const missed = isRepeated ? after.slice(1) : after;
  return missed.map((event) => {
    const isShifted = event.at < last.at && !isBefore(event, last);
    return isShifted ? { ...event, at: last.at } : event;
  });
}

/** The same fact as others tell it, by their clock; the nearest. */
function copyOf<E extends CallEvent | TaskEvent>(event: E, others: readonly E[]): E | undefined {
  const copies = others.filter(
    (other) => isSameFact(other, event) && !isBefore(other, event) && !isBefore(event, other),
  );
  const offMs = (copy: E) => Math.abs(copy.at - event.at);
  return copies.reduce<E | undefined>(
    (best, copy) => (best === undefined || offMs(copy) < offMs(best) ? copy : best),
    undefined,
  );
}

/** By more than clocks and rounding explain. */
function isBefore(event: CallEvent | TaskEvent, other: CallEvent | TaskEvent): boolean {
  const { precisionMs = 1 } = event;
  return event.at < other.at - clockMs - precisionMs;
}

/** Whether some events were told as they happened and others afterwards, or by several records. */
export function isMixed(events: readonly (CallEvent | TaskEvent)[]): boolean {
  const isToldAfterwards = (event: CallEvent | TaskEvent) => event.backfill === true;
  if (!events.some(isToldAfterwards)) return false;
  return !events.every(isToldAfterwards) || areSeveralRecords(events);
}

function isEnd({ kind }: CallEvent | TaskEvent): boolean {
  return kind === "ended" || kind === "taskEnded";
}

function isFirmEnd(event: CallEvent | TaskEvent): boolean {
  return isEnd(event) && !isPresumed(event);
}

/** Of a call that a connector has lost the end is only presumed: a record knows it. */
function isPresumed(event: CallEvent | TaskEvent): boolean {
  return (event.kind === "ended" || event.kind === "taskEnded") && event.presumed === true;
}

/** Two clocks tell one fact at slightly different times. */
function isSameFact(a: CallEvent | TaskEvent, b: CallEvent | TaskEvent): boolean {
  return a.kind === b.kind && deviceOf(a) === deviceOf(b);
}

function deviceOf(event: CallEvent | TaskEvent): string {
  switch (event.kind) {
    case "ivrEntered":
      return String(event.flowId ?? 0);
    case "queued":
      return String(event.skillId);
    case "offered":
    case "unanswered":
    case "answered":
    case "held":
    case "resumed":
      return String(event.agentId ?? 0);
    case "transferred":
      return Object.values(event.to).join();
    case "taskAlerting":
    case "taskTalking":
    case "taskReleased":
      return event.party;
    case "arrived":
    case "ended":
    case "taskCreated":
    case "taskEnded":
      return "";
  }
}
