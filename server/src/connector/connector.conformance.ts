// What every connector over a socket does, whatever the PBX says and does: run by each of them.
import assert from "node:assert/strict";
import { createServer } from "node:net";
import { once } from "node:events";
import { test } from "node:test";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { TrunklineEvent } from "@trunkline/contract";
import { Random } from "../simulate/random.ts";
import { storiesOf } from "./call-story.ts";
import type { Connector, EventSink } from "./connector.ts";
import type { Conversation } from "./dialogue.ts";
import { startReplayedPbx, type Replay, type ReplayedPbx } from "./replayed-pbx.ts";
import { defaultLineLimits, openSocketConnector, type LineLimits } from "./socket-connector.ts";

export type ConnectorUnderTest = {
  readonly name: string;
  readonly replay: () => Replay;
  readonly conversation: () => Conversation;
  /** The calls of the recording, in words, by callId. */
  readonly expected: ReadonlyMap<string, readonly string[]>;
  /** Bytes that mean nothing, to be put between two messages. */
  readonly noise: (index: number) => Buffer;
  /** How the operator is told of the noise that is too long to be read. */
  readonly tooLong: string;
  /** What the PBX says to a wrong password, and what the operator is told then. */
  readonly refusal: { readonly says: (said: string) => string; readonly isTold: RegExp };
};

const limits: LineLimits = {
  ...defaultLineLimits,
  backOff: { firstMs: 1, mostMs: 2, settledAfterMs: 10_000 },
  quietMs: 5,
};

const lineEnds = Number.MAX_SAFE_INTEGER;

export function checkConnector(under: ConnectorUnderTest): void {
  test(`${under.name}: a recording over a socket, cut anywhere, gives its calls`, async () => {
    await using line = await open(under);
    await line.play(lineEnds);
    await line.heard(under.expected);
  });

  test(`${under.name}: a connection cut again and again changes no call`, async () => {
    await using line = await open(under);
    const cuts = new Random(5);
    while (!line.replay.isOver) {
      await line.play(line.replay.position + 1 + cuts.below(300));
      await line.hangUp();
    }
    await line.play(lineEnds);
    await line.heard(under.expected);
    assert.equal(line.connector.status().connections, line.pbx.connections());
    assert.ok(line.pbx.connections() > 10);
  });

  test(`${under.name}: garbage, unknown events and headers of a megabyte change no call`, async () => {
    await using line = await open(under);
    await line.play(lineEnds, under.noise);
    await line.heard(under.expected);
    const { skipped } = line.connector.status();
    assert.ok((skipped[under.tooLong] ?? 0) > 0, "what is too long is dropped in silence");
  });

  test(`${under.name}: while the store is slow, the PBX is; nothing is lost`, async () => {
    const store = new Gate();
    await using line = await open(under, { sinkWaits: store, readAheadBytesMax: 4096 });
    // More than the buffers of the operating system hold.
    const large = under.noise(97 * 2);
    await line.play(lineEnds, (index) => (index % 50 === 0 ? large : Buffer.alloc(0)));
    await until(() => store.waiting > 0 && line.pbx.unreadBytes() > 0);
    const { bytesRead } = line.connector.status();
    for (let turn = 0; turn < 100; turn += 1) await nextTurn();
    assert.equal(line.connector.status().bytesRead, bytesRead);
    store.open();
    await line.heard(under.expected);
  });

  test(`${under.name}: events that the store could not take come again`, async () => {
    let failures = 0;
    const tries = new Random(8);
    const fail = () => {
      const fails = tries.chance(0.3);
      if (fails) failures += 1;
      return fails;
    };
    await using line = await open(under, { fail });
    await line.play(lineEnds);
    await line.heard(under.expected);
    assert.ok(failures > 3);
  });

  test(`${under.name}: a refused login is told in words, and tried again`, async () => {
    const { says, isTold } = under.refusal;
    const server = createServer((socket) => {
      socket.on("error", () => {});
      socket.write(under.replay().greeting());
      socket.on("data", (chunk: Buffer) => socket.write(says(chunk.toString())));
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const stop = new AbortController();
    const address = server.address();
    const port = typeof address === "object" ? (address?.port ?? 0) : 0;
    const connector = connectorTo(port, under, async () => ({ refused: 0 }), limits);
    const running = connector.run(stop.signal);
    await until(() => connector.status().connections > 1);
    assert.match(connector.status().lastError, isTold);
    stop.abort();
    await running;
    server.close();
  });

  test(`${under.name}: a PBX that has gone silent is asked, then left and called again`, async () => {
    await using line = await open(under, { silenceMs: 10, isSilent: true });
    await until(() => line.connector.status().connections > 2);
    assert.match(line.connector.status().lastError, /silent/);
  });

  test(`${under.name}: the signal stops it, connected or waiting to be`, async () => {
    await using line = await open(under);
    await line.play(10);
    await line.stop();
    assert.equal(line.connector.status().state, "stopped");
    const stop = new AbortController();
    const nobody = connectorTo(1, under, async () => ({ refused: 0 }), {
      ...limits,
      backOff: { firstMs: 3_600_000, mostMs: 3_600_000, settledAfterMs: 0 },
    });
    const running = nobody.run(stop.signal);
    await until(() => nobody.status().state === "waiting" && nobody.status().lastError !== "");
    stop.abort();
    await running;
    assert.equal(nobody.status().state, "stopped");
  });
}

type Line = AsyncDisposable & {
  readonly connector: Connector;
  readonly pbx: ReplayedPbx;
  readonly replay: Replay;
  /** Resolves when the events so far tell these calls. */
  readonly heard: (calls: ReadonlyMap<string, readonly string[]>) => Promise<void>;
  /** When the connector is there, the recording goes on. */
  readonly play: (position: number, between?: (index: number) => Buffer) => Promise<void>;
  /** When the connector has taken what was said, the PBX ends the connection. */
  readonly hangUp: () => Promise<void>;
  readonly stop: () => Promise<void>;
};

async function open(
  under: ConnectorUnderTest,
  options: {
    readonly sinkWaits?: Gate;
    readonly fail?: () => boolean;
    readonly readAheadBytesMax?: number;
    readonly silenceMs?: number;
    readonly isSilent?: boolean;
  } = {},
): Promise<Line> {
  const replay = under.replay();
  const numbers = new Random(7);
  const silent: Replay = {
    nowMs: 0,
    isOver: true,
    position: 0,
    next: () => Buffer.alloc(0),
    greeting: () => Buffer.alloc(0),
    answer: () => Buffer.alloc(0),
  };
  const pbx = await startReplayedPbx(options.isSilent === true ? silent : replay, {
    random: () => numbers.next(),
  });
  const events: TrunklineEvent[] = [];
  const sink: EventSink = async (batch) => {
    await options.sinkWaits?.pass();
    if (options.fail?.() === true) throw new Error("the store is gone");
    events.push(...batch);
    return { refused: 0 };
  };
  const { readAheadBytesMax = limits.readAheadBytesMax, silenceMs = limits.silenceMs } = options;
  const own = { ...limits, readAheadBytesMax, silenceMs };
  const connector = connectorTo(pbx.port, under, sink, own);
  const stopping = new AbortController();
  const running = connector.run(stopping.signal);
  const stop = async () => {
    stopping.abort();
    await running;
  };
  const isConnected = () => {
    const { state, connections } = connector.status();
    return state === "connected" && connections === pbx.connections();
  };
  let hangUps = 0;
  const play: Line["play"] = async (position, between) => {
    await until(() => pbx.connections() > hangUps && isConnected());
    pbx.playTo(position, between);
  };
  const hangUp = async () => {
    await until(() => isConnected());
    hangUps = pbx.connections();
    pbx.hangUp();
  };
  return {
    connector,
    pbx,
    replay,
    stop,
    play,
    hangUp,
    heard: async (calls) => {
      await until(() => sizeOf(storiesOf(events)) >= sizeOf(calls));
      assert.deepEqual(storiesOf(events), calls);
    },
    [Symbol.asyncDispose]: async () => {
      options.sinkWaits?.open();
      await stop();
      await pbx[Symbol.asyncDispose]();
    },
  };
}

function connectorTo(
  port: number,
  under: ConnectorUnderTest,
  sink: EventSink,
  own: LineLimits,
): Connector {
  return openSocketConnector({
    name: "pbx1",
    kind: under.name,
    address: { host: "127.0.0.1", port, tls: false, tlsAuthority: "" },
    conversation: under.conversation(),
    sink,
    limits: own,
    now: Date.now,
    random: Math.random,
    tell: () => {},
  });
}

/** Calls that have ended, by their stories. */
function sizeOf(stories: ReadonlyMap<string, readonly string[]>): number {
  return [...stories.values()].filter((story) => story.at(-1)?.startsWith("ended") === true).length;
}

class Gate {
  waiting = 0;
  #release = () => {};
  readonly #opened = new Promise<void>((resolve) => {
    this.#release = resolve;
  });

  async pass(): Promise<void> {
    this.waiting += 1;
    await this.#opened;
    this.waiting -= 1;
  }

  open(): void {
    this.#release();
  }
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await nextTurn();
}
