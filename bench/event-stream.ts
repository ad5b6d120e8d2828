// An endless stream of events of calls that begin, go on side by side and end: five events a call, with
// thousands of calls under way.
import { ccId, scramble } from "./call-load.ts";

/** Tenants that have no other calls. */
export const streamVdns = Array.from({ length: 50 }, (_, n) => 1001 + n);
const streamsAgoMs = 2 * 3_600_000;
const stages = 5;
const callsPerMs = 60;
const callerNo = "13800000001";

export class EventStream {
  /** When its calls begin to arrive. */
  readonly startsAt: number;
  #call = 0;
  #stage = 0;
  #told = 0;
  /** Calls from this number on do not begin. */
  #end = Infinity;
  readonly #callsBetween: number;

  /**
   * Streams of one server must begin a second apart. `callsBetween` calls begin between two events of one call;
   * four times as many are under way.
   */
  constructor(now: number, { callsBetween = 4000 }: { readonly callsBetween?: number } = {}) {
    this.startsAt = now - streamsAgoMs;
    this.#callsBetween = callsBetween;
  }

  /** To send before some calls end whenever others begin. */
  get leadEvents(): number {
    return (this.#callsBetween * stages * (stages - 1)) / 2;
  }

  /** Events told so far. */
  get told(): number {
    return this.#told;
  }

  /** Calls whose last event has been told. */
  get endedCalls(): number {
    return Math.max(0, this.#call - this.#callsBetween * (stages - 1));
  }

  /** The next events, as NDJSON; empty once a stream that was stopped has told all. */
  lines(count: number): string {
    let lines = "";
    const told = this.#told + count;
    while (this.#told < told && this.endedCalls < this.#end) {
      const call = this.#call - this.#stage * this.#callsBetween;
      if (call >= 0 && call < this.#end) {
        lines += this.#line(call, this.#stage);
        this.#told += 1;
      }
      this.#stage += 1;
      if (this.#stage === stages || call < 0) {
        this.#stage = 0;
        this.#call += 1;
      }
    }
    return lines;
  }

  /** From here on calls only go on and end. */
  stop(): void {
    this.#end = this.#stage === 0 ? this.#call : this.#call + 1;
  }

  #line(call: number, stage: number): string {
    const arrivedAt = this.startsAt + Math.floor(call / callsPerMs);
    const at = arrivedAt + stage * 1000;
    const vdn = streamVdns[scramble(call) % streamVdns.length] ?? 0;
    const callId = `${Math.floor(arrivedAt / 1000)}-${call}`;
    const common = `"at":${at},"ccId":${ccId},"vdn":${vdn},"callId":"${callId}"`;
    switch (stage) {
      case 0:
        return `{"kind":"arrived",${common},"direction":"in","callerNo":"${callerNo}","calleeNo":"88880001","innoId":1}\n`;
      case 1:
        return `{"kind":"queued",${common},"skillId":1}\n`;
      case 2:
        return `{"kind":"offered",${common},"agentId":1001}\n`;
      case 3:
        return `{"kind":"answered",${common},"agentId":1001}\n`;
      default:
        return `{"kind":"ended",${common},"by":"customer"}\n`;
    }
  }
}
