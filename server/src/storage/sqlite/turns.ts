// Long reads give way to others, and to each other.
import { getOrPut } from "../../lib/get-or-put.ts";
import type { TenantKey } from "../../lib/tenant-key.ts";

/** What reads may take, all of them together, before others get their turn. */
const turnMs = 8;

/** Reads about the same tenants that are under way at a time: each holds what it has found. */
const readsMax = 16;

type Waiting = { readonly turns: Turns; readonly goOn: () => void };

/**
 * The long reads of one thread: of those under way one works at a time, and who asks about the same tenants shares what
 * others have for themselves. However many a tenant has, nobody else waits for all of them.
 */
export class TurnOrder {
  readonly #lines = new Map<string, Waiting[]>();
  /** By line: how many are under way, and those that have yet to begin. */
  readonly #reads = new Map<string, { count: number; readonly next: (() => void)[] }>();
  /** Of this turn of the event loop; undefined = no read has worked in it. */
  #endsAt: number | undefined;
  /** Until it rests, is over, or the turn ends. */
  #working: Turns | undefined;

  /** A read begins: to be called before its first piece of work. Throws when it had to wait and the signal says so. */
  async begin(tenants: readonly TenantKey[], signal: AbortSignal): Promise<Turns> {
    const turns = new Turns(this, tenants.join(), signal);
    const reads = getOrPut(this.#reads, turns.line, () => ({ count: 0, next: [] }));
    if (reads.count < readsMax) reads.count += 1;
    else await new Promise<void>((begin) => reads.next.push(begin));
    if (!signal.aborted) await this.take(turns);
    if (!signal.aborted) return turns;
    turns[Symbol.dispose]();
    throw signal.reason;
  }

  /** Undefined = the read may work at once. */
  take(turns: Turns): Promise<void> | undefined {
    if (this.#endsAt === undefined) this.#beginTurn();
    if (this.#working === turns) this.#working = undefined;
    if (this.#working === undefined && this.#hasTime()) {
      this.#working = turns;
      return undefined;
    }
    const { promise, resolve: goOn } = Promise.withResolvers<void>();
    getOrPut(this.#lines, turns.line, () => []).push({ turns, goOn });
    return promise;
  }

  /** The read is over: another of its line may begin in its place. */
  end(turns: Turns): void {
    const reads = this.#reads.get(turns.line);
    const begin = reads?.next.shift();
    if (begin !== undefined) begin();
    else if (reads !== undefined) {
      reads.count -= 1;
      if (reads.count === 0) this.#reads.delete(turns.line);
    }
    if (this.#working !== turns) return;
    this.#working = undefined;
    if (this.#hasTime()) this.#callNext();
  }

  #hasTime(): boolean {
    return performance.now() < (this.#endsAt ?? 0);
  }

  #beginTurn(): void {
    this.#endsAt = performance.now() + turnMs;
    setImmediate(() => this.#endTurn());
  }

  #endTurn(): void {
    this.#endsAt = undefined;
    this.#working = undefined;
    if (this.#lines.size === 0) return;
    this.#beginTurn();
    this.#callNext();
  }

  /** Of the line that was called longest ago. */
  #callNext(): void {
    for (const [name, line] of this.#lines) {
      const next = line.shift();
      this.#lines.delete(name);
      if (line.length > 0) this.#lines.set(name, line);
      this.#working = next?.turns;
      next?.goOn();
      return;
    }
  }
}

/** One long read; to be disposed of when it is over. */
export class Turns implements Disposable {
  readonly line: string;
  readonly #order: TurnOrder;
  readonly #signal: AbortSignal;

  constructor(order: TurnOrder, line: string, signal: AbortSignal) {
    this.line = line;
    this.#order = order;
    this.#signal = signal;
  }

  /** To be called after each small piece of work. Throws when the signal says so. */
  async rest(): Promise<void> {
    this.#signal.throwIfAborted();
    const waiting = this.#order.take(this);
    if (waiting === undefined) return;
    await waiting;
    this.#signal.throwIfAborted();
  }

  [Symbol.dispose](): void {
    this.#order.end(this);
  }
}
