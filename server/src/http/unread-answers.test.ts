import assert from "node:assert/strict";
import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { connect, type AddressInfo, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import { test } from "node:test";
import { setImmediate as nextTurn } from "node:timers/promises";
import { openTestApp } from "./test-app.ts";
import { UnreadAnswers } from "./unread-answers.ts";

/** More than the system takes for a client that does not read. */
const answerBytes = 16 * 1024 * 1024;

async function openAnswers() {
  const app = openTestApp();
  new UnreadAnswers({ bytesMax: 2.5 * answerBytes }).watch(app);
  app.get("/long", () => "x".repeat(answerBytes));
  app.get("/late", async (_request, { raw }) => {
    await once(raw, "close");
    return "x".repeat(answerBytes);
  });
  await app.listen({ host: "127.0.0.1", port: 0 });
  // A server that listens on a port has such an address.
  const { port } = app.server.address() as AddressInfo;
  const ask = async (requests = 1) => {
    const socket = connect(port, "127.0.0.1").on("error", () => {});
    const request = "GET /long HTTP/1.1\r\nhost: a\r\n\r\n";
    socket.write(request.repeat(requests));
    await once(socket, "readable");
    return socket;
  };
  /** Asks, and goes before there is an answer. */
  const leave = async () => {
    const asked = once(app.server, "request");
    const socket = connect(port, "127.0.0.1");
    socket.write("GET /late HTTP/1.1\r\nhost: a\r\n\r\n");
    // The types of the event's arguments are fixed by Node.
    const [, raw] = (await asked) as [IncomingMessage, ServerResponse];
    socket.destroy();
    await once(raw, "close");
    await nextTurn();
  };
  return { app, ask, leave };
}

/** All that still comes; who has been cut off is left with less than an answer. */
async function bytesOf(socket: Socket): Promise<number> {
  socket.end();
  return (await text(socket).catch(() => "")).length;
}

test("the oldest of the answers that nobody reads are cut off when they are too much together", async () => {
  const { app, ask } = await openAnswers();
  const [first, second, third] = [await ask(), await ask(), await ask()];
  assert.ok((await bytesOf(first)) < answerBytes);
  assert.ok((await bytesOf(second)) > answerBytes);
  assert.ok((await bytesOf(third)) > answerBytes);
  await app.close();
});

test("answers behind each other on a connection that is not read end with it", async () => {
  const { app, ask } = await openAnswers();
  const many = await ask(5);
  const other = await ask();
  assert.ok((await bytesOf(other)) > answerBytes);
  assert.ok((await bytesOf(many)) < answerBytes);
  await app.close();
});

test("who has gone before its answer is there takes no place", async () => {
  const { app, ask, leave } = await openAnswers();
  const slow = await ask();
  for (let n = 0; n < 3; n += 1) await leave();
  assert.ok((await bytesOf(slow)) > answerBytes);
  await app.close();
});

test("who reads is not cut off, however much it asks for", async () => {
  const { app, ask } = await openAnswers();
  for (let n = 0; n < 4; n += 1) assert.ok((await bytesOf(await ask())) > answerBytes);
  await app.close();
});
