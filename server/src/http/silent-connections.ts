// Connections on which nothing has been asked: load balancers and browsers open some to have them at hand. The framework
// takes them for such as have a request under way, and a stop would wait for them.
import type { Socket } from "node:net";
import type { FastifyInstance } from "fastify";

/** A request that was sent before the stop began has arrived by then. */
const graceMs = 100;

/** To be called before the app listens; those that are silent when it closes are closed. */
export function closeSilentConnections(app: FastifyInstance, isTls: boolean): void {
  const silent = new Set<Socket>();
  // Requests come on the socket of this event, not on the one below TLS.
  app.server.on(isTls ? "secureConnection" : "connection", (socket: Socket) => {
    silent.add(socket);
    socket.once("close", () => silent.delete(socket));
  });
  app.server.on("request", ({ socket }) => silent.delete(socket));
  app.addHook("preClose", (done) => {
    setTimeout(() => {
      for (const socket of silent) socket.destroy();
    }, graceMs).unref();
    done();
  });
}
