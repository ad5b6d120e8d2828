// A TCP or TLS connection that a signal closes. Reading it slowly slows the other side.
import { once } from "node:events";
import { connect as connectTcp, isIP, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";

export type SocketAddress = {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  /** PEM of the authority that signed the other side's certificate; "" = the system's. */
  readonly tlsAuthority: string;
};

export async function openSocket(
  address: SocketAddress,
  { signal, connectTimeoutMs }: { readonly signal: AbortSignal; readonly connectTimeoutMs: number },
): Promise<Socket> {
  const { host, port } = address;
  const authority = address.tlsAuthority === "" ? {} : { ca: address.tlsAuthority };
  const socket = address.tls
    ? // An address is no server name.
      connectTls({ host, port, ...(isIP(host) > 0 ? {} : { servername: host }), ...authority })
    : connectTcp({ host, port });
  const both = AbortSignal.any([signal, AbortSignal.timeout(connectTimeoutMs)]);
  try {
    await once(socket, address.tls ? "secureConnect" : "connect", { signal: both });
  } catch (error) {
    socket.destroy();
    throw new Error(`Cannot connect to '${host}:${port}': ${reasonOf(error)}`, { cause: error });
  }
  socket.setKeepAlive(true);
  const close = () => socket.destroy();
  signal.addEventListener("abort", close, { once: true });
  socket.once("close", () => signal.removeEventListener("abort", close));
  return socket;
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.name === "AbortError" || error.name === "TimeoutError"
    ? "no answer in time"
    : error.message;
}
