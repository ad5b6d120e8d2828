// Drives HTTP requests with a fixed number of clients, each with one request under way, over bare
// sockets: on two cores the driver must leave the server as much as it can.
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";

export type BenchRequest = {
  readonly path: string;
  readonly method: "POST" | "GET";
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
};

export type Drive = {
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Answers that were not 200. */
  readonly failures: number;
};

/** Makes the request that client number `client` sends at its turn number `turn`. */
export type RequestSource = (client: number, turn: number) => Buffer;

export type DriveOptions = {
  readonly clients: number;
  readonly seconds: number;
  /** Of all clients together; without it each sends as soon as it has its answer. */
  readonly requestsPerSecond?: number;
};

/** One round. At a fixed rate an answer's time counts from when its request was due. */
export async function drive(
  port: number,
  source: RequestSource,
  { clients, seconds, requestsPerSecond }: DriveOptions,
): Promise<Drive> {
  const tookMs: number[] = [];
  const begunAt = performance.now();
  const endsAt = begunAt + seconds * 1000;
  let failures = 0;
  let due = begunAt;
  const client = async (_: unknown, number: number) => {
    using connection = await Connection.open(port);
    for (let turn = 0; ; turn += 1) {
      let sentAt = performance.now();
      if (requestsPerSecond !== undefined) {
        due += 1000 / requestsPerSecond;
        const waitMs = due - sentAt;
        sentAt = due;
        if (waitMs > 0) await delay(waitMs);
      }
      if (performance.now() >= endsAt) return;
      const status = await connection.send(source(number, turn));
      tookMs.push(performance.now() - sentAt);
      if (status !== 200) failures += 1;
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  const elapsed = (performance.now() - begunAt) / 1000;
  tookMs.sort((a, b) => a - b);
  return {
    requestsPerSecond: tookMs.length / elapsed,
    p50Ms: quantile(tookMs, 0.5),
    p99Ms: quantile(tookMs, 0.99),
    failures,
  };
}

/** Clients take the requests in turn, beginning at different ones. */
export function inTurn(
  port: number,
  requests: readonly BenchRequest[],
  clients: number,
): RequestSource {
  const texts = requests.map((request) => requestBytes(port, request));
  return (client, turn) => {
    const first = Math.floor((client * texts.length) / clients);
    return texts[(first + turn) % texts.length] ?? Buffer.alloc(0);
  };
}

/** Of ascending values. */
export function quantile(values: readonly number[], part: number): number {
  return values[Math.min(values.length - 1, Math.floor(values.length * part))] ?? 0;
}

export function requestBytes(port: number, request: BenchRequest): Buffer {
  const { path, method, body = "" } = request;
  const length = String(Buffer.byteLength(body));
  const headers = { host: `127.0.0.1:${port}`, ...request.headers, "content-length": length };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join("")}\r\n${body}`);
}

/** A kept-alive connection with one request under way at most. */
class Connection implements Disposable {
  readonly #socket: Socket;
  #head: Buffer = Buffer.alloc(0);
  /** Bytes of the answer's body that are still to come; -1 = its head is. */
  #bodyBytes = -1;
  #status = 0;
  #answered: PromiseWithResolvers<number> | undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on("data", (chunk) => this.#read(chunk));
    socket.on("error", (error) => this.#fail(error));
    socket.on("close", () => this.#fail(new Error("Cannot read an answer: the connection closed")));
  }

  static async open(port: number): Promise<Connection> {
    const socket = connect({ host: "127.0.0.1", port });
    await once(socket, "connect");
    return new Connection(socket);
  }

  /** Resolves to the status once the whole answer has come. */
  send(request: Buffer): Promise<number> {
    this.#answered = Promise.withResolvers();
    this.#socket.write(request);
    return this.#answered.promise;
  }

  #read(chunk: Buffer): void {
    if (this.#bodyBytes >= 0) {
      this.#bodyBytes -= chunk.length;
    } else {
      this.#head = this.#head.length === 0 ? chunk : Buffer.concat([this.#head, chunk]);
      const end = this.#head.indexOf("\r\n\r\n");
      if (end < 0) return;
      const head = this.#head.toString("latin1", 0, end);
      const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
      if (length === undefined) {
        this.#fail(new Error(`Cannot read an answer: it has no content-length: ${head}`));
        return;
      }
      this.#status = Number(head.slice(9, 12));
      this.#bodyBytes = Number(length) - (this.#head.length - end - 4);
    }
    if (this.#bodyBytes > 0) return;
    this.#head = Buffer.alloc(0);
    this.#bodyBytes = -1;
    this.#answered?.resolve(this.#status);
  }

  #fail(error: Error): void {
    this.#answered?.reject(error);
  }

  [Symbol.dispose](): void {
    this.#answered = undefined;
    this.#socket.destroy();
  }
}
