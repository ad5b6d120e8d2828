import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, get, type IncomingMessage, type ServerResponse } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { goneSignal, writeAll, writeLent } from "./write-all.ts";

async function serve(answer: (raw: ServerResponse) => void) {
  const server = createServer((_, raw) => answer(raw)).listen(0, "127.0.0.1");
  await once(server, "listening");
  // A server that listens on a port has such an address.
  const { port } = server.address() as AddressInfo;
  return { port, [Symbol.dispose]: () => void server.close() };
}

test("a client that breaks off just before it is written to has gone, which is no failure", async () => {
  const written = Promise.withResolvers<void>();
  async function* pieces() {
    yield "first";
    await once(client, "data");
    client.resetAndDestroy();
    yield "second";
  }
  using served = await serve((raw) => {
    raw.flushHeaders();
    writeAll(raw, pieces(), goneSignal(raw)).then(written.resolve, written.reject);
  });
  const client = connect(served.port, "127.0.0.1");
  client.write("GET / HTTP/1.1\r\nhost: a\r\n\r\n");
  await assert.doesNotReject(written.promise);
});

test("bytes of a piece that is lent have been sent when the next is asked for", async () => {
  const pieceBytes = 16_384;
  const count = 1000;
  async function* pieces() {
    const piece = new Uint8Array(pieceBytes);
    for (let n = 0; n < count; n += 1) yield piece.fill(n % 251);
  }
  using served = await serve((raw) => {
    void writeLent(raw, pieces(), goneSignal(raw), { ms: 60_000, met: () => raw.destroy() });
  });
  const asked = get({ port: served.port, agent: false });
  // The type of the event's argument is fixed by Node.
  const [reply] = (await once(asked, "response")) as [IncomingMessage];
  // Until then all that is on the way fills up.
  await sleep(100);
  const bytes = await buffer(reply);
  assert.equal(bytes.length, pieceBytes * count);
  for (let n = 0; n < count; n += 1) {
    const [first, last] = [bytes[n * pieceBytes], bytes[(n + 1) * pieceBytes - 1]];
    assert.deepEqual([n, first, last], [n, n % 251, n % 251]);
  }
});
