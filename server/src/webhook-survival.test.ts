// Webhooks of the program as its users run it, killed in the middle of its work.
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { arrivedIn, callEvents } from "./cms/test-call-centre.ts";
import { runCommand, SpawnedServer } from "./spawned-server.ts";
import { accept, openReceiver, refuse } from "./webhook/test-receiver.ts";

const callCount = 200;

function key(cwd: string, role: string): string {
  const words = ["token", "create", "--data", "data", "--role", role, "--tenant", "1/170"];
  const { code, out, err } = runCommand(words, { cwd });
  assert.equal(code, 0, err);
  return out.trim();
}

async function post(url: string, bearer: string, body: unknown): Promise<void> {
  const headers = { authorization: `Bearer ${bearer}`, "content-type": "application/json" };
  const reply = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
  assert.equal(reply.status, 200, await reply.text());
}

test("a server that is killed while it takes calls in and sends them loses none", async () => {
  const cwd = await mkdtemp(join(tmpdir(), "trunkline-survival-"));
  const start = () =>
    SpawnedServer.start(
      [
        ...["--data", "data", "--webhook-allow-http", "--webhook-retry-first-ms", "20"],
        ...["--webhook-private-networks-allowed", "127.0.0.0/8"],
      ],
      { cwd },
    );
  const seconds = Math.floor(Date.now() / 1000) - 600;
  const ids = Array.from({ length: callCount }, (_, index) => `call-${index}`);
  const callOf = (callId: string) =>
    callEvents(callId, [
      { ...arrivedIn, s: seconds - 1776220200 },
      { kind: "ended", s: seconds - 1776220200 + 30, by: "customer" },
    ]);
  // Every fifth attempt fails, so that some wait for another whenever the server dies.
  await using receiver = await openReceiver((response, _, before) =>
    before % 5 === 4 ? refuse(response) : accept(response),
  );
  try {
    const [admin, ingest] = [key(cwd, "admin"), key(cwd, "ingest")];
    const taken = () =>
      new Set(
        receiver.received
          .filter((_, index) => index % 5 !== 4)
          .map(({ message }) => ("call" in message.data ? message.data.call.callId : "")),
      );
    for (let part = 0; part < 2; part += 1) {
      await using server = await start();
      if (part === 0) {
        const kinds = ["call.ended"];
        const webhook = { tenant: "1/170", url: receiver.url, kinds };
        await post(`${server.url}/v1/webhooks`, admin, webhook);
      }
      const before = receiver.received.length;
      for (let first = part * 100; first < part * 100 + 100; first += 10) {
        const events = ids.slice(first, first + 10).flatMap(callOf);
        await post(`${server.url}/v1/events`, ingest, events);
      }
      await receiver.reached(before + 20);
      server.signal("SIGKILL");
      await server.ended();
    }
    await using _server = await start();
    for (let count = receiver.received.length; taken().size < callCount; count += 1) {
      await receiver.reached(count + 1);
    }
    assert.deepEqual([...taken()].toSorted(), ids.toSorted());
  } finally {
    await rm(cwd, { recursive: true, force: true });
  }
});
