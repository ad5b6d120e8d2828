// What a socket has sent and nobody has read yet: read ahead up to a limit, then the sender is slowed.
import type { Socket } from "node:net";

export type ChunksRead =
  | { readonly kind: "chunks"; readonly chunks: readonly Buffer[] }
  | { readonly kind: "quiet" }
  | { readonly kind: "closed" };

export class ChunkQueue {
  readonly #socket: Socket;
  readonly #bytesMax: number;
  #chunks: Buffer[] = [];
  #bytes = 0;
  #isClosed = false;
  #error: Error | undefined;
  #wake: (() => void) | undefined;

  constructor(socket: Socket, options: { readonly bytesMax: number }) {
    this.#socket = socket;
    this.#bytesMax = options.bytesMax;
    // A PBX cuts off who reads slowly, so reading does not wait for the store until the limit.
    socket.on("data", (chunk: Buffer) => this.#push(chunk));
    socket.once("error", (error) => this.#close(error));
    socket.once("close", () => this.#close(undefined));
  }

  /** All that has come; "quiet" when nothing does for so long. Throws when the socket has failed. */
  async read(quietMs: number): Promise<ChunksRead> {
    if (this.#chunks.length === 0 && !this.#isClosed) await this.#sleep(quietMs);
    if (this.#chunks.length > 0) {
      const chunks = this.#chunks;
      this.#chunks = [];
      this.#bytes = 0;
      if (this.#socket.isPaused()) this.#socket.resume();
      return { kind: "chunks", chunks };
    }
    if (this.#error !== undefined) throw this.#error;
    return { kind: this.#isClosed ? "closed" : "quiet" };
  }

  #sleep(quietMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, quietMs);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  #push(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    if (this.#bytes >= this.#bytesMax) this.#socket.pause();
    this.#wake?.();
  }

  #close(error: Error | undefined): void {
    this.#error ??= error;
    this.#isClosed = true;
    this.#wake?.();
  }
}
