// Rows of queue_log -> events. Pure: time is the rows' own. What it cannot know: the number dialled, the
// IVR before the queue, when the call arrived and, once it has left queue and agent, when it ended.
import type { TransferTarget, TrunklineEvent } from "@trunkline/contract";
import { leaveReason } from "@trunkline/contract/codes";
import { phoneNumber } from "../asterisk-ami/call-facts.ts";
import { agentOfInterface, indexSettings } from "../asterisk-ami/settings-index.ts";
import type { AgentDevice, SettingsIndex, SkillQueue } from "../asterisk-ami/settings-index.ts";
import { FactWriter, type Fact, type FactTime } from "../fact-writer.ts";
import { callIdOf } from "../platform-call-id.ts";
import type { RowLog } from "../file-import.ts";
import type { QueueLogFault, QueueLogRow } from "./queue-log-row.ts";
import type { QueueLogSettings } from "./queue-log-settings.ts";

/** How a call left its queue or its agent: its end, unless another queue takes it up soon. */
type Departure = {
  readonly time: FactTime;
  readonly ended: Omit<Extract<Fact, { kind: "ended" }>, "kind">;
  /** Why it left, where the next queue comes after; a transfer has a target instead. */
  readonly leaveReason: number;
  readonly transfer?: { readonly agentId: number; readonly to: TransferTarget };
};

type QueueCall = {
  readonly uniqueId: string;
  readonly callId: string;
  readonly tenant: SkillQueue["tenant"];
  place: "queue" | "agent";
  queueName: string;
  queuedAt: number;
  agentId: number;
  /** When each agent's last ring was over: the next cannot have begun before. */
  readonly ringEnds: Map<number, number>;
  departure: Departure | undefined;
};

type Handler = (call: QueueCall, row: QueueLogRow) => void;

export type QueueLogLimits = {
  /** More calls at once than this PBX can have: their ends are missing. */
  readonly trackedCallsMax: number;
};

export const defaultQueueLogLimits: QueueLogLimits = { trackedCallsMax: 100_000 };

/** States of agents are for the live board; the others say nothing about a call. */
const ignoredEvents: ReadonlySet<string> = new Set(
  `
  QUEUESTART CONFIGRELOAD SYSCOMPAT AGENTDUMP PENALTY RINGINUSE ADDMEMBER REMOVEMEMBER PAUSE UNPAUSE
  PAUSEALL UNPAUSEALL PAUSEREASON AGENTLOGIN AGENTLOGOFF AGENTCALLBACKLOGIN AGENTCALLBACKLOGOFF
  CALLSTATUS INFO
  `
    .trim()
    .split(/\s+/),
);

/** Callers that a queue does not let in: Asterisk writes no row, Wazo and VICIdial do. */
const refusals: ReadonlyMap<string, number> = new Map([
  ["FULL", leaveReason.overflow],
  ["JOINEMPTY", leaveReason.noAgent],
  ["CLOSED", leaveReason.queuingCancelled],
]);

export class QueueLogMeaning {
  readonly #index: SettingsIndex;
  readonly #writer: FactWriter;
  readonly #log: RowLog;
  readonly #limits: QueueLogLimits;
  readonly #goesOnWithinMs: number;
  readonly #calls = new Map<string, QueueCall>();
  /** Those that have left, the longest ago first. */
  readonly #leaving = new Set<QueueCall>();
  /** Numbers dialled of calls that are on their way to a queue, the oldest first. */
  readonly #dialled = new Map<string, string>();
  readonly #handlers: ReadonlyMap<string, Handler>;

  constructor(options: {
    readonly settings: QueueLogSettings;
    readonly source: string;
    readonly log: RowLog;
    readonly limits: QueueLogLimits;
  }) {
    const { pbx, reading } = options.settings;
    this.#index = indexSettings(pbx);
    this.#writer = new FactWriter(options);
    this.#log = options.log;
    this.#limits = options.limits;
    this.#goesOnWithinMs = reading.goesOnWithinSeconds * 1000;
    const leave = (reason: number) => (call: QueueCall, row: QueueLogRow) =>
      this.#leaveQueue(call, row, reason);
    this.#handlers = new Map<string, Handler>([
      ["CONNECT", (call, row) => this.#connect(call, row)],
      ["RINGNOANSWER", (call, row) => this.#ring(call, row, true)],
      ["RINGCANCELED", (call, row) => this.#ring(call, row, false)],
      ["COMPLETECALLER", (call, row) => this.#complete(call, row, "customer")],
      ["COMPLETEAGENT", (call, row) => this.#complete(call, row, "agent")],
      ["ABANDON", (call, row) => this.#abandon(call, row)],
      ["EXITWITHTIMEOUT", leave(leaveReason.timeout)],
      ["EXITWITHKEY", leave(leaveReason.queuingCancelled)],
      ["EXITEMPTY", leave(leaveReason.noAgent)],
      ["LEAVEEMPTY", leave(leaveReason.noAgent)],
      ["BLINDTRANSFER", (call, row) => this.#transfer(call, row, row.data[0] ?? "")],
      ["TRANSFER", (call, row) => this.#transfer(call, row, row.data[0] ?? "")],
      ["ATTENDEDTRANSFER", (call, row) => this.#transfer(call, row, "")],
    ]);
  }

  /** Calls that are still in a queue or with an agent. */
  get openCalls(): number {
    return this.#calls.size - this.#leaving.size;
  }

  take(row: QueueLogRow | QueueLogFault): readonly TrunklineEvent[] {
    this.#log.take();
    if ("reason" in row) this.#log.skip(row, row.reason);
    else {
      this.#settleBefore(row.time.at - this.#goesOnWithinMs);
      this.#apply(row);
    }
    return this.#writer.take();
  }

  finish(): readonly TrunklineEvent[] {
    this.#settleBefore(Infinity);
    return this.#writer.take();
  }

  #apply(row: QueueLogRow): void {
    const { event, uniqueId } = row;
    if (event === "ENTERQUEUE") return this.#enter(row);
    if (event === "DID") return this.#noteDialled(row);
    const refused = refusals.get(event);
    if (refused !== undefined) {
      this.#enter(row);
      return this.#leaveQueue(this.#calls.get(uniqueId), row, refused);
    }
    const handler = this.#handlers.get(event);
    if (handler === undefined) {
      if (ignoredEvents.has(event)) this.#log.ignore(event);
      else this.#log.note(`unknown event '${event}'`);
      return;
    }
    const call = this.#calls.get(uniqueId);
    if (call === undefined) {
      return this.#log.skip(
        row,
        "call whose beginning is not in the file, or not of a known queue",
      );
    }
    // After a redirect the row of the first queue comes only when the call is over.
    if (call.queueName !== row.queue) return this.#log.note("row of a queue left before");
    handler(call, row);
  }

  /** FreePBX writes the number dialled before the queue. */
  #noteDialled({ uniqueId, data }: QueueLogRow): void {
    this.#dialled.set(uniqueId, phoneNumber(data[0] ?? ""));
    if (this.#dialled.size <= this.#limits.trackedCallsMax) return;
    for (const oldest of this.#dialled.keys()) return void this.#dialled.delete(oldest);
  }

  #enter(row: QueueLogRow): void {
    const { uniqueId, time } = row;
    const queue = this.#index.queueByName.get(row.queue);
    if (queue === undefined) {
      return this.#log.skip(row, `queue '${row.queue}' is not in the settings`);
    }
    const call = this.#calls.get(uniqueId) ?? this.#begin(row, queue);
    if (call.tenant !== queue.tenant) {
      return this.#log.skip(row, `queue '${row.queue}' belongs to another tenant than the call`);
    }
    const { departure } = call;
    if (call.place === "queue" && call.queueName === row.queue && departure === undefined) return;
    const { skillId, skillName } = queue;
    const to = { kind: "queue", skillId } as const;
    if (departure?.transfer !== undefined) {
      const by = departure.transfer.agentId;
      this.#writer.write(call, departure.time, transferOf(to, by));
    } else if (departure === undefined && call.place === "agent") {
      // A supervisor's redirect has no row of its own.
      this.#writer.write(call, time, transferOf(to, 0));
    } else {
      const leaving = departure === undefined ? {} : { leaveReason: departure.leaveReason };
      this.#writer.write(call, time, { kind: "queued", skillId, skillName, ...leaving }, skillId);
    }
    call.departure = undefined;
    this.#leaving.delete(call);
    call.place = "queue";
    call.queueName = row.queue;
    call.queuedAt = time.at;
    call.ringEnds.clear();
  }

  #begin(row: QueueLogRow, queue: SkillQueue): QueueCall {
    const { uniqueId } = row;
    const calleeNo = this.#dialled.get(uniqueId) ?? queue.accessCode;
    this.#dialled.delete(uniqueId);
    const call: QueueCall = {
      uniqueId,
      callId: callIdOf(uniqueId),
      tenant: queue.tenant,
      place: "queue",
      queueName: "",
      queuedAt: 0,
      agentId: 0,
      ringEnds: new Map(),
      departure: undefined,
    };
    this.#calls.set(uniqueId, call);
    this.#forgetOldest(row);
    const callerNo = phoneNumber(row.event === "ENTERQUEUE" ? (row.data[1] ?? "") : "");
    const arrived = { kind: "arrived", direction: "in", callerNo, calleeNo } as const;
    this.#writer.write(call, row.time, arrived);
    return call;
  }

  #forgetOldest(row: QueueLogRow): void {
    if (this.#calls.size <= this.#limits.trackedCallsMax) return;
    for (const call of this.#calls.values()) {
      if (call.departure !== undefined) return this.#settle(call);
      this.#calls.delete(call.uniqueId);
      return this.#log.skip(row, "call whose end never came, let go because of 'trackedCallsMax'");
    }
  }

  #connect(call: QueueCall, row: QueueLogRow): void {
    const agent = this.#agentOf(call, row);
    if (agent === undefined || call.place !== "queue") return;
    const { agentId } = agent;
    // Before Asterisk 1.8 there is no ring time.
    if (row.data[2] !== undefined) this.#offer(call, row, agentId, Number(row.data[2]) * 1000);
    this.#writer.write(call, row.time, { kind: "answered", agentId }, agentId);
    call.place = "agent";
    call.agentId = agentId;
    call.departure = undefined;
    this.#leaving.delete(call);
  }

  #ring(call: QueueCall, row: QueueLogRow, isRefused: boolean): void {
    const agent = this.#agentOf(call, row);
    if (agent === undefined || call.place !== "queue") return;
    const { agentId } = agent;
    this.#offer(call, row, agentId, Number(row.data[0] ?? 0));
    if (!isRefused) return;
    // It comes for a busy phone and a rejected call too: the reason is not known.
    this.#writer.write(call, row.time, { kind: "unanswered", agentId }, agentId);
    call.ringEnds.set(agentId, row.time.at);
  }

  /** The ring is told only when it is over, by how long it was. */
  #offer(call: QueueCall, { time }: QueueLogRow, agentId: number, rungMs: number): void {
    const notBefore = Math.max(call.queuedAt, call.ringEnds.get(agentId) ?? 0);
    const at = Math.min(Math.max(time.at - (rungMs || 0), notBefore), time.at);
    this.#writer.write(call, { ...time, at }, { kind: "offered", agentId }, agentId);
  }

  #agentOf(call: QueueCall, row: QueueLogRow): AgentDevice | undefined {
    const agent = agentOfInterface(this.#index, row.agent);
    if (agent !== undefined && agent.tenant === call.tenant) return agent;
    const whose = agent === undefined ? "is not in the settings" : "is of another tenant";
    this.#log.skip(row, `agent '${row.agent}' ${whose}`);
    return undefined;
  }

  #complete(call: QueueCall, { time }: QueueLogRow, by: "customer" | "agent"): void {
    this.#leave(call, { time, ended: { by }, leaveReason: leaveReason.agentReleased });
  }

  #abandon(call: QueueCall, { time }: QueueLogRow): void {
    const ended = { by: "customer" } as const;
    this.#leave(call, { time, ended, leaveReason: leaveReason.queuingCancelled });
  }

  #leaveQueue(call: QueueCall | undefined, { time }: QueueLogRow, reason: number): void {
    if (call === undefined) return;
    const ended = { by: "system", leaveReason: reason } as const;
    this.#leave(call, { time, ended, leaveReason: reason });
  }

  #transfer(call: QueueCall, row: QueueLogRow, number: string): void {
    const to = { kind: "external", number: phoneNumber(number) } as const;
    const transfer = { agentId: call.agentId, to };
    this.#leave(call, {
      time: row.time,
      ended: {},
      leaveReason: leaveReason.agentReleased,
      transfer,
    });
  }

  #leave(call: QueueCall, departure: Departure): void {
    if (call.departure !== undefined) return;
    call.departure = departure;
    this.#leaving.add(call);
  }

  #settleBefore(at: number): void {
    for (const call of this.#leaving) {
      if ((call.departure?.time.at ?? 0) >= at) return;
      this.#settle(call);
    }
  }

  /** No other queue has taken the call up: its end is when it was last heard of. */
  #settle(call: QueueCall): void {
    const { departure } = call;
    this.#leaving.delete(call);
    this.#calls.delete(call.uniqueId);
    if (departure === undefined) return;
    const { time, transfer } = departure;
    if (transfer !== undefined) {
      this.#writer.write(call, time, transferOf(transfer.to, transfer.agentId));
    }
    this.#writer.write(call, time, { kind: "ended", ...departure.ended });
  }
}

/** `by` = the agent who transfers; 0 = somebody else. */
function transferOf(to: TransferTarget, by: number): Fact {
  return { kind: "transferred", to, ...(by > 0 ? { agentId: by } : {}) };
}
