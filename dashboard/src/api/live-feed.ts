// Keeps the live model fed from the stream: connects, reconnects, and says how it stands.
import { batch, signal, type ReadonlySignal } from "@preact/signals";
import type { LiveMessage } from "@trunkline/contract";
import { withQuery, type Api } from "./api.ts";
import { ApiError } from "./api-error.ts";
import { EventStreamReader, type StreamEvent } from "./event-stream.ts";
import { openLiveModel, type LiveModel } from "./live-model.ts";
import { livePath } from "./routes.ts";

export type Connection =
  | { readonly kind: "connecting" }
  | { readonly kind: "live" }
  | { readonly kind: "lost"; readonly retryAt: number; readonly reason: string }
  /** Will not get better by itself. */
  | { readonly kind: "refused"; readonly reason: string }
  | { readonly kind: "paused" };

export type LiveFeed = {
  readonly model: LiveModel;
  readonly connection: ReadonlySignal<Connection>;
  /** By the viewer's clock; 0 = nothing has come yet. */
  readonly lastHeardAt: ReadonlySignal<number>;
  /** The server's clock less the viewer's. */
  readonly clockAheadMs: ReadonlySignal<number>;
  readonly retryNow: () => void;
  /** Ends the connection for as long as nobody looks. */
  readonly setHidden: (isHidden: boolean) => void;
  /** Until the signal is aborted. */
  readonly run: (signal: AbortSignal) => Promise<void>;
};

export type LiveFeedParts = {
  readonly api: Pick<Api, "open">;
  readonly tenant: string;
  readonly now: () => number;
  /** The server's clock less the viewer's, as far as known. */
  readonly clockAheadMs: number;
  /** Resolves after the time, or at once when the signal is aborted. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Runs it before the next frame is drawn. */
  readonly beforeFrame: (run: () => void) => void;
  readonly limits: FeedLimits;
};

export type FeedLimits = {
  /** A stream that is silent for longer is given up. */
  readonly silentMsMax: number;
  readonly retryMsMin: number;
  readonly retryMsMax: number;
  readonly messageTextMax: number;
  /** More than so many are taken up without waiting for a frame. */
  readonly waitingMessagesMax: number;
  /** More rows of a kind that change at the same time are redrawn over several frames. */
  readonly rowsPerFrameMax: number;
};

export function openLiveFeed(parts: LiveFeedParts): LiveFeed {
  const { now, limits } = parts;
  const model = openLiveModel({ rowsAtOnce: limits.rowsPerFrameMax });
  const connection = signal<Connection>({ kind: "connecting" });
  const lastHeardAt = signal(0);
  const clockAheadMs = signal(parts.clockAheadMs);
  let waiting: LiveMessage[] = [];
  /** When the last of them came: a page that is covered, or asleep, draws it much later. */
  let heardAt = 0;
  // Aborted when there is reason to look again: try now, hidden, shown.
  let nudge = new AbortController();
  let isHidden = false;
  const askFrame = oncePerFrame(parts.beforeFrame, () => takeUp());
  const takeUp = () => {
    const messages = waiting;
    waiting = [];
    batch(() => {
      if (!model.apply(messages)) askFrame();
      const last = messages.at(-1);
      if (last === undefined) return;
      // To the second, as it is shown: what is the same redraws nothing.
      lastHeardAt.value = heardAt - (heardAt % 1000);
      if (last.event !== "dropped") clockAheadMs.value = last.data.generatedAt - heardAt;
      if (connection.peek().kind !== "live") connection.value = { kind: "live" };
    });
  };
  const take = (message: LiveMessage) => {
    waiting.push(message);
    heardAt = now();
    if (waiting.length > limits.waitingMessagesMax) takeUp();
    else askFrame();
  };
  const wake = () => {
    nudge.abort();
    nudge = new AbortController();
  };
  const run = async (signal: AbortSignal): Promise<void> => {
    for (let failures = 0; !signal.aborted;) {
      const either = AbortSignal.any([signal, nudge.signal]);
      if (isHidden) {
        connection.value = { kind: "paused" };
        await parts.sleep(limits.silentMsMax, either);
        continue;
      }
      const ended = await readStream(parts, take, either);
      takeUp();
      if (ended.hasHeard) failures = 0;
      if (either.aborted) continue;
      if (ended.isFinal) {
        connection.value = { kind: "refused", reason: ended.reason };
        return;
      }
      const waitMs = Math.min(limits.retryMsMax, limits.retryMsMin * 2 ** failures);
      failures += 1;
      connection.value = { kind: "lost", retryAt: now() + waitMs, reason: ended.reason };
      await parts.sleep(waitMs, either);
    }
  };
  const setHidden = (hidden: boolean) => {
    if (hidden === isHidden) return;
    isHidden = hidden;
    wake();
  };
  return { model, connection, lastHeardAt, clockAheadMs, run, retryNow: wake, setHidden };
}

/** However often it is asked, `work` is done once before the next frame. */
function oncePerFrame(beforeFrame: (work: () => void) => void, work: () => void): () => void {
  let isAsked = false;
  return () => {
    if (isAsked) return;
    isAsked = true;
    beforeFrame(() => {
      isAsked = false;
      work();
    });
  };
}

type Ended = {
  readonly reason: string;
  readonly isFinal: boolean;
  readonly hasHeard: boolean;
};

/** Of the server alone: an address is locked for some minutes, and what stands before it may answer anything meanwhile. */
const finalCodes: readonly string[] = ["unauthenticated", "forbidden", "unknownTenant"];

async function readStream(
  { api, tenant, sleep, limits }: LiveFeedParts,
  take: (message: LiveMessage) => void,
  signal: AbortSignal,
): Promise<Ended> {
  const silent = new AbortController();
  let watch = new AbortController();
  const heard = () => {
    watch.abort();
    watch = new AbortController();
    const { signal: isHeard } = watch;
    void sleep(limits.silentMsMax, isHeard).then(() => isHeard.aborted || silent.abort());
  };
  let hasHeard = false;
  let reason = "";
  try {
    heard();
    const either = AbortSignal.any([signal, silent.signal]);
    const kinds = ["tenants", "accessCodes", "queues"];
    const reply = await api.open(withQuery(livePath, { tenant, kinds }), either);
    const reader = new EventStreamReader({ textMax: limits.messageTextMax });
    for await (const piece of textOf(reply)) {
      heard();
      for (const event of reader.take(piece)) {
        const message = messageOf(event);
        if (message === undefined) continue;
        if (message.event === "dropped") reason = message.data.detail;
        hasHeard = true;
        take(message);
      }
    }
    return { reason, isFinal: false, hasHeard };
  } catch (error) {
    const isFinal = error instanceof ApiError && finalCodes.includes(error.code);
    const said = error instanceof ApiError && error.status > 0 ? error.message : reason;
    return { reason: said, isFinal, hasHeard };
  } finally {
    watch.abort();
    silent.abort();
  }
}

async function* textOf(reply: Response): AsyncIterable<string> {
  const reader = reply.body?.pipeThrough(new TextDecoderStream()).getReader();
  if (reader === undefined) return;
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) yield read.value;
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

const messageKinds: readonly string[] = ["snapshot", "change", "heartbeat", "dropped"];

function messageOf({ kind, data, id }: StreamEvent): LiveMessage | undefined {
  if (!messageKinds.includes(kind)) return undefined;
  // Data enters here; the contract says what the server sends.
  return { event: kind, id, data: JSON.parse(data) } as LiveMessage;
}
