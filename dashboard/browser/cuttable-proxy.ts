// Stands between browser and server like a network: it can be cut, and mended.
import { createServer, connect, type AddressInfo, type Socket } from "node:net";
import { once } from "node:events";

export type CuttableProxy = AsyncDisposable & {
  readonly url: string;
  readonly cut: () => Promise<void>;
  readonly mend: () => Promise<void>;
};

export async function openProxy(target: string): Promise<CuttableProxy> {
  const { port } = new URL(target);
  const sockets = new Set<Socket>();
  const own = (socket: Socket) => {
    sockets.add(socket);
    // Whoever cuts a line causes errors at both ends.
    socket.on("error", () => socket.destroy()).on("close", () => sockets.delete(socket));
    return socket;
  };
  const server = createServer((near) => {
    const far = own(connect(Number(port), "127.0.0.1"));
    own(near).pipe(far).pipe(near);
    near.on("close", () => far.destroy());
    far.on("close", () => near.destroy());
  });
  const listen = async (wanted: number) => {
    server.listen(wanted, "127.0.0.1");
    await once(server, "listening");
    // A TCP listener's address is never a text.
    return (server.address() as AddressInfo).port;
  };
  const cut = async () => {
    if (!server.listening) return;
    const closed = once(server, "close");
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  const ours = await listen(0);
  return {
    url: `http://127.0.0.1:${ours}`,
    cut,
    mend: async () => void (await listen(ours)),
    [Symbol.asyncDispose]: cut,
  };
}
