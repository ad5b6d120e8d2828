import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { test } from "node:test";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { HistoryBatch } from "../storage/history.ts";
import { MemoryHistory } from "../storage/memory/memory-history.ts";
import { send, startTestServer } from "../test-server.ts";

const json = { "content-type": "application/json" };

const arrived = {
  kind: "arrived",
  at: Date.now(),
  ccId: 1,
  vdn: 170,
  callId: "1-1",
  direction: "in",
  callerNo: "13800000001",
  calleeNo: "88880001",
};

test("a batch is judged line by line; lines that are no events are kept for the operator", async () => {
  await using server = await startTestServer({ flags: { "ingest.lineBytesMax": "256" } });
  const key = server.bearer("ingest", "1/170");
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/x-ndjson" };
  const good = JSON.stringify(arrived);
  const body = [good, "", "nonsense", "x".repeat(300), '{"kind":"rang"}', good, "[]", ""].join(
    "\n",
  );
  const answer = await send(`${server.url}/v1/events`, { headers }, body);
  assert.equal(answer.status, 200);
  assert.equal(answer.body["accepted"], 1);
  assert.equal(answer.body["duplicates"], 1);
  const refused = answer.body["refused"] as { line: number; field: string; reason: string }[];
  assert.deepEqual(
    refused.map(({ line, field }) => [line, field]),
    [
      [3, ""],
      [4, ""],
      [5, "kind"],
      [7, ""],
    ],
  );
  assert.match(refused[0]?.reason ?? "", /^must be JSON/);
  assert.match(refused[1]?.reason ?? "", /at most 256 bytes/);

  const admin = { authorization: `Bearer ${server.bearer("admin", "1/170")}` };
  const path = `${server.url}/v1/admin/refused-events`;
  const kept = await send(`${path}?limit=2&offset=1`, { method: "GET", headers: admin });
  assert.equal(kept.body["total"], 4);
  assert.equal((kept.body["events"] as object[]).length, 2);
  const other = { authorization: `Bearer ${server.bearer("admin", "1/171")}` };
  const hidden = await send(path, { method: "GET", headers: other });
  assert.deepEqual(hidden.body, { total: 0, events: [] });
  const wrong = await send(`${path}?limit=0`, { method: "GET", headers: admin });
  assert.equal(wrong.status, 400);
});

test("a body that is cut off keeps what came before it", async () => {
  await using server = await startTestServer();
  const headers = { ...json, authorization: `Bearer ${server.bearer("ingest", "1/170")}` };
  const cut = await send(
    `${server.url}/v1/events`,
    { headers },
    `[${JSON.stringify(arrived)},{"ki`,
  );
  assert.equal(cut.status, 200);
  assert.deepEqual(cut.body, {
    accepted: 1,
    duplicates: 0,
    refused: [{ line: 2, field: "", reason: "The body ends inside the array" }],
  });
  const none = await send(`${server.url}/v1/events`, { headers }, "nonsense");
  assert.equal(none.status, 400);
  assert.equal(none.body["accepted"], 0);
});

test("a large batch is taken in, a larger one than allowed is refused, told or not", async () => {
  await using server = await startTestServer({ flags: { "ingest.bodyBytesMax": "2000000" } });
  const headers = {
    authorization: `Bearer ${server.bearer("ingest", "1/170")}`,
    "content-type": "application/x-ndjson",
  };
  const events = Array.from({ length: 9000 }, (_, n) =>
    JSON.stringify({ ...arrived, callId: `2-${n}` }),
  );
  const body = `${events.join("\n")}\n`;
  assert.ok(body.length > 1_200_000 && body.length < 2_000_000);
  const { status, body: reply } = await send(`${server.url}/v1/events`, { headers }, body);
  assert.equal(status, 200);
  assert.deepEqual(reply, { accepted: 9000, duplicates: 0, refused: [] });
  assert.equal(server.server.board.countsOfTenant(1 * 8192 + 170).all, 9000);
  const declared = await send(`${server.url}/v1/events`, { headers }, body + body);
  assert.equal(declared.status, 413);
  const chunked = { ...headers, "transfer-encoding": "chunked" };
  const undeclared = await send(`${server.url}/v1/events`, { headers: chunked }, body + body);
  assert.equal(undeclared.status, 413);
  assert.equal(undeclared.body["code"], "tooLarge");
});

test("of a small body whose sender leaves in the middle nothing is taken, and the next is", async () => {
  await using server = await startTestServer();
  const key = server.bearer("ingest", "1/170");
  const { hostname, port } = new URL(server.url);
  const text = JSON.stringify(arrived);
  const socket = connect(Number(port), hostname);
  socket.write(
    `POST /v1/events HTTP/1.1\r\nHost: here\r\nAuthorization: Bearer ${key}\r\nContent-Type: application/json\r\nContent-Length: ${text.length + 1}\r\n\r\n${text}`,
  );
  await once(socket, "connect");
  await nextTurn();
  socket.destroy();
  await once(socket, "close");
  const chunked = { ...json, authorization: `Bearer ${key}`, "transfer-encoding": "chunked" };
  const other = JSON.stringify({ ...arrived, callId: "1-2" });
  const { body } = await send(`${server.url}/v1/events`, { headers: chunked }, other);
  assert.deepEqual(body, { accepted: 1, duplicates: 0, refused: [] });
  assert.equal(server.server.board.countsOfTenant(1 * 8192 + 170).all, 1);
});

test("more refusals than an answer may name are counted in its last line", async () => {
  await using server = await startTestServer({ flags: { "ingest.refusedLinesMax": "10" } });
  const headers = {
    authorization: `Bearer ${server.bearer("ingest", "1/170")}`,
    "content-type": "application/x-ndjson",
  };
  const { status, body } = await send(`${server.url}/v1/events`, { headers }, "x\n".repeat(5000));
  assert.equal(status, 400);
  const refused = body["refused"] as { line: number; reason: string }[];
  assert.equal(refused.length, 11);
  assert.match(refused.at(-1)?.reason ?? "", /^4990 more events were refused/);
});

/** The memory history whose commits wait until they are let go. */
class HeldHistory extends MemoryHistory {
  readonly #free = Promise.withResolvers<void>();

  letGo(): void {
    this.#free.resolve();
  }

  override async commit(batch: HistoryBatch): Promise<void> {
    await this.#free.promise;
    await super.commit(batch);
  }
}

test("a source is told to slow down while too many events wait for their commit", async () => {
  const history = new HeldHistory();
  await using server = await startTestServer({
    flags: { "ingest.pendingEventsMax": "1" },
    history,
  });
  const headers = { ...json, authorization: `Bearer ${server.bearer("ingest", "1/170")}` };
  const post = (callIds: readonly string[]) => {
    const body = JSON.stringify(callIds.map((callId) => ({ ...arrived, callId })));
    return send(`${server.url}/v1/events`, { headers }, body);
  };
  const { ingest } = server.server;
  const first = ingest.accept([{ line: 1, value: arrived }], { source: "t", mayWrite: () => true });
  await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
  const waiting = ingest.accept(
    [1, 2].map((n) => ({ line: n, value: { ...arrived, callId: `3-${n}` } })),
    { source: "t", mayWrite: () => true },
  );
  await new Promise((resolve) => setImmediate(resolve));
  const refused = await post(["3-3"]);
  assert.equal(refused.status, 429);
  assert.equal(refused.headers["retry-after"], "1");
  history.letGo();
  await Promise.all([first, waiting]);
  assert.equal((await post(["3-3"])).status, 200);
});

test("a key with many events on their way waits for them, and no other key waits for it", async () => {
  const history = new HeldHistory();
  await using server = await startTestServer({
    flags: { "ingest.eventsInFlightPerKeyMax": "2" },
    history,
  });
  const keys = { a: server.bearer("ingest", "1/170"), b: server.bearer("ingest", "1/171") };
  const post = (key: string, vdn: number, callIds: readonly string[]) => {
    const headers = { ...json, authorization: `Bearer ${key}` };
    const body = JSON.stringify(callIds.map((callId) => ({ ...arrived, vdn, callId })));
    return send(`${server.url}/v1/events`, { headers }, body);
  };
  const live = () => [...server.server.board.entries()].map(({ call }) => call.callId).toSorted();
  const taken = async (count: number) => {
    while (live().length < count) await nextTurn();
  };
  const first = post(keys.a, 170, ["a-1", "a-2"]);
  await taken(2);
  const second = post(keys.a, 170, ["a-3"]);
  const other = post(keys.b, 171, ["b-1"]);
  await taken(3);
  for (let turn = 0; turn < 20; turn += 1) await nextTurn();
  assert.deepEqual(live(), ["a-1", "a-2", "b-1"]);
  history.letGo();
  for (const answer of await Promise.all([first, second, other])) assert.equal(answer.status, 200);
  assert.equal(live().length, 4);
});
