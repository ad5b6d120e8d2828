// Facts about calls -> events: tenant, time, identity and order added, held back until they are known.
import type { AgentEvent, CallEvent, TaskEvent, TrunklineEvent } from "@trunkline/contract";
import { taskEvents } from "@trunkline/contract";
import type { ReadonlyCall } from "../../call/call.ts";
import { tenantText } from "../../lib/tenant-key.ts";
import type { EslTenant } from "./esl-settings.ts";
import type { Moment } from "./esl-time.ts";
import { millisOf } from "./esl-time.ts";
import type { TrackedCall } from "./pbx-state.ts";

type Envelope = "ccId" | "vdn" | "callId" | "at" | "id" | "source" | "sequence" | "serialNo";

type WithoutEnvelope<E> = E extends TrunklineEvent ? Omit<E, Envelope> : never;

/** An event before its call's tenant is known. `mark` tells apart those of one kind and moment. */
export type Draft = {
  readonly moment: Moment;
  readonly mark: string;
  readonly event: WithoutEnvelope<CallEvent | TaskEvent>;
};

function isTaskDraft(event: Draft["event"]): event is WithoutEnvelope<TaskEvent> {
  return Object.hasOwn(taskEvents, event.kind);
}

export class EventWriter {
  readonly #source: string;
  readonly #skip: (reason: string) => void;
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
    moment: Moment,
    event: Draft["event"],
    mark: number | string = "",
  ): void {
    const draft: Draft = { moment, mark: String(mark), event };
    if (call.held !== undefined) call.held.push(draft);
    else if (call.tenant !== undefined) this.#add(call, call.tenant, draft);
  }

  /** Lets out what a call has held back, once its tenant and numbers are known. */
  publish(call: TrackedCall): void {
    const { held, tenant, facts } = call;
    if (held === undefined || tenant === undefined || facts === undefined) return;
    call.held = undefined;
    this.#add(call, tenant, {
      moment: call.beganAt,
      mark: "",
      event: { kind: "arrived", ...facts },
    });
    for (const draft of held) this.#add(call, tenant, draft);
  }

  writeAgent(
    tenant: EslTenant,
    moment: Moment,
    event: Omit<Extract<AgentEvent, { kind: "agentState" }>, Envelope>,
  ): void {
    const mark = `agent-${tenantText(tenant)}-${event.agentId}`;
    this.#written.push({ ...event, ...this.#envelope(tenant, moment, mark) });
  }

  /** Of a call that is followed no more: its end was not told. */
  writeEnd({ ccId, vdn, callId, lastEventAt: at }: ReadonlyCall): void {
    const id = `${callId}/${at}/vanished`;
    const source = this.#source;
    const presumed = { kind: "ended", by: "system", presumed: true } as const;
    this.#written.push({ ...presumed, ccId, vdn, callId, at, id, source });
  }

  /** Of a task that never had a call. */
  writeTask(
    tenant: EslTenant,
    serialNo: string,
    moment: Moment,
    event: WithoutEnvelope<TaskEvent>,
  ): void {
    const envelope = this.#envelope(tenant, moment, `${event.kind}/${serialNo}`);
    this.#written.push({ ...event, serialNo, ...envelope });
  }

  #add(call: TrackedCall, tenant: EslTenant, draft: Draft): void {
    const { moment, mark, event } = draft;
    const { callId, task } = call;
    const name = `${event.kind}/${callId}${mark === "" ? "" : `/${mark}`}`;
    const envelope = { callId, ...this.#envelope(tenant, moment, name) };
    if (!isTaskDraft(event)) this.#written.push({ ...event, ...envelope });
    else if (task !== undefined) {
      this.#written.push({ ...event, serialNo: task.serialNo, ...envelope });
    }
  }

  /** The ID is FreeSWITCH's own of the event, and what was made of it. */
  #envelope(tenant: EslTenant, moment: Moment, name: string) {
    const { core, micros, sequence } = moment;
    const { ccId, vdn } = tenant;
    const id = `${core}/${sequence}/${name}`;
    return { ccId, vdn, at: millisOf(micros), id, source: this.#source, sequence };
  }
}
