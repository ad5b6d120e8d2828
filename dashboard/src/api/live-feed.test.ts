import assert from "node:assert/strict";
import { test } from "node:test";
import { effect } from "@preact/signals";
import { ApiError } from "./api-error.ts";
import { openLiveFeed, type Connection, type LiveFeed } from "./live-feed.ts";

const limits = {
  silentMsMax: 40_000,
  retryMsMin: 1000,
  retryMsMax: 8000,
  messageTextMax: 1_000_000,
  waitingMessagesMax: 500,
  rowsPerFrameMax: 100,
};

const data = { generatedAt: 5_000, completeUpTo: 4_000 };
const lists = { tenants: [], accessCodes: [], queues: [], agents: [] };
const snapshot = `event: snapshot\nid: 1\ndata: ${JSON.stringify({ ...data, ...lists })}\n\n`;

type Server = (signal: AbortSignal) => Promise<Response>;

/** Sends a snapshot, and nothing more until the signal is aborted. */
const staying: Server = async (signal) => {
  const body = new ReadableStream({
    start: (controller) => {
      controller.enqueue(new TextEncoder().encode(snapshot));
      signal.addEventListener("abort", () => controller.error(signal.reason));
    },
  });
  return new Response(body);
};

const usualPage = {
  now: () => 1_000,
  beforeFrame: (run: () => void) => queueMicrotask(run),
};

function feedOf(answers: Server[], page = usualPage) {
  const opened: string[] = [];
  const slept: number[] = [];
  const stop = new AbortController();
  const feed = openLiveFeed({
    tenant: "1/100",
    ...page,
    clockAheadMs: 0,
    limits,
    sleep: (ms, signal) => {
      // Of waits for silence only the end by a signal matters here.
      if (ms === limits.silentMsMax) return ended(signal);
      slept.push(ms);
      if (answers.length === 0) stop.abort();
      return Promise.resolve();
    },
    api: {
      open: (path, signal) => {
        opened.push(path);
        return answers.shift()?.(signal) ?? ended(signal).then(() => new Response());
      },
    },
  });
  return { feed, opened, slept, stop };
}

function ended(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

function kindsOf(feed: LiveFeed): Connection["kind"][] {
  const kinds: Connection["kind"][] = [];
  effect(() => void kinds.push(feed.connection.value.kind));
  return kinds;
}

test("a stream that ends is opened again, later and later while nobody answers", async () => {
  const down: Server = () =>
    Promise.reject(new ApiError({ code: "unreachable", status: 0, detail: "No answer" }));
  const { feed, slept, stop, opened } = feedOf([
    async () => new Response(snapshot),
    down,
    down,
    down,
    down,
    down,
  ]);
  const kinds = kindsOf(feed);
  await feed.run(stop.signal);
  assert.deepEqual(slept, [1000, 2000, 4000, 8000, 8000, 8000]);
  assert.deepEqual(kinds.slice(0, 3), ["connecting", "live", "lost"]);
  assert.equal(
    opened[0],
    "/v1/live/stream?tenant=1%2F100&kinds=tenants&kinds=accessCodes&kinds=queues",
  );
  assert.equal(feed.clockAheadMs.value, 4_000);
});

test("a key that may not see the board is told so, once", async () => {
  const detail = "The key's role is 'ingest', this needs 'live'";
  const { feed, opened, stop } = feedOf([
    () => Promise.reject(new ApiError({ code: "forbidden", status: 403, detail })),
  ]);
  await feed.run(stop.signal);
  assert.deepEqual(feed.connection.value, { kind: "refused", reason: detail });
  assert.equal(opened.length, 1);
});

test("a locked address, and a proxy that refuses, are no reason to stay away for ever", async () => {
  const refused = (code: string, status: number) => () =>
    Promise.reject(new ApiError({ code, status, detail: "Refused" }));
  const answers = [refused("locked", 403), refused("malformed", 404), refused("malformed", 403)];
  const { feed, opened, stop } = feedOf(answers);
  const kinds = kindsOf(feed);
  await feed.run(stop.signal);
  assert.equal(opened.length, 3);
  assert.ok(!kinds.includes("refused"));
});

test("a hidden page hangs up, and connects again when it is shown", async () => {
  const { feed, opened, stop } = feedOf([staying, staying]);
  const changed = (kind: Connection["kind"]) =>
    new Promise<void>((resolve) => {
      effect(() => {
        if (feed.connection.value.kind === kind) resolve();
      });
    });
  const running = feed.run(stop.signal);
  await changed("live");
  feed.setHidden(true);
  await changed("paused");
  assert.equal(opened.length, 1);
  feed.setHidden(false);
  await changed("live");
  assert.equal(opened.length, 2);
  stop.abort();
  await running;
});

test("what came before a laptop slept is as old as it is when it wakes, and the server's clock is right", async () => {
  let now = 1_000;
  const frames: (() => void)[] = [];
  const { feed, stop } = feedOf([staying], {
    now: () => now,
    beforeFrame: (run) => void frames.push(run),
  });
  const running = feed.run(stop.signal);
  while (frames.length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  now += 8 * 3_600_000;
  frames.shift()?.();
  assert.equal(feed.lastHeardAt.value, 1_000);
  assert.equal(feed.clockAheadMs.value, 4_000);
  stop.abort();
  await running;
});
