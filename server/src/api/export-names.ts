// Names of what exported calls visited: each is asked for once in an export, those of a page together.
import type { CallRow } from "../call/record.ts";
import { getOrPut } from "../lib/get-or-put.ts";
import { tenantKey, type TenantKey } from "../lib/tenant-key.ts";
import type { ExportNames } from "./exported-call.ts";
import type { Names } from "./names.ts";

export type NameKind = keyof ExportNames;

export type AskedName = {
  readonly kind: NameKind;
  readonly tenant: TenantKey;
  readonly id: number;
};

/** In the order asked for; "" = nobody has named it. */
export type AskNames = (asked: readonly AskedName[]) => Promise<readonly string[]>;

export function askNames(names: Names): AskNames {
  const ask = ({ kind, tenant, id }: AskedName) =>
    kind === "accessCode" ? names.accessCode(tenant, id).number : names[kind](tenant, id).name;
  return (asked) => Promise.resolve(asked.map(ask));
}

type Known = Map<TenantKey, Map<number, string>>;

export class KnownNames implements ExportNames {
  readonly #ask: AskNames;
  readonly #known: Readonly<Record<NameKind, Known>> = {
    agent: new Map(),
    queue: new Map(),
    accessCode: new Map(),
  };

  constructor(ask: AskNames) {
    this.#ask = ask;
  }

  agent(tenant: TenantKey, id: number): string {
    return this.#known.agent.get(tenant)?.get(id) ?? "";
  }

  queue(tenant: TenantKey, id: number): string {
    return this.#known.queue.get(tenant)?.get(id) ?? "";
  }

  accessCode(tenant: TenantKey, id: number): string {
    return this.#known.accessCode.get(tenant)?.get(id) ?? "";
  }

  /** Asks for those of the rows that are not known. */
  async learn(rows: readonly CallRow[]): Promise<void> {
    const asked: AskedName[] = [];
    for (const row of rows) {
      const tenant = tenantKey(row);
      this.#want("agent", tenant, row.agentId, asked);
      this.#want("queue", tenant, row.skillId, asked);
      this.#want("accessCode", tenant, row.innoId, asked);
    }
    if (asked.length === 0) return;
    const names = await this.#ask(asked);
    for (const [index, { kind, tenant, id }] of asked.entries()) {
      this.#known[kind].get(tenant)?.set(id, names[index] ?? "");
    }
  }

  #want(kind: NameKind, tenant: TenantKey, id: number, asked: AskedName[]): void {
    const ofTenant = getOrPut(this.#known[kind], tenant, () => new Map<number, string>());
    if (id <= 0 || ofTenant.has(id)) return;
    ofTenant.set(id, "");
    asked.push({ kind, tenant, id });
  }
}
