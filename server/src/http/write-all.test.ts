import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { test } from "node:test";
import { goneSignal, writeAll } from "./write-all.ts";

test("a client that breaks off just before it is written to has gone, which is no failure", async () => {
  const written = Promise.withResolvers<void>();
  async function* pieces() {
    yield "first";
    await once(client, "data");
    client.resetAndDestroy();
    yield "second";
  }
  const server = createServer((_, raw) => {
    raw.flushHeaders();
    writeAll(raw, pieces(), goneSignal(raw)).then(written.resolve, written.reject);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  // A server that listens on a port has such an address.
  const { port } = server.address() as AddressInfo;
  const client = connect(port, "127.0.0.1");
  client.write("GET / HTTP/1.1\r\nhost: a\r\n\r\n");
  await assert.doesNotReject(written.promise);
  server.close();
});
