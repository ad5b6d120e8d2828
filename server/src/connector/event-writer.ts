// Facts about calls that a PBX has now -> events: tenant, time, identity and order added, held back until they are known.
import { taskEvents } from "@trunkline/contract";
import type { AgentEvent, CallEvent, EventKind, TaskEvent } from "@trunkline/contract";
import type { TrunklineEvent } from "@trunkline/contract";
import type { ReadonlyCall } from "../call/call.ts";
import { tenantText, type Tenant } from "../lib/tenant-key.ts";
import type { CallFacts } from "./tracked-call.ts";
import type { TrackedTask } from "./tracked-task.ts";

type Envelope = "ccId" | "vdn" | "callId" | "at" | "id" | "source" | "sequence" | "serialNo";

type WithoutEnvelope<E> = E extends TrunklineEvent ? Omit<E, Envelope> : never;

type Told = WithoutEnvelope<CallEvent | TaskEvent>;

/** An event before its call's tenant is known. `mark` tells apart those of one kind and moment. */
export type Draft<Moment> = {
  readonly moment: Moment;
  readonly mark: string;
  readonly event: Told;
};

export type WrittenCall<Moment> = {
  readonly callId: string;
  readonly beganAt: Moment;
  /** How exactly its beginning is known, when it began before we listened; 0 = exactly. */
  beginPrecisionMs: number;
  tenant: Tenant | undefined;
  facts: CallFacts | undefined;
  task: TrackedTask | undefined;
  /** Events that wait until tenant and facts are known; undefined once they are. */
  held: Draft<Moment>[] | undefined;
};

/** What tells events apart: whose it is (a call, a task, an agent), what, and which of those of one moment. */
export type EventName = {
  readonly owner: string;
  readonly kind: EventKind;
  /** "" = the only one. */
  readonly mark: string;
};

/** `at`: epoch ms. `id` is made of what happened: another import of the same bytes gives the same one. */
export type Stamp = { readonly at: number; readonly id: string; readonly sequence: number };

export class EventWriter<Moment, Call extends WrittenCall<Moment>> {
  readonly #source: string;
  readonly #skip: (reason: string) => void;
  readonly #stampOf: (moment: Moment, name: EventName) => Stamp;
  readonly #told: (call: Call, moment: Moment) => void;
  #written: TrunklineEvent[] = [];

  constructor(options: {
    readonly source: string;
    /** Told why something that a PBX reported gives no event. */
    readonly skip: (reason: string) => void;
    readonly stampOf: (moment: Moment, name: EventName) => Stamp;
    /** Told of each event of a call. */
    readonly told?: (call: Call, moment: Moment) => void;
  }) {
    this.#source = options.source;
    this.#skip = options.skip;
    this.#stampOf = options.stampOf;
    this.#told = options.told ?? (() => undefined);
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

  write(call: Call, moment: Moment, event: Told, mark: number | string = ""): void {
    const draft = { moment, mark: String(mark), event };
    this.#told(call, moment);
    if (call.held !== undefined) call.held.push(draft);
    else if (call.tenant !== undefined) this.#add(call, call.tenant, draft);
  }

  /** Lets out what a call has held back, once its tenant and numbers are known. */
  publish(call: Call): void {
    const { held, tenant, facts, beganAt: moment, beginPrecisionMs: precisionMs } = call;
    if (held === undefined || tenant === undefined || facts === undefined) return;
    call.held = undefined;
    const precision = precisionMs === 0 ? {} : { precisionMs };
    const event = { kind: "arrived", ...facts, ...precision } as const;
    this.#add(call, tenant, { moment, mark: "", event });
    for (const draft of held) this.#add(call, tenant, draft);
  }

  writeAgent(
    tenant: Tenant,
    moment: Moment,
    event: Omit<Extract<AgentEvent, { kind: "agentState" }>, Envelope>,
  ): void {
    const { kind } = event;
    const owner = `${tenantText(tenant)}/agent-${event.agentId}`;
    this.#written.push({ ...event, ...this.#envelope(tenant, moment, { owner, kind, mark: "" }) });
  }

  /** Of a call that is followed no more: its end was not told. It comes after all of its last millisecond. */
  writeEnd({ ccId, vdn, callId, lastEventAt: at }: ReadonlyCall): void {
    const id = `${callId}/${at}/vanished`;
    const sequence = at * 1000 + 999;
    const presumed = { kind: "ended", by: "system", presumed: true } as const;
    this.#written.push({ ...presumed, ccId, vdn, callId, at, id, source: this.#source, sequence });
  }

  /** Of a task that never had a call. */
  writeTask(
    tenant: Tenant,
    serialNo: string,
    moment: Moment,
    event: WithoutEnvelope<TaskEvent>,
  ): void {
    const name = { owner: serialNo, kind: event.kind, mark: "" };
    this.#written.push({ ...event, serialNo, ...this.#envelope(tenant, moment, name) });
  }

  #add(call: Call, tenant: Tenant, { moment, mark, event }: Draft<Moment>): void {
    const { callId, task } = call;
    const name = { owner: callId, kind: event.kind, mark };
    const envelope = { callId, ...this.#envelope(tenant, moment, name) };
    if (!isOfTask(event)) this.#written.push({ ...event, ...envelope });
    else if (task !== undefined) {
      this.#written.push({ ...event, serialNo: task.serialNo, ...envelope });
    }
  }

  #envelope({ ccId, vdn }: Tenant, moment: Moment, name: EventName) {
    return { ccId, vdn, source: this.#source, ...this.#stampOf(moment, name) };
  }
}

function isOfTask(event: Told): event is WithoutEnvelope<TaskEvent> {
  return Object.hasOwn(taskEvents, event.kind);
}
