// Facts about calls -> events: tenant, time, identity and order added, held back until they are known.
import type { TrunklineEvent } from "@trunkline/contract";
import { tenantText } from "../../lib/tenant-key.ts";
import type { AmiTenant } from "./ami-settings.ts";
import { millisOf } from "./ami-time.ts";
import type { MemberState, TrackedCall } from "./pbx-state.ts";

type Envelope = "ccId" | "vdn" | "callId" | "at" | "id" | "source" | "sequence" | "serialNo";

type WithoutEnvelope<E> = E extends TrunklineEvent ? Omit<E, Envelope> : never;

/** An event before its call's tenant is known. `mark` tells apart those of one kind and instant. */
export type Draft = {
  readonly micros: number;
  readonly mark: string;
  readonly event: WithoutEnvelope<TrunklineEvent>;
};

export class EventWriter {
  readonly #source: string;
  readonly #skip: (reason: string) => void;
  #sequence = 0;
  #written: TrunklineEvent[] = [];

  constructor(options: {
    readonly source: string;
    /** Told why something that a PBX reported gives no event. */
    readonly skip: (reason: string) => void;
  }) {
    this.#source = options.source;
    this.#skip = options.skip;
  }

  skip(reason: string): void {
    this.#skip(reason);
  }

  /** The events since the last call. */
  take(): readonly TrunklineEvent[] {
    const written = this.#written;
    this.#written = [];
    return written;
  }

  write(
    call: TrackedCall,
    micros: number,
    event: Draft["event"],
    mark: number | string = "",
  ): void {
    const draft: Draft = { micros, mark: String(mark), event };
    call.toldMicros = Math.max(call.toldMicros, micros);
    if (call.held !== undefined) call.held.push(draft);
    else if (call.tenant !== undefined) this.#add(call, call.tenant, draft);
  }

  /** Lets out what a call has held back, once its tenant and numbers are known. */
  publish(call: TrackedCall): void {
    const { held, tenant, facts } = call;
    if (held === undefined || tenant === undefined || facts === undefined) return;
    call.held = undefined;
    const { beginMicros: micros, beginPrecisionMs: precisionMs } = call;
    const precision = precisionMs === 0 ? {} : { precisionMs };
    const event = { kind: "arrived", ...facts, ...precision } as const;
    this.#add(call, tenant, { micros, mark: "", event });
    for (const draft of held) this.#add(call, tenant, draft);
  }

  writeAgent(member: MemberState, micros: number, state: number, reason: string): void {
    const { tenant, agentId } = member;
    this.#written.push({
      kind: "agentState",
      agentId,
      state,
      ...(reason === "" ? {} : { reason }),
      ...this.#envelope(tenant, micros, `${tenantText(tenant)}/agent-${agentId}/${micros}`),
    });
  }

  /** Of a call that is followed no more: its end was not told. */
  writeEnd(tenant: AmiTenant, callId: string, micros: number): void {
    this.#written.push({
      kind: "ended",
      by: "system",
      presumed: true,
      callId,
      ...this.#envelope(tenant, micros, `${callId}/${micros}/vanished`),
    });
  }

  /** Of a task that never had a call. */
  writeTask(tenant: AmiTenant, serialNo: string, micros: number, event: Draft["event"]): void {
    this.#written.push({
      ...event,
      serialNo,
      ...this.#envelope(tenant, micros, `${serialNo}/${micros}/${event.kind}`),
      // As below: a draft with its envelope is an event.
    } as TrunklineEvent);
  }

  #add(call: TrackedCall, tenant: AmiTenant, draft: Draft): void {
    const { micros, mark, event } = draft;
    const isTask = event.kind.startsWith("task");
    const id = `${call.callId}/${micros}/${event.kind}`;
    this.#written.push({
      ...event,
      ...(isTask ? { serialNo: call.task?.serialNo } : {}),
      callId: call.callId,
      ...this.#envelope(tenant, micros, mark === "" ? id : `${id}/${mark}`),
      // A draft with its envelope is an event; the compiler does not follow the union through it.
    } as TrunklineEvent);
  }

  /** The ID is made of what happened: another import of the same bytes gives the same one. */
  #envelope(tenant: AmiTenant, micros: number, id: string) {
    const { ccId, vdn } = tenant;
    const sequence = this.#nextSequence(micros);
    return { ccId, vdn, at: millisOf(micros), id, source: this.#source, sequence };
  }

  /** Rises, and follows the PBX's microseconds where it can. */
  #nextSequence(micros: number): number {
    this.#sequence = Math.max(this.#sequence + 1, micros);
    return this.#sequence;
  }
}
