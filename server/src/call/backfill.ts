// Events told afterwards, by a call record, beside those told as they happened: which of them count.
import type { CallEvent, TaskEvent } from "@trunkline/contract";
import { areSeveralRecords, ofOneRecord } from "./one-record.ts";

/**
 * What was told as it happened stands; of what is told afterwards counts only what comes after it: the
 * end that was missed. So a record changes nothing of a call that is known to its end. Events must be
 * in order.
 */
export function countingEvents<E extends CallEvent | TaskEvent>(all: readonly E[]): readonly E[] {
  const events = ofOneRecord(all);
  const own = events.filter((event) => event.backfill !== true);
  if (own.length === 0 || own.length === events.length) return events;
  if (own.some(isFirmEnd)) return own;
  const hasRecordedEnd = events.some((event) => event.backfill === true && isEnd(event));
  const last = own.findLast((event) => !isEnd(event));
  const from = last?.at ?? 0;
  const kept = events.filter((event) => {
    if (event.backfill !== true) return !hasRecordedEnd || !isEnd(event);
    return event.at > from || isEnd(event);
  });
  const repeated = kept.find((event) => event.backfill === true);
  const isRepeated = repeated !== undefined && last !== undefined && isSameFact(repeated, last);
  return isRepeated ? kept.filter((event) => event !== repeated) : kept;
}

/** Told afterwards, and of no use beside what is known: it need not even be kept. */
export function isNeedless<E extends CallEvent | TaskEvent>(
  event: E,
  known: readonly E[],
): boolean {
  if (event.backfill !== true) return false;
  const own = known.filter((other) => other.backfill !== true);
  if (own.some(isFirmEnd)) return true;
  return !isEnd(event) && own.some((other) => other.at >= event.at && !isEnd(other));
}

/** Whether some events were told as they happened and others afterwards, or by several records. */
export function isMixed(events: readonly (CallEvent | TaskEvent)[]): boolean {
  const isFirst = events[0]?.backfill === true;
  return events.some((event) => (event.backfill === true) !== isFirst) || areSeveralRecords(events);
}

function isEnd({ kind }: CallEvent | TaskEvent): boolean {
  return kind === "ended" || kind === "taskEnded";
}

/** Of a call that a connector has lost the end is only presumed: a record knows it. */
function isFirmEnd(event: CallEvent | TaskEvent): boolean {
  return isEnd(event) && !(event.kind === "ended" && event.presumed === true);
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
