// A batch as it crosses to the writer thread and lies in the journal: JSON, made once.
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

export type BatchContent = {
  /** True for the first entry of a journal generation: no call but the carried ones is live. */
  readonly isNewGeneration?: true;
  readonly events: readonly AcceptedEvent[];
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

const nothing = {
  ...{ ended: [], reopened: [], tasks: [], agents: [] },
  ...{ agentStates: [], refused: [] },
};

export function batchText(batch: HistoryBatch): string {
  const ended = batch.ended.map(({ row, events, replaces }) => {
    const record = { row, events: packEvents(events, row).toString("base64") };
    return replaces === undefined ? record : { ...record, replaces };
  });
  const content: BatchContent = { ...batch, ended };
  return JSON.stringify(content);
}

export function markText(mark: Mark): string {
  return JSON.stringify({ ...nothing, events: [], marks: [mark] } satisfies BatchContent);
}

/** Events that a new journal generation takes over. */
export function carriedText(
  events: readonly AcceptedEvent[],
  { isFirst }: { readonly isFirst: boolean },
): string {
  const content: BatchContent = { events, ...nothing };
  return JSON.stringify(isFirst ? { isNewGeneration: true, ...content } : content);
}

export function readBatch(text: string): BatchContent {
  // Written by batchText.
  return JSON.parse(text) as BatchContent;
}
