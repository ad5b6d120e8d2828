import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, type AddressInfo, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import { connect as connectTls } from "node:tls";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { startTestServer } from "../test-server.ts";
import { openTestApp } from "./test-app.ts";

async function connected(port: number, sent: string): Promise<Socket> {
  const socket = connect(port, "127.0.0.1");
  await once(socket, "connect");
  socket.write(sent);
  return socket.on("error", () => {});
}

test("a stop does not wait for connections on which nothing has been asked, and answers the others", async () => {
  const app = openTestApp();
  const asked = Promise.withResolvers<void>();
  app.get("/slow", async () => {
    asked.resolve();
    await delay(300);
    return "answered";
  });
  await app.listen();
  // A TCP listener's address is never a text.
  const { port } = app.server.address() as AddressInfo;
  const silent = await connected(port, "");
  const half = await connected(port, "GET /slow HTTP/1.1\r\nHo");
  const whole = await connected(port, "GET /slow HTTP/1.1\r\nHost: x\r\n\r\n");
  await asked.promise;
  const answer = text(whole);
  await app.close();
  assert.match(await answer, /answered$/);
  silent.destroy();
  half.destroy();
});

test("neither does one below TLS", async () => {
  const fixture = (name: string) => new URL(`fixtures/${name}`, import.meta.url).pathname;
  const flags = {
    "http.stopTimeoutMs": "2100000000",
    "http.tls.certFile": fixture("test-only.cert.pem"),
    "http.tls.keyFile": fixture("test-only.key.pem"),
  };
  const server = await startTestServer({ flags });
  const socket = connectTls({ port: Number(new URL(server.url).port), rejectUnauthorized: false });
  await once(socket, "secureConnect");
  socket.on("error", () => {});
  await server[Symbol.asyncDispose]();
  socket.destroy();
});
