// What the messages of a live stream add up to.
import type { ApiReplies, LiveMessage } from "./contract.ts";

type Rows<Row> = ReadonlyMap<string, Row>;
type Live = ApiReplies["getLive"];
type Snapshot = Extract<LiveMessage, { event: "snapshot" }>["data"];
type Change = Extract<LiveMessage, { event: "change" }>["data"];
type Kind = (typeof kinds)[number];
type AnyRow = {
  readonly tenant: string;
  readonly id?: number | string;
  readonly callId?: string;
};

const kinds = ["tenants", "accessCodes", "queues", "agents", "calls"] as const;

/**
 * The rows as they stand, by `rowKey`; feed it every message of `streamLive`.
 * @example const live = new LiveRows(); for await (const message of stream) live.apply(message);
 */
export class LiveRows {
  readonly #rows: Readonly<Record<Kind, Map<string, unknown>>> = {
    tenants: new Map(),
    accessCodes: new Map(),
    queues: new Map(),
    agents: new Map(),
    calls: new Map(),
  };
  #completeUpTo: number | null = null;

  /** Epoch ms of the newest event taken in; null = none yet. */
  get completeUpTo(): number | null {
    return this.#completeUpTo;
  }

  get tenants(): Rows<Live["tenants"][number]> {
    return this.#of("tenants");
  }

  get accessCodes(): Rows<Live["accessCodes"][number]> {
    return this.#of("accessCodes");
  }

  get queues(): Rows<Live["queues"][number]> {
    return this.#of("queues");
  }

  get agents(): Rows<Live["agents"][number]> {
    return this.#of("agents");
  }

  /** Those in progress, where the stream was asked for them. */
  get calls(): Rows<ApiReplies["getLiveCalls"]["calls"][number]> {
    return this.#of("calls");
  }

  apply({ event, data }: LiveMessage): void {
    if (event === "dropped") return;
    this.#completeUpTo = data.completeUpTo;
    if (event === "snapshot") for (const rows of Object.values(this.#rows)) rows.clear();
    if (event !== "heartbeat") this.#put(data);
  }

  #put(data: Snapshot | Change): void {
    const change: Change = data;
    for (const kind of kinds) {
      for (const row of change[kind] ?? []) this.#rows[kind].set(rowKey(row), row);
    }
    for (const row of change.gone ?? []) this.#rows[row.kind].delete(rowKey(row));
  }

  #of<Row>(kind: Kind): Rows<Row> {
    // Rows of a kind are put by apply() alone, which knows their type.
    return this.#rows[kind] as Map<string, Row>;
  }
}

/** `1/170 21`: tenant and id; of calls the callId, of tenants the tenant twice. */
export function rowKey({ tenant, id, callId }: AnyRow): string {
  return `${tenant} ${id ?? callId ?? tenant}`;
}
