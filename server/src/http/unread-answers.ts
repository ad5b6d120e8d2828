// Answers that have been made and not yet been read: what is held of them has a limit, whoever reads nothing.
import type { FastifyInstance, FastifyRequest } from "fastify";

/** Shorter ones lie with the system as soon as they are sent. */
const longBytes = 65_536;

export class UnreadAnswers {
  readonly #bytesMax: number;
  #bytes = 0;
  /** The oldest first. */
  readonly #unread = new Map<FastifyRequest, number>();

  constructor(options: { readonly bytesMax: number }) {
    this.#bytesMax = options.bytesMax;
  }

  /** To be called once for each scope whose answers are made for who asks, behind what compresses them. */
  watch(app: FastifyInstance): void {
    app.addHook("onSend", (request, reply, payload, done) => {
      if (!(typeof payload === "string" || Buffer.isBuffer(payload))) return done(null, payload);
      // Of who has gone by now nobody tells any more that it has.
      if (payload.length < longBytes || reply.raw.destroyed) return done(null, payload);
      // Of a text the socket would hold three times its length.
      const bytes = Buffer.isBuffer(payload) ? payload : Buffer.from(payload);
      reply.raw.once("close", () => this.#forget(request));
      this.#add(request, bytes.length);
      done(null, bytes);
    });
  }

  #add(request: FastifyRequest, bytes: number): void {
    this.#unread.set(request, bytes);
    this.#bytes += bytes;
    for (const oldest of this.#unread.keys()) {
      if (this.#bytes <= this.#bytesMax || oldest === request) return;
      const { id: requestId, ip: address } = oldest;
      oldest.log.warn({ requestId, address }, "an answer was not read, and others need its place");
      this.#forget(oldest);
      // Of the connection: an answer behind others on it has none of its own yet.
      oldest.raw.socket.destroy();
    }
  }

  #forget(request: FastifyRequest): void {
    this.#bytes -= this.#unread.get(request) ?? 0;
    this.#unread.delete(request);
  }
}
