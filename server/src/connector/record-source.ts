// Connects to a PBX as a connector does, and keeps the bytes that it sends instead of the calls.
import { converse, type ConversationLimits } from "./converse.ts";
import type { LiveSource } from "./live-source.ts";
import { openSocket } from "./open-socket.ts";
import { recordingHeadLine } from "./recording-head.ts";
import { SecretMask } from "./secret-mask.ts";
import type { StreamFilter } from "./stream-filter.ts";

export type RecordingState = {
  /** How the PBX names itself; "" until it has. */
  readonly peer: string;
  /** It has answered all that was asked: what comes now happens now. */
  readonly isLive: boolean;
  readonly bytes: number;
  /** What a live connection would have told so far. */
  readonly events: number;
  readonly warnings: readonly string[];
  /** What the filter has left out. */
  readonly left: Readonly<Record<string, number>>;
};

/** Resolves when the signal ends it. Throws when the line breaks, or the PBX refuses us. */
export async function recordSource(options: {
  readonly source: LiveSource;
  /** Makes up other numbers by this key; undefined = they stay as they are. */
  readonly anonymiseKey: Uint8Array | undefined;
  readonly write: (bytes: Uint8Array) => Promise<void>;
  /** Told after each turn. */
  readonly progress: (state: RecordingState) => void;
  readonly limits: ConversationLimits & { readonly connectTimeoutMs: number };
  readonly now: () => number;
  readonly signal: AbortSignal;
}): Promise<void> {
  const { source, anonymiseKey, write, progress, limits, now, signal } = options;
  const { connectTimeoutMs } = limits;
  const socket = await openSocket(source.address, { signal, connectTimeoutMs });
  const conversation = source.converse(() => []);
  const dialogue = conversation.open();
  const filter = anonymiseKey === undefined ? everything : source.anonymise(anonymiseKey);
  const mask = new SecretMask(source.secret);
  let bytes = 0;
  let events = 0;
  const keep = async (chunk: Uint8Array) => {
    bytes += chunk.length;
    if (chunk.length > 0) await write(chunk);
  };
  const head = recordingHeadLine({
    trunklineRecording: 1,
    kind: source.kind,
    recordedAt: new Date(now()).toISOString(),
    numbers: anonymiseKey === undefined ? "real" : "made up",
    settings: source.settings,
  });
  const listener = {
    heard: (chunk: Buffer) => keep(filter.take(mask.take(chunk))),
    told: (told: readonly unknown[]) => {
      events += told.length;
      return Promise.resolve();
    },
    isOver: () => {
      const { peer, isReady: isLive } = dialogue;
      const warnings = conversation.warnings();
      progress({ peer, isLive, bytes, events, warnings, left: filter.left() });
      return signal.aborted;
    },
  };
  try {
    await keep(head);
    await converse({ socket, dialogue, listener, limits, now });
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    socket.destroy();
    await keep(filter.take(mask.rest()));
  }
  if (!signal.aborted) throw new Error("the connection was closed by the other side");
}

const everything: StreamFilter = { take: (chunk) => Buffer.from(chunk), left: () => ({}) };
