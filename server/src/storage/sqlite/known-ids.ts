// Which calls a day may hold: most events of a new call ask for a record that is not there.
import { setImmediate as nextTurn } from "node:timers/promises";
import { tenantKey, type TenantKey } from "../../lib/tenant-key.ts";
import type { CallRow } from "../history.ts";
import type { CallIds } from "./day-reader.ts";
import { IdFilter } from "./id-filter.ts";
import { dayOf } from "./minute.ts";

type Known = {
  readonly filter: IdFilter;
  isComplete: boolean;
  /** The count of uses when it was used last. */
  usedAt: number;
};

type Coming = {
  /** 1 for each row whose day has no record of the call, and that no row before it is of the same call. */
  readonly areNew: Uint8Array<ArrayBuffer>;
  /** To call when they are there, or will not be. */
  readonly come: () => void;
};

/** Rows read before others get their turn. */
const rowsPerTurn = 5000;

export class KnownIds {
  /** By day; the least recently used goes first. */
  readonly #days = new Map<number, Known>();
  #uses = 0;
  readonly #daysMax: number;
  readonly #coming = new Set<readonly CallRow[]>();
  readonly #closing = new AbortController();

  constructor(options: { readonly daysMax: number }) {
    this.#daysMax = options.daysMax;
  }

  /** False only when the day has no such call. `read` gives the calls that it has, a part at a time. */
  mayHold(
    day: number,
    tenant: TenantKey,
    callId: string,
    read: (after: number, limit: number) => readonly CallIds[],
  ): boolean {
    let known = this.#used(day);
    if (known === undefined) {
      known = this.#begin(day, false);
      void this.#fill(known, read);
    }
    return !known.isComplete || known.filter.mayHave(tenant, callId);
  }

  /** Records on their way to the store. Of a day without a file all are known from its first record on. */
  coming(rows: readonly CallRow[], hasFile: (day: number) => boolean): Coming {
    // First of all: a day that begins here takes them over.
    this.#coming.add(rows);
    const days = new Set(rows.map(({ arrivedAt }) => dayOf(arrivedAt)));
    // More at a time would only drive each other out.
    for (const day of days.size <= this.#daysMax ? days : []) {
      if (!this.#days.has(day) && !hasFile(day)) this.#begin(day, true);
    }
    const areNew = Uint8Array.from(rows, (row) => {
      const known = this.#used(dayOf(row.arrivedAt));
      if (known === undefined) return 0;
      const isNew = known.isComplete && !known.filter.mayHave(tenantKey(row), row.callId);
      addTo(known, tenantKey(row), row);
      return isNew ? 1 : 0;
    });
    return { areNew, come: () => this.#coming.delete(rows) };
  }

  /** The day is about to be dropped. */
  forget(day: number): void {
    this.#days.delete(day);
  }

  /** Notes the use: today is asked for between the days of an import. */
  #used(day: number): Known | undefined {
    const known = this.#days.get(day);
    this.#uses += 1;
    if (known !== undefined) known.usedAt = this.#uses;
    return known;
  }

  #begin(day: number, isComplete: boolean): Known {
    const known = { filter: new IdFilter(), isComplete, usedAt: this.#uses };
    this.#days.set(day, known);
    // A row that the day's file does not show yet, and that was told before the day was asked for.
    for (const rows of this.#coming) {
      for (const row of rows) if (dayOf(row.arrivedAt) === day) addTo(known, tenantKey(row), row);
    }
    if (this.#days.size > this.#daysMax) this.#forgetOldest();
    return known;
  }

  #forgetOldest(): void {
    const [oldest] = [...this.#days].sort(([, a], [, b]) => a.usedAt - b.usedAt);
    if (oldest !== undefined) this.#days.delete(oldest[0]);
  }

  /** A day that cannot be read stays incomplete: it is asked itself. */
  async #fill(
    known: Known,
    read: (after: number, limit: number) => readonly CallIds[],
  ): Promise<void> {
    let after = 0;
    for (;;) {
      await nextTurn();
      if (this.#closing.signal.aborted) return;
      let rows: readonly CallIds[];
      try {
        rows = read(after, rowsPerTurn);
      } catch {
        return;
      }
      for (const row of rows) addTo(known, row.tenant, row);
      after = rows.at(-1)?.id ?? after;
      if (rows.length < rowsPerTurn) break;
    }
    known.isComplete = true;
  }

  [Symbol.dispose](): void {
    this.#closing.abort();
  }
}

function addTo({ filter }: Known, tenant: TenantKey, row: Pick<CallIds, "callId" | "cmsCallId">) {
  filter.add(tenant, row.callId);
  if (row.cmsCallId !== row.callId) filter.add(tenant, row.cmsCallId);
}
