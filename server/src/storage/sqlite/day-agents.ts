// Keeps the states of agents on one day: as they come in a table, later packed, one row an agent.
import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { AgentStateChange } from "../../call/agent.ts";
import { tenantKey } from "../../lib/tenant-key.ts";
import { prepareArrays, type ArrayStatement } from "./array-statement.ts";
import { packStates, readStates } from "./states-codec.ts";

export class DayAgents {
  readonly #database: DatabaseSync;
  readonly #day: number;
  readonly #insert: StatementSync;
  readonly #all: ArrayStatement;
  readonly #select: ArrayStatement;
  readonly #put: StatementSync;

  constructor(database: DatabaseSync, day: number) {
    this.#database = database;
    this.#day = day;
    this.#insert = database.prepare(
      "insert or replace into agent_state (tenant, agent_id, at_ms, state) values (?, ?, ?, ?)",
    );
    this.#all = prepareArrays(database, "select tenant, agent_id, at_ms, state from agent_state");
    this.#select = prepareArrays(
      database,
      "select states from agent_day where tenant = ? and agent_id = ?",
    );
    this.#put = database.prepare(
      "insert or replace into agent_day (tenant, agent_id, states) values (?, ?, ?)",
    );
  }

  /** Told twice counts once; of one instant the last that is told stands. */
  add(changes: readonly AgentStateChange[]): void {
    for (const change of changes) {
      const at = change.at - this.#day;
      this.#insert.run(tenantKey(change), change.agentId, at, change.state);
    }
  }

  /** In a transaction. */
  settle(): void {
    const byAgent = Map.groupBy(
      this.#all.all(),
      ([tenant, agentId]) => `${String(tenant)} ${String(agentId)}`,
    );
    for (const changes of byAgent.values()) {
      const [[tenant = 0, agentId = 0] = []] = changes;
      const packed = this.#select.get(tenant, agentId)?.[0];
      const known = packed instanceof Uint8Array ? readStates(packed, 0) : [];
      const states = new Map(known.map(({ at, state }) => [at, state]));
      for (const [, , at, state] of changes) states.set(Number(at), Number(state));
      const ordered = [...states].map(([at, state]) => ({ at, state }));
      ordered.sort((a, b) => a.at - b.at);
      this.#put.run(tenant, agentId, packStates(ordered, 0));
    }
    if (byAgent.size > 0) this.#database.exec("delete from agent_state");
  }
}
