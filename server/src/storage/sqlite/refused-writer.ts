// Writes refused events, and forgets the oldest ones.
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { levelOf } from "../../lib/level-of.ts";
import type { RefusedEvent } from "../history.ts";
import { prepareArrays, type ArrayStatement } from "./array-statement.ts";

/** Forgotten at a time, of those that may be kept: counting them all takes longer than writing one. */
const forgottenAtOnce = 1 / 100;

/** Its callers have begun a transaction. */
export class RefusedWriter {
  readonly #keptMax: number;
  readonly #forgottenAtOnce: number;
  readonly #put: StatementSync;
  readonly #counts: ArrayStatement;
  readonly #forget: StatementSync;
  /** That many may be written before some are to be forgotten. */
  #room = 0;

  constructor(database: DatabaseSync, keptMax: number) {
    this.#keptMax = keptMax;
    this.#forgottenAtOnce = Math.floor(keptMax * forgottenAtOnce);
    this.#put = database.prepare(
      `insert into refused_event (received_at, source, tenant, line, field, reason, raw)
       values (?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#counts = prepareArrays(
      database,
      "select tenant, count(*) from refused_event group by tenant",
    );
    this.#forget = database.prepare(
      `delete from refused_event
       where id in (select id from refused_event where tenant = ? order by id limit ?)`,
    );
  }

  put(refused: readonly RefusedEvent[]): void {
    for (const { receivedAt, source, tenant, line, field, reason, raw } of refused) {
      this.#put.run(receivedAt, source, tenant, line, field, reason, raw);
    }
    this.#room -= refused.length;
    if (this.#room < 0) this.#forgetOldest();
  }

  /** Of the tenants that have the most: one that sends nonsense does not drive out what others need to see. */
  #forgetOldest(): void {
    const counts = this.#counts
      .all()
      .map(([tenant, kept]) => [Number(tenant), Number(kept)] as const);
    const level = levelOf(
      counts.map(([, kept]) => kept),
      this.#keptMax - this.#forgottenAtOnce,
    );
    let left = 0;
    for (const [tenant, kept] of counts) {
      if (kept > level) this.#forget.run(tenant, kept - level);
      left += Math.min(kept, level);
    }
    this.#room = this.#keptMax - left;
  }
}
