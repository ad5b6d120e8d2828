// A batch as it crosses to the writer thread and lies in the journal: JSON, made once. The events are a text
// of their own: the thread writes them down and need not read them.
import type { CallEvent } from "@trunkline/contract";
import type { HandResolution } from "../call-back.ts";
import type {
  AcceptedEvent,
  CallRow,
  HistoryBatch,
  RefusedEvent,
  ReopenedCall,
  StoredTask,
} from "../history.ts";
import type { AgentState, AgentStateChange } from "../../call/agent.ts";
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

/** `cmsCallId` is left out where it is the callId. */
export type JournalledEvent = { readonly event: CallEvent; readonly cmsCallId?: string };

export type JournalledBatch = BatchChanges & {
  /** True for the first entry of a journal generation: no call but the carried ones is live. */
  readonly isNewGeneration?: true;
  readonly events: readonly JournalledEvent[];
};

export type BatchText = {
  /** An array of JournalledEvent. */
  readonly events: string;
  /** BatchChanges. */
  readonly changes: string;
};

const nothing: BatchChanges = {
  ...{ ended: [], reopened: [], tasks: [], agents: [] },
  ...{ agentStates: [], refused: [] },
};

export function batchText(batch: HistoryBatch): BatchText {
  const { events, reopened, tasks, agents, agentStates, refused } = batch;
  const ended = batch.ended.map(({ row, events, replaces }) => {
    const record = { row, events: packEvents(events, row).toString("base64") };
    return replaces === undefined ? record : { ...record, replaces };
  });
  const changes: BatchChanges = { ended, reopened, tasks, agents, agentStates, refused };
  return { events: eventsText(events), changes: JSON.stringify(changes) };
}

export function markText(mark: Mark): BatchText {
  return { events: "[]", changes: JSON.stringify({ ...nothing, marks: [mark] }) };
}

/** An entry of the journal. */
export function journalText({ events, changes }: BatchText): string {
  return `{"events":${events},${changes.slice(1)}`;
}

/** An entry with events that a new journal generation takes over. */
export function carriedText(
  events: readonly AcceptedEvent[],
  { isFirst }: { readonly isFirst: boolean },
): string {
  const changes = JSON.stringify(isFirst ? { isNewGeneration: true, ...nothing } : nothing);
  return journalText({ events: eventsText(events), changes });
}

/** Of what batchText made. */
export function readChanges({ changes }: BatchText): BatchChanges {
  return JSON.parse(changes) as BatchChanges;
}

/** Of what journalText made. */
export function readBatch(text: string): JournalledBatch {
  return JSON.parse(text) as JournalledBatch;
}

function eventsText(events: readonly AcceptedEvent[]): string {
  let text = "[";
  for (const { event, cmsCallId, text: received } of events) {
    if (text.length > 1) text += ",";
    text += `{"event":${received ?? JSON.stringify(event)}`;
    text += cmsCallId === event.callId ? "}" : `,"cmsCallId":${JSON.stringify(cmsCallId)}}`;
  }
  return `${text}]`;
}
