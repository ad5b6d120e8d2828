// A PBX behind a socket that plays a recording: for tests of connectors.
import { once } from "node:events";
import { createServer, type AddressInfo, type Socket } from "node:net";

/** What a protocol's replay does: see asterisk-ami/replayed-asterisk.ts. */
export type Replay = {
  readonly nowMs: number;
  readonly isOver: boolean;
  readonly position: number;
  /** The next of what was recorded happens; its bytes. */
  next(): Buffer;
  greeting(): Buffer;
  answer(said: string): Buffer;
};

export type ReplayedPbx = AsyncDisposable & {
  readonly port: number;
  readonly connections: () => number;
  /** To the client that is connected. */
  readonly sentBytes: () => number;
  /** The recording goes on to a position, with other bytes between its messages. */
  readonly playTo: (position: number, between?: (index: number) => Buffer) => void;
  /** Bytes that wait for the client to read. */
  readonly unreadBytes: () => number;
  readonly hangUp: () => void;
};

export async function startReplayedPbx(
  replay: Replay,
  { random }: { readonly random: () => number },
): Promise<ReplayedPbx> {
  let client: Socket | undefined;
  let connections = 0;
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    connections += 1;
    client = socket;
    sockets.add(socket);
    // A client that goes away resets what is on its way to it.
    socket.on("error", () => {});
    socket.on("close", () => sockets.delete(socket));
    socket.write(replay.greeting());
    socket.on("data", (chunk: Buffer) => socket.write(replay.answer(chunk.toString())));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const send = (bytes: Buffer) => {
    let from = 0;
    while (from < bytes.length) {
      const size = 1 + Math.floor(random() * 3 * bytes.length);
      client?.write(bytes.subarray(from, from + size));
      from += size;
    }
  };
  return {
    // The server listens on a TCP port.
    port: (server.address() as AddressInfo).port,
    connections: () => connections,
    sentBytes: () => client?.bytesWritten ?? 0,
    playTo: (position, between) => {
      while (!replay.isOver && replay.position < position) {
        if (between !== undefined) send(between(replay.position));
        send(replay.next());
      }
    },
    unreadBytes: () => client?.writableLength ?? 0,
    hangUp: () => {
      client?.end();
      client = undefined;
    },
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
