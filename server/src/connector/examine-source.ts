// Connects to a PBX as a connector does, asks, listens for a while, and tells what was found.
import type { Socket } from "node:net";
import { converse, type ConversationLimits } from "./converse.ts";
import type { Examination, Finding, LiveSample } from "./examination.ts";
import { openSocket, type SocketAddress } from "./open-socket.ts";

export type ExaminedSource = {
  readonly address: SocketAddress;
  readonly examine: (localAddress: string) => Examination;
  readonly unreachable: (why: string) => Finding;
};

export type ExaminationLimits = ConversationLimits & {
  readonly connectTimeoutMs: number;
  /** For all answers together, and once more for those to what is asked at the end. */
  readonly answerTimeoutMs: number;
};

export type Examined = {
  readonly findings: readonly Finding[];
  readonly samples: readonly LiveSample[];
};

const samplesWanted = 3;

export async function examineSource(options: {
  readonly source: ExaminedSource;
  readonly limits: ExaminationLimits;
  /** How long to listen for live events. */
  readonly waitMs: number;
  readonly now: () => number;
  readonly signal: AbortSignal;
  /** Every question is answered: the listening begins. */
  readonly listening: () => void;
}): Promise<Examined> {
  const { source, limits, signal } = options;
  let socket: Socket;
  try {
    socket = await openSocket(source.address, {
      signal,
      connectTimeoutMs: limits.connectTimeoutMs,
    });
  } catch (error) {
    return { findings: [source.unreachable(wordsOf(error))], samples: [] };
  }
  const examination = source.examine(withoutMapping(socket.localAddress ?? ""));
  try {
    const listener = {
      heard: () => {},
      told: () => Promise.resolve(),
      isOver: overAfter(examination, socket, options),
    };
    await converse({ socket, dialogue: examination, listener, limits, now: options.now });
    if (!examination.isReady && !signal.aborted) {
      examination.refused("the PBX ended the connection, or has not answered in time");
    }
  } catch (error) {
    examination.refused(wordsOf(error));
  } finally {
    socket.destroy();
  }
  return { findings: examination.findings(), samples: examination.samples };
}

/** Asking, then listening, then asking what went by unheard. */
function overAfter(
  examination: Examination,
  socket: Socket,
  options: Parameters<typeof examineSource>[0],
): () => boolean {
  const { limits, waitMs, now, listening } = options;
  let phase: "asking" | "listening" | "concluding" = "asking";
  let until = now() + limits.answerTimeoutMs;
  return () => {
    if (phase === "asking" && examination.isReady) {
      phase = "listening";
      until = now() + waitMs;
      listening();
    }
    const hasEnough = examination.samples.length >= samplesWanted;
    if (phase === "listening" && (hasEnough || now() >= until)) {
      phase = "concluding";
      until = now() + limits.answerTimeoutMs;
      socket.write(examination.conclude());
    }
    return (phase === "concluding" && examination.isConcluded) || now() >= until;
  };
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** An IPv4 address as a socket for both kinds writes it. */
function withoutMapping(address: string): string {
  return address.replace(/^::ffff:/, "");
}
