// A dialogue over a socket: what comes is told, what has to be said is said, a line that is dead is left.
import type { Socket } from "node:net";
import type { TrunklineEvent } from "@trunkline/contract";
import { ChunkQueue } from "./chunk-queue.ts";
import type { Dialogue, DialogueStep } from "./dialogue.ts";

export type ConversationLimits = {
  /** Bytes read ahead of who is told; then the PBX is slowed. */
  readonly readAheadBytesMax: number;
  /** After so long without a byte, what waits for its order goes on. */
  readonly quietMs: number;
  /** After so long without a byte a sign of life is asked for; after twice as long the line is dead. */
  readonly silenceMs: number;
};

export type ConversationListener = {
  /** The bytes as they come, before anything is made of them. */
  readonly heard: (chunk: Buffer) => void | Promise<void>;
  readonly told: (events: readonly TrunklineEvent[]) => Promise<void>;
  /** After each turn. True ends the conversation. */
  readonly isOver: () => boolean;
};

/** Resolves when it is over, or the other side has closed. Throws when the dialogue or the line fails. */
export async function converse(options: {
  readonly socket: Socket;
  readonly dialogue: Dialogue;
  readonly listener: ConversationListener;
  readonly limits: ConversationLimits;
  readonly now: () => number;
}): Promise<void> {
  const { socket, dialogue, listener, limits, now } = options;
  const queue = new ChunkQueue(socket, { bytesMax: limits.readAheadBytesMax });
  const act = async ({ say, events }: DialogueStep) => {
    if (say !== "") socket.write(say);
    if (events.length > 0) await listener.told(events);
  };
  socket.write(dialogue.begin());
  let heardAt = now();
  let askedAt = heardAt;
  while (!listener.isOver()) {
    const read = await queue.read(limits.quietMs);
    const nowMs = now();
    if (read.kind === "closed") return;
    if (read.kind === "chunks") {
      for (const chunk of read.chunks) {
        await listener.heard(chunk);
        await act(dialogue.take(chunk, nowMs));
      }
      // Whoever is told may take long: that is no silence of the PBX.
      heardAt = now();
      askedAt = heardAt;
      continue;
    }
    await act(dialogue.quiet(nowMs));
    // A clock that was set back by hours would else hide for hours that the line is dead.
    heardAt = Math.min(heardAt, nowMs);
    askedAt = Math.min(askedAt, nowMs);
    if (nowMs - heardAt >= 2 * limits.silenceMs) {
      throw new Error(`Cannot hear from the PBX: silent for ${nowMs - heardAt} ms`);
    }
    if (nowMs - askedAt >= limits.silenceMs) {
      askedAt = nowMs;
      socket.write(dialogue.ping());
    }
  }
}
