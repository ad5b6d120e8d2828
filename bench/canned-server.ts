// The ceiling: the same web framework answering the same bytes to the same requests, with nothing behind.
import fastify from "fastify";

const [, , portText = "0", bytesText = "0"] = process.argv;
const body = Buffer.alloc(Number(bytesText), 0x20);
const app = fastify();
app.addContentTypeParser("*", { parseAs: "buffer" }, (_request, _payload, done) => done(null));
app.removeContentTypeParser("application/json");
app.all("/*", (_request, reply) =>
  reply.header("content-type", "application/json;charset=UTF-8").send(body),
);
await app.listen({ host: "127.0.0.1", port: Number(portText) });
process.on("SIGTERM", () => process.exit(0));
