// What is derived of a call beside its record: by what it is found, what statistics count, and whom an
// agent talked with. Made where the call is at hand, or again from its events.
import type { CallEvent } from "@trunkline/contract";
import { agentConversation } from "../../call/call-back.ts";
import { factsOf } from "../../call/call-facts.ts";
import { visitsOf } from "../../call/call-visits.ts";
import type { ReadonlyCall } from "../../call/call.ts";
import { expireCall, foldCall } from "../../call/fold.ts";
import type { CallRow } from "../history.ts";
import { ByteWriter } from "./byte-text.ts";
import { unpackEvents } from "./event-codec.ts";
import { putFacts } from "./facts-codec.ts";
import { hourOf } from "./minute.ts";
import { putVisits } from "./visits-codec.ts";

export type CallDigest = {
  readonly visits: Uint8Array;
  readonly facts: Uint8Array;
  /** An agent talked with the caller of an inbound call, or the callee of an outbound one. */
  readonly talk: Talk | undefined;
};

export type Talk = { readonly agentId: number; readonly at: number };

/** The digests of a batch as they cross to the writer thread, in the order of its records. */
export type PackedDigests = {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Per call: where its visits and its facts end, the agent of its talk (0 = none) and the time. */
  readonly marks: Float64Array<ArrayBuffer>;
};

const marksPerCall = 4;

export function packDigests(calls: readonly ReadonlyCall[]): PackedDigests {
  const writer = new ByteWriter();
  const marks = new Float64Array(marksPerCall * calls.length);
  for (const [index, call] of calls.entries()) {
    putVisits(writer, visitsOf(call));
    const visitsEnd = writer.length;
    putFacts(writer, factsOf(call), hourOf(call.arrivedAt));
    const talk = agentConversation(call);
    marks.set([visitsEnd, writer.length, talk?.agentId ?? 0, talk?.at ?? 0], marksPerCall * index);
  }
  return { bytes: writer.bytes(), marks };
}

export function unpackDigests({ bytes, marks }: PackedDigests): CallDigest[] {
  const digests: CallDigest[] = [];
  let from = 0;
  for (let at = 0; at < marks.length; at += marksPerCall) {
    const [visitsEnd = 0, factsEnd = 0, agentId = 0, talkAt = 0] = marks.subarray(
      at,
      at + marksPerCall,
    );
    digests.push({
      visits: bytes.subarray(from, visitsEnd),
      facts: bytes.subarray(visitsEnd, factsEnd),
      talk: agentId === 0 ? undefined : { agentId, at: talkAt },
    });
    from = factsEnd;
  }
  return digests;
}

/** The same, from what is stored of a call. */
export function digestOfStored(row: CallRow, events: readonly CallEvent[]): CallDigest {
  const [digest] = unpackDigests(packDigests([callOfStored(row, events)]));
  if (digest === undefined) throw new Error(`Cannot read call '${row.callId}': it has no digest`);
  return digest;
}

/** The same, of a record as the journal has it. */
export function digestOfRecorded(row: CallRow, events: string): CallDigest {
  return digestOfStored(row, unpackEvents(Buffer.from(events, "base64"), row));
}

/** The events of an expired call do not end it. */
export function callOfStored(row: CallRow, events: readonly CallEvent[]): ReadonlyCall {
  const call = foldCall(events);
  if (row.isExpired && call.phase !== "ended") expireCall(call);
  return call;
}
