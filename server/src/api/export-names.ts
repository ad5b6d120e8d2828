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
export type TellNames = (asked: readonly AskedName[]) => readonly string[];

/** The same of another thread. */
export type AskNames = (asked: readonly AskedName[]) => Promise<readonly string[]>;

export function tellNames(names: Names): TellNames {
  const tell = ({ kind, tenant, id }: AskedName) =>
    kind === "accessCode" ? names.accessCode(tenant, id).number : names[kind](tenant, id).name;
  return (asked) => asked.map(tell);
}

type Known = Readonly<Record<NameKind, Map<number, string>>>;

export class KnownNames implements ExportNames {
  readonly #ask: AskNames;
  readonly #known = new Map<TenantKey, Known>();

  constructor(ask: AskNames) {
    this.#ask = ask;
  }

  agent(tenant: TenantKey, id: number): string {
    return this.#known.get(tenant)?.agent.get(id) ?? "";
  }

  queue(tenant: TenantKey, id: number): string {
    return this.#known.get(tenant)?.queue.get(id) ?? "";
  }

  accessCode(tenant: TenantKey, id: number): string {
    return this.#known.get(tenant)?.accessCode.get(id) ?? "";
  }

  /** Asks for those of the rows that are not known. */
  async learn(rows: readonly CallRow[]): Promise<void> {
    const asked: AskedName[] = [];
    for (const row of rows) {
      const tenant = tenantKey(row);
      const known = getOrPut(this.#known, tenant, noNames);
      this.#want("agent", tenant, row.agentId, known, asked);
      this.#want("queue", tenant, row.skillId, known, asked);
      this.#want("accessCode", tenant, row.innoId, known, asked);
    }
    if (asked.length === 0) return;
    const names = await this.#ask(asked);
    for (const [index, { kind, tenant, id }] of asked.entries()) {
      this.#known.get(tenant)?.[kind].set(id, names[index] ?? "");
    }
  }

  #want(kind: NameKind, tenant: TenantKey, id: number, known: Known, asked: AskedName[]): void {
    if (known[kind].has(id)) return;
    known[kind].set(id, "");
    asked.push({ kind, tenant, id });
  }
}

/** Of those that no call has, which are 0, nobody is asked. */
function noNames(): Known {
  const none: readonly (readonly [number, string])[] = [[0, ""]];
  return { agent: new Map(none), queue: new Map(none), accessCode: new Map(none) };
}
