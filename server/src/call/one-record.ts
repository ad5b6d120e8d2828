// Several files may tell of one call: a PBX writes CEL, CDR and queue_log at once.
import type { CallEvent, TaskEvent } from "@trunkline/contract";
import { defaultSource } from "./event-identity.ts";

type Told = CallEvent | TaskEvent;

/**
 * Of what is told afterwards only one source counts, lest every fact be told twice at slightly different
 * times: one that knows the end; of those the most exact; of those the first by name.
 */
export function ofOneRecord<E extends Told>(events: readonly E[]): readonly E[] {
  const records = new Map<string, E[]>();
  for (const event of events) {
    if (event.backfill !== true) continue;
    const record = records.get(sourceOf(event));
    if (record === undefined) records.set(sourceOf(event), [event]);
    else record.push(event);
  }
  if (records.size < 2) return events;
  const [best] = [...records].toSorted(
    ([source, record], [otherSource, other]) =>
      Number(hasEnd(other)) - Number(hasEnd(record)) ||
      precisionOf(record) - precisionOf(other) ||
      (source < otherSource ? -1 : 1),
  );
  return events.filter((event) => event.backfill !== true || sourceOf(event) === best?.[0]);
}

/** Whether events told afterwards come from more than one source. */
export function areSeveralRecords(events: readonly Told[]): boolean {
  const told = events.filter((event) => event.backfill === true);
  const [first] = told;
  return first !== undefined && told.some((event) => sourceOf(event) !== sourceOf(first));
}

function sourceOf({ source = defaultSource }: Told): string {
  return source;
}

function hasEnd(record: readonly Told[]): boolean {
  return record.some(({ kind }) => kind === "ended" || kind === "taskEnded");
}

/** That of the least exact fact. */
function precisionOf(record: readonly Told[]): number {
  return record.reduce((coarsest, { precisionMs = 1 }) => Math.max(coarsest, precisionMs), 1);
}
