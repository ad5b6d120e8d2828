// Adds up statistics from the digests of the days: totals where they are kept, else the facts of calls.
import { countAgentTime, type StateBegin } from "../../call/agent-time.ts";
import { addTotals, countFacts, emptyTotals, type Totals } from "../../call/call-statistics.ts";
import { agentTimeStates, quarterMs } from "../../call/call-totals.ts";
import { getOrPut } from "../../lib/get-or-put.ts";
import { tenantOfKey, type TenantKey } from "../../lib/tenant-key.ts";
import type { StatisticCell, StatisticsQuery } from "../statistics.ts";
import { ByteReader } from "./byte-text.ts";
import { readCells } from "./cells-codec.ts";
import { mayReach, settledDays, type DerivedDays } from "./derived-days.ts";
import { digestIdsOf } from "./digest-hour.ts";
import { readFacts } from "./facts-codec.ts";
import { dayMs, dayOf, hourMs, hoursOfDay } from "./minute.ts";
import type { Reader } from "./reader-pool.ts";
import { readStates } from "./states-codec.ts";
import type { Turns } from "./turns.ts";

type Cell = Totals & {
  readonly tenant: TenantKey;
  readonly id: number;
  readonly from: number;
  agentTime?: number[];
};

export async function readStatistics(
  source: DerivedDays,
  query: StatisticsQuery,
  signal: AbortSignal,
): Promise<readonly StatisticCell[]> {
  const { from, to, by } = query;
  const sum = new StatisticsSum(query);
  using turns = await source.turnOrder.begin(query.tenants, signal);
  const days = await settledDays(source, (day) => mayReach(day, from, to + quarterMs));
  for (const { day } of days) {
    for (const tenant of new Set(query.tenants)) {
      await sum.addDay(() => source.reader(day), { day, tenant, turns });
    }
  }
  if (by === "agent") await addAgentTime(source, query, sum, turns);
  return sum.cells();
}

class StatisticsSum {
  readonly #query: StatisticsQuery;
  readonly #ids: ReadonlySet<number> | undefined;
  /** By tenant, device, span. */
  readonly #cells = new Map<TenantKey, Map<number, Map<number, Cell>>>();
  readonly #spans = new Map<TenantKey, Map<number, number>>();

  constructor(query: StatisticsQuery) {
    this.#query = query;
    this.#ids = query.ids && new Set(query.ids);
  }

  /** `open` is asked each time: a reader is closed when others are needed more. */
  async addDay(
    open: () => Reader | undefined,
    {
      day,
      tenant,
      turns,
    }: { readonly day: number; readonly tenant: TenantKey; readonly turns: Turns },
  ): Promise<void> {
    const { by, from, to } = this.#query;
    const first = digestIdsOf(tenant, 0);
    const lastHour = Math.min(hoursOfDay - 1, Math.floor((to + quarterMs - day) / hourMs));
    const range = [first, digestIdsOf(tenant, lastHour), from - day] as const;
    const ids = "select id from digest where id between ? and ? and end_max >= ?";
    const cells = { vdn: "vdn_cells", accessCode: "access_code_cells", skill: "skill_cells" };
    const kept = by === "agent" ? "null" : cells[by];
    const parts = `select ${kept}, case when ${kept} is null then facts end from digest where id = ?`;
    for (const [id] of open()
      ?.arrays(ids)
      .all(...range) ?? []) {
      const [packed, facts] = open()?.arrays(parts).get(Number(id)) ?? [];
      const hour = day + (Number(id) - first) * hourMs;
      if (packed instanceof Uint8Array) this.#addCells(packed, tenant, hour);
      else if (facts instanceof Uint8Array) this.#addFacts(facts, tenant, hour);
      await turns.rest();
    }
  }

  #addCells(packed: Uint8Array, tenant: TenantKey, hour: number): void {
    readCells(packed, hour, {
      isAsked: (id) => this.#isAsked(id),
      found: (id, quarter, totals) => this.#add(tenant, id, quarter, totals),
    });
  }

  #addFacts(packed: Uint8Array, tenant: TenantKey, hour: number): void {
    const { vdn } = tenantOfKey(tenant);
    const totalsOf = (id: number, quarter: number) => this.totals(tenant, id, quarter);
    for (const bytes = new ByteReader(packed); !bytes.isAtEnd;) {
      countFacts(readFacts(bytes, vdn, hour), this.#query.by, totalsOf);
    }
  }

  /** Undefined when nobody asked for them. */
  totals(tenant: TenantKey, id: number, quarter: number): Cell | undefined {
    if (!this.#isWithin(quarter) || !this.#isAsked(id)) return undefined;
    const spans = this.#spansOf(tenant, id);
    const span = this.#spanOf(tenant, quarter);
    return getOrPut(spans, span, () => ({ ...emptyTotals(), tenant, id, from: span }));
  }

  cells(): StatisticCell[] {
    const all = [...this.#cells.values()].flatMap((devices) =>
      [...devices.values()].flatMap((spans) => [...spans.values()]),
    );
    return all.sort((a, b) => a.tenant - b.tenant || a.id - b.id || a.from - b.from);
  }

  #add(tenant: TenantKey, id: number, quarter: number, totals: Totals): void {
    if (!this.#isWithin(quarter)) return;
    const spans = this.#spansOf(tenant, id);
    const span = this.#spanOf(tenant, quarter);
    const known = spans.get(span);
    if (known === undefined) spans.set(span, { ...totals, tenant, id, from: span });
    else addTotals(known, totals);
  }

  #spansOf(tenant: TenantKey, id: number): Map<number, Cell> {
    const devices = getOrPut(this.#cells, tenant, () => new Map<number, Map<number, Cell>>());
    return getOrPut(devices, id, () => new Map<number, Cell>());
  }

  #isWithin(quarter: number): boolean {
    return quarter >= this.#query.from && quarter <= this.#query.to;
  }

  #isAsked(id: number): boolean {
    return this.#ids?.has(id) ?? true;
  }

  #spanOf(tenant: TenantKey, quarter: number): number {
    const { spanOf } = this.#query;
    if (spanOf === undefined) return quarter;
    const spans = getOrPut(this.#spans, tenant, () => new Map<number, number>());
    return getOrPut(spans, quarter, () => spanOf(tenant, quarter));
  }
}

/** A state may have begun on the day before, and end on the day after. */
async function addAgentTime(
  source: DerivedDays,
  { tenants, from, to }: StatisticsQuery,
  sum: StatisticsSum,
  turns: Turns,
): Promise<void> {
  const first = dayOf(from) - dayMs;
  const days = await settledDays(source, ({ day }) => day >= first && day <= to + dayMs);
  for (const tenant of new Set(tenants)) {
    // Of each agent, the last state of the days before.
    const last = new Map<number, StateBegin>();
    for (const { day } of days) {
      const reader = source.reader(day);
      if (reader === undefined) continue;
      const sql = "select agent_id, states from agent_day where tenant = ?";
      for (const [id, packed] of reader.arrays(sql).all(tenant)) {
        if (!(packed instanceof Uint8Array)) continue;
        const agentId = Number(id);
        const before = last.get(agentId);
        const states = readStates(packed, day);
        const newest = states.at(-1);
        if (newest !== undefined) last.set(agentId, newest);
        countAgentTime(before === undefined ? states : [before, ...states], (quarter) => {
          const cell = sum.totals(tenant, agentId, quarter);
          if (cell === undefined) return [];
          cell.agentTime ??= Array.from({ length: agentTimeStates }, () => 0);
          return cell.agentTime;
        });
        await turns.rest();
      }
    }
  }
}
