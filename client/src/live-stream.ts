// The live stream, kept up: reads server-sent events, and connects again where it left off.
import type { LiveMessage } from "./contract.ts";
import { EventStreamReader, type StreamEvent } from "./event-stream.ts";
import { answered, unreachable, type CallOptions } from "./send.ts";
import { sleep, timerMs } from "./sleep.ts";
import { TrunklineError } from "./trunkline-error.ts";

export type LiveOptions = CallOptions & {
  /** Told of each connection that is lost, and how long until the next try. */
  readonly onLost?: (lost: { readonly reason: string; readonly retryMs: number }) => void;
  /** The first wait between two tries, a second by default; it doubles up to the longest, half a minute. */
  readonly retryMsMin?: number;
  readonly retryMsMax?: number;
  /** A stream that is silent for longer is given up: 45 s, three heartbeats; Infinity = never. */
  readonly silentMsMax?: number;
  /** A longer message is refused: 64 Mi characters. */
  readonly messageTextMax?: number;
  /** From 0 to 1: clients that lost the same server do not all come back at once. */
  readonly random?: () => number;
};

type Open = (lastEventId: string, signal: AbortSignal) => Promise<Response>;

export async function* readLive(
  open: Open,
  options: LiveOptions,
): AsyncGenerator<LiveMessage, void, undefined> {
  const { signal, onLost, retryMsMin = 1000, retryMsMax = 30_000, random = Math.random } = options;
  let lastEventId = "";
  for (let failures = 0; !isAborted(signal); failures += 1) {
    let reason = "The server has closed the stream";
    try {
      for await (const message of readOnce(open, lastEventId, options)) {
        failures = 0;
        if (message.event === "dropped") reason = message.data.detail;
        else lastEventId = message.id;
        yield message;
        if (isAborted(signal)) return;
      }
    } catch (error) {
      if (isAborted(signal)) return;
      if (!isPassing(error)) throw error;
      reason = error.message;
    }
    const waitMs = Math.min(retryMsMax, retryMsMin * 2 ** failures);
    const retryMs = Math.round(waitMs * (0.5 + random() / 2));
    onLost?.({ reason, retryMs });
    await sleep(retryMs, signal);
  }
}

/** Until the connection ends; throws a TrunklineError when it breaks. */
async function* readOnce(
  open: Open,
  lastEventId: string,
  { signal, silentMsMax = 45_000, messageTextMax = 64 * 1024 * 1024 }: LiveOptions,
): AsyncGenerator<LiveMessage, void, undefined> {
  const over = new AbortController();
  const either = signal === undefined ? over.signal : AbortSignal.any([signal, over.signal]);
  const giveUp = () => over.abort(unreachable(`Nothing was heard for ${silentMsMax} ms`));
  let silence = setTimeout(giveUp, timerMs(silentMsMax));
  try {
    const reply = await open(lastEventId, either);
    const reader = new EventStreamReader({ textMax: messageTextMax });
    for await (const text of textOf(reply)) {
      clearTimeout(silence);
      for (const event of reader.take(text)) {
        const message = messageOf(event);
        if (message !== undefined) yield message;
      }
      silence = setTimeout(giveUp, timerMs(silentMsMax));
    }
  } finally {
    clearTimeout(silence);
    over.abort();
  }
}

async function* textOf(reply: Response): AsyncGenerator<string, void, undefined> {
  const reader = reply.body?.pipeThrough(new TextDecoderStream()).getReader();
  if (reader === undefined) return;
  for (;;) {
    const { done, value } = await answered(reader.read(), undefined);
    if (done) return;
    yield value;
  }
}

const messageKinds: readonly string[] = ["snapshot", "change", "heartbeat", "dropped"];

/** undefined for what a later server may send besides. */
function messageOf({ kind, data, id }: StreamEvent): LiveMessage | undefined {
  if (!messageKinds.includes(kind)) return undefined;
  // Data enters here; the contract says what the server sends.
  return { event: kind, id, data: JSON.parse(data) } as LiveMessage;
}

function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true;
}

/** Nobody answered, or the server cannot now; a refusal that will stay one is not tried again. */
function isPassing(error: unknown): error is TrunklineError {
  if (!(error instanceof TrunklineError)) return false;
  return error.status === 0 || error.status === 429 || error.status >= 500;
}
