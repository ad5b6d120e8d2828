// A batch as it crosses to the writer thread and lies in the journal: JSON, made once.
import type { CallEvent } from "@trunkline/contract";
import { callRow } from "../../call/record.ts";
import type {
  AcceptedEvent,
  CallRow,
  HistoryBatch,
  RefusedEvent,
  ReopenedCall,
  StoredTask,
} from "../history.ts";
import type { AgentState } from "../../call/agent.ts";

export type RecordedCall = {
  readonly row: CallRow;
  readonly events: readonly CallEvent[];
  readonly replaces?: CallRow;
};

export type BatchContent = {
  readonly events: readonly AcceptedEvent[];
  readonly ended: readonly RecordedCall[];
  readonly reopened: readonly ReopenedCall[];
  readonly tasks: readonly StoredTask[];
  readonly agents: readonly AgentState[];
  readonly refused: readonly RefusedEvent[];
};

export function batchText(batch: HistoryBatch): string {
  const ended = batch.ended.map(({ call, cmsCallId, loggedAt, events, replaces }) => {
    const row = callRow(call, cmsCallId, loggedAt);
    return replaces === undefined ? { row, events } : { row, events, replaces };
  });
  const content: BatchContent = { ...batch, ended };
  return JSON.stringify(content);
}

export function readBatch(text: string): BatchContent {
  // Written by batchText.
  return JSON.parse(text) as BatchContent;
}
