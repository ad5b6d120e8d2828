import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
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

test("while a store takes long, the PBX has not been silent", async () => {
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.write("hello");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  // It listens on a TCP port.
  const { port } = server.address() as AddressInfo;
  const { signal } = new AbortController();
  const address = { host: "127.0.0.1", port, tls: false, tlsAuthority: "" };
  const socket = await openSocket(address, { signal, connectTimeoutMs: 10_000 });
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
  socket.destroy();
  server.close();
  await once(server, "close");
});
