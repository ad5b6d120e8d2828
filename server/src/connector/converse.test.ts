import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type AddressInfo, type Socket } from "node:net";
import { test } from "node:test";
import { converse } from "./converse.ts";
import type { Dialogue } from "./dialogue.ts";
import { openSocket } from "./open-socket.ts";

const limits = { readAheadBytesMax: 1000, quietMs: 1, silenceMs: 15_000 };

/** Answers nothing, and makes one event of each chunk. */
const dialogue: Dialogue = {
  begin: () => "",
  take: (_chunk, at) => ({
    say: "",
    events: [{ kind: "agentState", ccId: 1, vdn: 1, agentId: 1001, state: 1, at }],
  }),
  quiet: () => ({ say: "", events: [] }),
  ping: () => "ping",
  isReady: true,
  peer: "",
};

/** A PBX that greets, and says nothing more. */
async function openGreeted(): Promise<{
  readonly socket: Socket;
  readonly close: () => Promise<void>;
}> {
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.resume().write("hello");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  // It listens on a TCP port.
  const { port } = server.address() as AddressInfo;
  const { signal } = new AbortController();
  const address = { host: "127.0.0.1", port, tls: false, tlsAuthority: "" };
  const socket = await openSocket(address, { signal, connectTimeoutMs: 10_000 });
  const close = async () => {
    socket.destroy();
    server.close();
    await once(server, "close");
  };
  return { socket, close };
}

test("while a store takes long, the PBX has not been silent", async () => {
  const { socket, close } = await openGreeted();
  let nowMs = 0;
  let turnsAfter = 0;
  const listener = {
    heard: () => {},
    told: () => {
      nowMs += 60_000;
      return Promise.resolve();
    },
    isOver: () => {
      if (nowMs > 0) turnsAfter += 1;
      return turnsAfter === 3;
    },
  };
  await converse({ socket, dialogue, listener, limits, now: () => nowMs });
  assert.equal(socket.bytesWritten, 0);
  await close();
});

test("a line that is dead is left, though the clock was set back by hours", async () => {
  const { socket, close } = await openGreeted();
  const hourMs = 3_600_000;
  let nowMs = 5 * hourMs;
  let turns = 0;
  const listener = {
    heard: () => {
      nowMs -= 4 * hourMs;
    },
    told: () => Promise.resolve(),
    isOver: () => {
      turns += 1;
      nowMs += turns === 2 ? -hourMs / 2 : 1000;
      return turns > 60;
    },
  };
  await assert.rejects(
    converse({ socket, dialogue, listener, limits, now: () => nowMs }),
    /Cannot hear from the PBX: silent for 30000 ms/,
  );
  await close();
});
