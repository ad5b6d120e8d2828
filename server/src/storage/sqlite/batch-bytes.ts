// A batch as it crosses to the writer thread and lies in the journal: JSON in UTF-8, made once. The events come
// first: the thread writes them down and need not read them.
import type { HandResolution } from "../call-back.ts";
import type {
  CallRow,
  HistoryBatch,
  LiveCallEvents,
  RefusedEvent,
  ReopenedCall,
  StoredTask,
} from "../history.ts";
import type { AgentState, AgentStateChange } from "../../call/agent.ts";
import { asBuffer } from "../../lib/as-buffer.ts";
import { eventsJson, type JournalledEvent } from "../events-json.ts";
import { ByteWriter } from "./byte-text.ts";
import { packEvents } from "./event-codec.ts";

export type RecordedCall = {
  readonly row: CallRow;
  /** As packEvents makes it, in base64: a tenth of the JSON that tells the same. */
  readonly events: string;
  readonly replaces?: CallRow;
};

/** What a batch changes in the files. */
export type BatchChanges = {
  readonly ended: readonly RecordedCall[];
  readonly reopened: readonly ReopenedCall[];
  readonly tasks: readonly StoredTask[];
  readonly agents: readonly AgentState[];
  readonly agentStates: readonly AgentStateChange[];
  readonly refused: readonly RefusedEvent[];
  /** Missed calls that somebody has dealt with. */
  readonly marks?: readonly Mark[];
};

export type Mark = HandResolution &
  Pick<CallRow, "ccId" | "vdn" | "callId" | "arrivedAt" | "callerNo" | "callEnd">;

export type JournalledBatch = BatchChanges & {
  /** True for the first entry of a journal generation that stands alone: no call but the carried ones is live. */
  readonly isNewGeneration?: true;
  /** Its events are all that was told of their calls. */
  readonly isCarried?: true;
  readonly events: readonly JournalledEvent[];
};

/** An entry of the journal. */
export type BatchBytes = {
  /** A JournalledBatch. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Where its BatchChanges begin, without their brace. */
  readonly changesAt: number;
};

const nothing: BatchChanges = {
  ...{ ended: [], reopened: [], tasks: [], agents: [] },
  ...{ agentStates: [], refused: [] },
};
const opening = Buffer.from('{"events":');

export function batchBytes(batch: HistoryBatch): BatchBytes {
  const { events, reopened, tasks, agents, agentStates, refused } = batch;
  const writer = new ByteWriter();
  const ended = batch.ended.map(({ row, events, replaces }) => {
    const record = { row, events: asBuffer(packEvents(events, row, writer)).toString("base64") };
    return replaces === undefined ? record : { ...record, replaces };
  });
  const changes: BatchChanges = { ended, reopened, tasks, agents, agentStates, refused };
  return entryOf(batch.eventsJson ?? eventsJson(events), changes);
}

export function markBytes(mark: Mark): BatchBytes {
  return entryOf(eventsJson([]), { ...nothing, marks: [mark] });
}

/** With the events of whole calls that a new journal generation takes over. */
export function carriedBytes(
  calls: readonly LiveCallEvents[],
  { isNewGeneration }: { readonly isNewGeneration: boolean },
): BatchBytes {
  const events = calls.flatMap(({ cmsCallId, events }) =>
    events.map((event) => ({ event, cmsCallId })),
  );
  const marks = isNewGeneration ? { isNewGeneration, isCarried: true } : { isCarried: true };
  return entryOf(eventsJson(events), { ...marks, ...nothing });
}

function entryOf(events: Uint8Array, changes: BatchChanges): BatchBytes {
  // Their brace is the entry's.
  const rest = JSON.stringify(changes).slice(1);
  const changesAt = opening.length + events.length + 1;
  const bytes = Buffer.allocUnsafeSlow(changesAt + Buffer.byteLength(rest));
  bytes.set(opening);
  bytes.set(events, opening.length);
  bytes.write(",", changesAt - 1);
  bytes.write(rest, changesAt);
  return { bytes, changesAt };
}

export function readChanges({ bytes, changesAt }: BatchBytes): BatchChanges {
  return JSON.parse(`{${asBuffer(bytes).toString("utf8", changesAt)}`) as BatchChanges;
}

/** Of the bytes of a BatchBytes, as text. */
export function readBatch(text: string): JournalledBatch {
  return JSON.parse(text) as JournalledBatch;
}
