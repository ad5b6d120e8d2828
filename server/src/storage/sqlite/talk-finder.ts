// Finds, in the day files, the first conversation of an agent with a number after an instant.
import { agentConversation } from "../../call/call-back.ts";
import type { TenantKey } from "../../lib/tenant-key.ts";
import { compareText } from "../../lib/compare-text.ts";
import { callColumns, rowOfArray } from "./call-columns.ts";
import { callOfStored } from "./call-digest.ts";
import { digestIdsOf } from "./digest-hour.ts";
import { unpackEvents } from "./event-codec.ts";
import { hourMs, hoursOfDay } from "./minute.ts";
import { packNumber, unpackCallId } from "./packed-text.ts";
import type { Reader, ReaderPool } from "./reader-pool.ts";

export type FoundTalk = {
  readonly at: number;
  readonly callId: string;
  readonly arrivedAt: number;
  readonly agentId: number;
};

/** A conversation with `number` is looked for that began after `after`. */
export type TalkQuestion = {
  readonly tenant: TenantKey;
  readonly number: string;
  readonly after: number;
};

/** Below 0 when `a` came first. */
export function compareTalks(a: FoundTalk, b: FoundTalk): number {
  return a.at - b.at || compareText(a.callId, b.callId) || a.arrivedAt - b.arrivedAt;
}

export type TalkDay = {
  readonly day: number;
  readonly path: string;
  /** The latest end of its calls; undefined = not known. */
  readonly endMax: number | undefined;
  /** No call of it lasted longer; undefined = not known. */
  readonly longestMs: number | undefined;
};

/** `days` ascend. The answers are in the order of the questions. */
export function findTalks(
  pool: ReaderPool,
  days: readonly TalkDay[],
  questions: readonly TalkQuestion[],
): readonly (FoundTalk | undefined)[] {
  const found: (FoundTalk | undefined)[] = questions.map(() => undefined);
  for (const { day, path, endMax = Infinity, longestMs } of days) {
    const open = [...questions.entries()].filter(([index, { after }]) => {
      const best = found[index];
      return endMax > after && (best === undefined || best.at >= day);
    });
    if (open.length === 0) continue;
    const finder = new DayTalks(pool.reader(path), day, longestMs);
    for (const [index, question] of open) found[index] = finder.first(question, found[index]);
  }
  return found;
}

const select = callColumns.join(", ");
const isLater = "arrived_ms >= ? and agent_id > 0 and call_after is not null";

class DayTalks {
  readonly #reader: Reader;
  readonly #day: number;
  readonly #longestMs: number | undefined;

  constructor(reader: Reader, day: number, longestMs: number | undefined) {
    this.#reader = reader;
    this.#day = day;
    this.#longestMs = longestMs;
  }

  /** The first of this day, or the best so far where that came earlier. */
  first(question: TalkQuestion, best: FoundTalk | undefined): FoundTalk | undefined {
    const { tenant, after } = question;
    const number = packNumber(question.number);
    const from = this.#arrivalsFrom(tenant, after);
    const ms = after - this.#day;
    let first = best;
    const isOver = (arrivedAt: number) => first !== undefined && arrivedAt > first.at;
    const inbound = `select arrived_ms, call_after, call_id, agent_id from call
      where tenant = ? and direction = 0 and caller_no = ? and ${isLater}
        and is_missed = 0 and arrived_ms + call_after > ? order by arrived_ms`;
    for (const columns of this.#reader.arrays(inbound).iterate(tenant, number, from, ms)) {
      const arrivedAt = this.#day + Number(columns[0]);
      if (isOver(arrivedAt)) break;
      const callId = unpackCallId(columns[2], arrivedAt);
      const at = arrivedAt + Number(columns[1]);
      first = earlier(first, { at, callId, arrivedAt, agentId: Number(columns[3]) });
    }
    // When the agent and the callee talked is told by the legs alone.
    const outbound = `select ${select}, events from call
      where tenant = ? and direction = 1 and callee_no = ? and ${isLater}
        and arrived_ms + end_after > ? order by arrived_ms`;
    for (const columns of this.#reader.arrays(outbound).iterate(tenant, number, from, ms)) {
      const row = rowOfArray(columns, this.#day);
      if (isOver(row.arrivedAt)) break;
      const events = columns[callColumns.length];
      if (!(events instanceof Uint8Array)) continue;
      const talk = agentConversation(callOfStored(row, unpackEvents(events, row)));
      if (talk === undefined || talk.at <= after) continue;
      first = earlier(first, { ...talk, callId: row.callId, arrivedAt: row.arrivedAt });
    }
    return first;
  }

  /** The earliest arrival, since the day began, of calls that may have lasted beyond an instant. */
  #arrivalsFrom(tenant: TenantKey, after: number): number {
    if (this.#longestMs !== undefined) return Math.max(0, after - this.#day - this.#longestMs);
    const isSettled =
      "select (select last_call from digest_state) >= coalesce((select max(id) from call), 0)";
    if (this.#reader.arrays(isSettled).get()?.[0] !== 1) return 0;
    const first = digestIdsOf(tenant, 0);
    const id = this.#reader
      .arrays("select min(id) from digest where id between ? and ? and end_max > ?")
      .get(first, digestIdsOf(tenant, hoursOfDay - 1), after - this.#day)?.[0];
    return typeof id === "number" ? (id - first) * hourMs : hoursOfDay * hourMs;
  }
}

function earlier(a: FoundTalk | undefined, b: FoundTalk): FoundTalk {
  const { at, callId, arrivedAt, agentId } = b;
  return a !== undefined && compareTalks(a, b) <= 0 ? a : { at, callId, arrivedAt, agentId };
}
