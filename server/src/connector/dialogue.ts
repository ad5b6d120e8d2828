// One connection to a PBX as a conversation: bytes in, bytes and events out. Knows no socket and no clock.
import type { TrunklineEvent } from "@trunkline/contract";

export type DialogueStep = {
  /** To be sent; "" = nothing. */
  readonly say: string;
  readonly events: readonly TrunklineEvent[];
};

export interface Dialogue {
  /** What is said first. */
  begin(): string;
  /** Throws when the other side refuses us, or is not what it should be. `nowMs` is epoch ms. */
  take(chunk: Uint8Array, nowMs: number): DialogueStep;
  /** Nothing has come for a moment: what has waited for its order goes on. */
  quiet(nowMs: number): DialogueStep;
  /** Asks for a sign of life. */
  ping(): string;
  /** Logged in, and what is known agrees with the PBX. */
  readonly isReady: boolean;
  /** How the other side names itself; "" until it has. */
  readonly peer: string;
}

/** What outlives connections: the meaning of the stream, and what it lacks. */
export type Conversation = {
  /** For one connection. */
  readonly open: () => Dialogue;
  readonly warnings: () => readonly string[];
  readonly skipped: () => ReadonlyMap<string, number>;
};
