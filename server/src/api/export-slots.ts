// How many exports may be under way. A client may read one for hours: the last place is for tenants that have none.
import { mayUse, type Scope } from "../access/scope.ts";
import { tenantKey } from "../lib/tenant-key.ts";
import type { Registry } from "../storage/registry.ts";
import { ApiProblem } from "./api-problem.ts";

export class ExportSlots {
  readonly #exportsMax: number;
  readonly #registry: Pick<Registry, "tenants">;
  #running = 0;
  /** Of keys for the same tenants. */
  readonly #runningOf = new Map<string, number>();

  constructor(parts: {
    readonly exportsMax: number;
    readonly registry: Pick<Registry, "tenants">;
  }) {
    this.#exportsMax = parts.exportsMax;
    this.#registry = parts.registry;
  }

  /** Throws an ApiProblem when none is free; given back by disposing of it. */
  take(scope: Scope): Disposable {
    const name = scope.kind === "global" ? "" : scope.tenants.toSorted((a, b) => a - b).join();
    const own = this.#runningOf.get(name) ?? 0;
    if (this.#running >= this.#exportsMax) {
      throw tooMany(`${this.#running} exports are under way, which is as many as may be`);
    }
    if (own > 0 && own >= this.#exportsMax - 1 && this.#hasOthers(scope)) {
      throw tooMany(`${own} exports of these tenants are under way; one more is for others alone`);
    }
    this.#running += 1;
    this.#runningOf.set(name, own + 1);
    return {
      [Symbol.dispose]: () => {
        this.#running -= 1;
        const left = (this.#runningOf.get(name) ?? 0) - 1;
        if (left > 0) this.#runningOf.set(name, left);
        else this.#runningOf.delete(name);
      },
    };
  }

  #hasOthers(scope: Scope): boolean {
    return this.#registry.tenants().some((tenant) => !mayUse(scope, tenantKey(tenant)));
  }
}

function tooMany(detail: string): ApiProblem {
  return new ApiProblem("tooManyRequests", detail);
}
