// Facts about past calls -> events: envelope, identity and order added.
import type { CallEvent } from "@trunkline/contract";
import type { Tenant } from "../lib/tenant-key.ts";

type Envelope =
  | ("ccId" | "vdn" | "callId" | "at" | "id" | "source")
  | ("sequence" | "precisionMs" | "backfill");

type WithoutEnvelope<E> = E extends CallEvent ? Omit<E, Envelope> : never;

export type Fact = WithoutEnvelope<CallEvent>;

/** When a fact was, and how exactly that is known. */
export type FactTime = { readonly at: number; readonly precisionMs: number };

export class FactWriter {
  readonly #source: string;
  #sequence = 0;
  #written: CallEvent[] = [];

  constructor({ source }: { readonly source: string }) {
    this.#source = source;
  }

  /** The events since the last call. */
  take(): readonly CallEvent[] {
    const written = this.#written;
    if (written.length > 0) this.#written = [];
    return written;
  }

  /** The ID is made of what happened; `mark` tells apart those of one kind and instant. */
  write(
    call: { readonly callId: string; readonly tenant: Tenant },
    { at, precisionMs }: FactTime,
    fact: Fact,
    mark: number | "" = "",
  ): void {
    const { callId, tenant } = call;
    const { ccId, vdn } = tenant;
    // Rises with the rows, and with time from one file to the next.
    this.#sequence = Math.max(this.#sequence + 1, at * 1000);
    const id = `${callId}/${at}/${fact.kind}${mark === "" ? "" : `/${mark}`}`;
    this.#written.push({
      ...fact,
      ccId,
      vdn,
      callId,
      at,
      id,
      source: this.#source,
      sequence: this.#sequence,
      ...(precisionMs > 1 ? { precisionMs } : {}),
    });
  }
}
