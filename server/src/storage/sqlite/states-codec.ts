// The states of one agent on one day as bytes: when each began, since the one before, and which it is.
import type { StateBegin } from "../../call/agent-time.ts";
import { ByteReader, ByteWriter } from "./byte-text.ts";

/** `states` ascend by time; times are of any origin, which readStates must be given again. */
export function packStates(states: readonly StateBegin[], origin: number): Uint8Array {
  const writer = new ByteWriter();
  let before = origin;
  for (const { at, state } of states) {
    writer.putCount(at - before);
    writer.putCount(state);
    before = at;
  }
  return writer.bytes();
}

export function readStates(bytes: Uint8Array, origin: number): StateBegin[] {
  const reader = new ByteReader(bytes);
  const states: StateBegin[] = [];
  for (let at = origin; !reader.isAtEnd;) {
    at += reader.count();
    states.push({ at, state: reader.count() });
  }
  return states;
}
