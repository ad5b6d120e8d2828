// The rows of one tenant as the readers of streams have them, and what has changed of them.
import type { LiveAgent } from "@trunkline/contract";
import { tenantOfKey, tenantText, type TenantKey } from "../lib/tenant-key.ts";
import { LiveMarks } from "./live-marks.ts";
import type { LiveRows } from "./live-rows.ts";
import { accessCodesOf, agentIds, queueIds, type LiveStateParts } from "./live-state.ts";
import { maskAgent, maskNumbers } from "./mask-rows.ts";

export type StreamKind = "tenants" | "accessCodes" | "queues" | "agents" | "calls";

/** A row that is not as it was, or is no more. */
export type RowChange = {
  readonly tenant: TenantKey;
  readonly kind: StreamKind;
  readonly id: number | string;
  /** JSON; "" = the row is gone. */
  readonly json: string;
  /** With telephone numbers masked. */
  readonly maskedJson: () => string;
};

export class TenantFeed {
  readonly tenant: TenantKey;
  readonly #parts: LiveStateParts;
  readonly #rows: LiveRows;
  /** By kind and id. */
  readonly #sent = new Map<string, string>();
  readonly #agents = new Map<number, LiveAgent>();
  marks = new LiveMarks();

  /** Begins with the rows as they are now: only what differs from them later is a change. */
  constructor(parts: LiveStateParts, tenant: TenantKey) {
    this.tenant = tenant;
    this.#parts = parts;
    this.#rows = parts.rows;
    this.marks.isAll = true;
    this.take({ withCalls: false, now: 0 });
  }

  /** Whoever is told next is told everything. */
  forget(): void {
    this.#sent.clear();
    this.marks.isAll = true;
  }

  /** What has changed since the last time. */
  take({ withCalls, now }: { readonly withCalls: boolean; readonly now: number }): RowChange[] {
    const marks = this.marks;
    if (!marks.isAny()) return [];
    this.marks = new LiveMarks();
    const changes: RowChange[] = [];
    const isNews = this.#takeAgents(marks, changes);
    this.#takeQueues(marks, isNews, changes);
    const codes = accessCodesOf(this.#parts, this.tenant);
    for (const code of codes) {
      if (!marks.isAll && !marks.accessCodes.has(code.innoId)) continue;
      const row = this.#rows.accessCode(this.tenant, code);
      this.#note(changes, "accessCodes", code.innoId, row);
    }
    const codeIds = codes.map(({ innoId }) => innoId);
    if (marks.isAll) this.#takeRemoved("accessCodes", codeIds, changes);
    if (marks.isAll || marks.isTenant) {
      const row = this.#rows.tenant(this.tenant, this.#agents.values());
      this.#note(changes, "tenants", tenantOfKey(this.tenant).vdn, row);
    }
    if (withCalls) this.#takeCalls(marks, now, changes);
    return changes;
  }

  /** Returns the queues whose agents do something else now. */
  #takeAgents(marks: LiveMarks, changes: RowChange[]): ReadonlySet<number> {
    const served = new Set<number>();
    const known = new Set(agentIds(this.#parts, this.tenant));
    const marked = marks.isAll ? [...known, ...this.#agents.keys()] : marks.agents;
    for (const agentId of new Set(marked)) {
      const before = this.#agents.get(agentId);
      const after = known.has(agentId) ? this.#rows.agent(this.tenant, agentId) : undefined;
      for (const skillId of [...queuesOf(before), ...queuesOf(after)]) served.add(skillId);
      if (after === undefined) {
        this.#agents.delete(agentId);
        if (before !== undefined) changes.push(this.#gone("agents", agentId));
        continue;
      }
      this.#agents.set(agentId, after);
      this.#note(changes, "agents", agentId, after, () => JSON.stringify(maskAgent(after)));
    }
    return served;
  }

  #takeQueues(marks: LiveMarks, served: ReadonlySet<number>, changes: RowChange[]): void {
    const marked = new Set([...marks.queues, ...served]);
    if (!marks.isAll && marked.size === 0) return;
    const present = queueIds(this.#parts, this.tenant);
    for (const skillId of present) {
      if (!marks.isAll && !marked.has(skillId)) continue;
      const row = this.#rows.queue(this.tenant, skillId, this.#agents.values());
      this.#note(changes, "queues", skillId, row);
    }
    this.#takeRemoved("queues", present, changes);
  }

  /** Of those that were sent: a queue goes with its last agent, and who takes a code or a name away tells nothing. */
  #takeRemoved(
    kind: "accessCodes" | "queues",
    present: readonly number[],
    changes: RowChange[],
  ): void {
    const names = new Set(present.map((id) => `${kind} ${id}`));
    for (const name of this.#sent.keys()) {
      const [sentKind, id] = name.split(" ");
      if (sentKind === kind && !names.has(name)) changes.push(this.#gone(kind, Number(id)));
    }
  }

  #takeCalls(marks: LiveMarks, now: number, changes: RowChange[]): void {
    for (const [callId, live] of marks.calls) {
      if (live === undefined) {
        changes.push(this.#gone("calls", callId));
        continue;
      }
      const row = this.#rows.call(this.tenant, live, now);
      const maskedJson = () => JSON.stringify(maskNumbers(row));
      const { tenant } = this;
      changes.push({ tenant, kind: "calls", id: callId, json: JSON.stringify(row), maskedJson });
    }
  }

  #note(
    changes: RowChange[],
    kind: StreamKind,
    id: number,
    row: object,
    maskedJson?: () => string,
  ): void {
    const json = JSON.stringify(row);
    const name = `${kind} ${id}`;
    if (this.#sent.get(name) === json) return;
    this.#sent.set(name, json);
    changes.push({ tenant: this.tenant, kind, id, json, maskedJson: maskedJson ?? (() => json) });
  }

  #gone(kind: StreamKind, id: number | string): RowChange {
    this.#sent.delete(`${kind} ${id}`);
    return { tenant: this.tenant, kind, id, json: "", maskedJson: () => "" };
  }
}

export function goneJson({ tenant, kind, id }: RowChange): string {
  return JSON.stringify({ kind, tenant: tenantText(tenantOfKey(tenant)), id });
}

function queuesOf(agent: LiveAgent | undefined): readonly number[] {
  if (agent === undefined) return [];
  const serving = agent.currentCall?.skill?.id;
  const skills = agent.skills.map(({ id }) => id);
  return serving === undefined ? skills : [...skills, serving];
}
