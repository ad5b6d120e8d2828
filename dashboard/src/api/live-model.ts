// The live board as the page holds it: a signal per row, so that a change redraws its own card alone.
import { batch, signal, type ReadonlySignal, type Signal } from "@preact/signals";
import type { LiveMessage } from "@trunkline/contract";

type Snapshot = Extract<LiveMessage, { event: "snapshot" }>["data"];
export type LiveTenant = Snapshot["tenants"][number];
export type LiveAccessCode = Snapshot["accessCodes"][number];
export type LiveQueue = Snapshot["queues"][number];

export type LiveRows<Row> = {
  /** In the order in which the server first told them. */
  readonly keys: ReadonlySignal<readonly string[]>;
  /** undefined for a row that is no more. */
  readonly row: (key: string) => ReadonlySignal<Row> | undefined;
};

export type LiveModel = {
  readonly tenants: LiveRows<LiveTenant>;
  readonly accessCodes: LiveRows<LiveAccessCode>;
  readonly queues: LiveRows<LiveQueue>;
  /** Epoch ms of the newest event taken in; null = none yet. */
  readonly completeUpTo: ReadonlySignal<number | null>;
  /** In one redraw, rows of which more than so many have changed in several: false while some wait for another call. */
  readonly apply: (messages: readonly LiveMessage[]) => boolean;
};

export function rowKey({ tenant, id }: { readonly tenant: string; readonly id: number }): string {
  return `${tenant}:${id}`;
}

export function openLiveModel({ rowsAtOnce }: { readonly rowsAtOnce: number }): LiveModel {
  const tenants = new RowSignals<LiveTenant>(({ tenant }) => tenant);
  const accessCodes = new RowSignals<LiveAccessCode>(rowKey);
  const queues = new RowSignals<LiveQueue>(rowKey);
  const completeUpTo = signal<number | null>(null);
  const take = (message: LiveMessage): void => {
    switch (message.event) {
      case "snapshot":
        completeUpTo.value = message.data.completeUpTo;
        tenants.replace(message.data.tenants);
        accessCodes.replace(message.data.accessCodes);
        queues.replace(message.data.queues);
        return;
      case "change":
        completeUpTo.value = message.data.completeUpTo;
        tenants.put(message.data.tenants ?? []);
        accessCodes.put(message.data.accessCodes ?? []);
        queues.put(message.data.queues ?? []);
        for (const { kind, tenant, id } of message.data.gone ?? []) {
          if (kind === "accessCodes") accessCodes.remove(`${tenant}:${id}`);
          if (kind === "queues") queues.remove(`${tenant}:${id}`);
        }
        return;
      case "heartbeat":
        completeUpTo.value = message.data.completeUpTo;
        return;
      case "dropped":
        return;
    }
  };
  const apply = (messages: readonly LiveMessage[]) =>
    batch(() => {
      messages.forEach(take);
      const settled = [tenants, accessCodes, queues].map((rows) => rows.settle(rowsAtOnce));
      return settled.every(Boolean);
    });
  return { tenants, accessCodes, queues, completeUpTo, apply };
}

class RowSignals<Row> implements LiveRows<Row> {
  readonly keys = signal<readonly string[]>([]);
  readonly #keyOf: (row: Row) => string;
  readonly #rows = new Map<string, Signal<Row>>();
  /** The newest state of rows that still show an older one. */
  readonly #changed = new Map<string, Row>();

  constructor(keyOf: (row: Row) => string) {
    this.#keyOf = keyOf;
  }

  row(key: string): Signal<Row> | undefined {
    return this.#rows.get(key);
  }

  put(rows: readonly Row[]): void {
    const known = this.#rows.size;
    for (const row of rows) {
      const key = this.#keyOf(row);
      if (this.#rows.has(key)) this.#changed.set(key, row);
      else this.#rows.set(key, signal(row));
    }
    if (this.#rows.size !== known) this.keys.value = [...this.#rows.keys()];
  }

  replace(rows: readonly Row[]): void {
    const given = new Set(rows.map(this.#keyOf));
    for (const key of this.#rows.keys()) if (!given.has(key)) this.remove(key);
    this.put(rows);
  }

  remove(key: string): void {
    this.#changed.delete(key);
    if (this.#rows.delete(key)) this.keys.value = [...this.#rows.keys()];
  }

  /** Shows the newest state of so many rows, those that changed first; true when none is left. */
  settle(most: number): boolean {
    for (const [key, row] of [...this.#changed].slice(0, most)) {
      this.#changed.delete(key);
      const shown = this.#rows.get(key);
      if (shown !== undefined) shown.value = row;
    }
    return this.#changed.size === 0;
  }
}
