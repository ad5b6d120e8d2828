import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { callSorts } from "@trunkline/contract";
import { arrival } from "../cms/test-call-centre.ts";
import type { History } from "../storage/history.ts";
import { MemoryHistory } from "../storage/memory/memory-history.ts";
import { openHistory } from "../storage/open-history.ts";
import { startApi, type TestApi } from "../test-api.ts";

const states = ["live", "ended", "missed", "abandoned", "answered"];
const spans = ["quarterHour", "hour", "day", "week", "month"];

const questions: readonly string[] = [
  ...states.map((state) => `calls?total=true&state=${state}`),
  ...callSorts.map((sort) => `calls?limit=3&sort=${sort}`),
  ...["arrived", "ended", "recorded"].map((time) => `calls?total=true&time=${time}`),
  "calls?agentId=1001&agentId=1002",
  "calls?skillId=21",
  "calls?innoId=1&total=true",
  "calls?number=13800000002",
  "calls?caller=13800000003",
  "calls?callee=13800000002",
  "calls?prefix=1380000&total=true",
  "calls?waitMsMin=13000&talkMsMax=50000&total=true",
  "calls?durationMsMin=60000&total=true",
  "calls?leaveReason=15&mediaType=5",
  `calls?from=${arrival + 1}&to=${arrival + 300_000}&total=true`,
  "calls?limit=4&offset=5",
  "calls/1776220200-1447",
  "calls/abandoned",
  ...["open", "resolved", "all"].map((status) => `missed-calls?status=${status}`),
  "missed-calls?status=all&limit=1",
  "missed-calls?status=all&caller=13800000003&skillId=22&innoId=1",
  ...spans.map((per) => `reports/vdns?per=${per}`),
  ...["queues", "access-codes", "agents"].map((subject) => `reports/${subject}?per=hour`),
  "live",
  "tasks",
  "tasks/T-A-1",
];

async function answers(api: TestApi): Promise<ReadonlyMap<string, unknown>> {
  const said = new Map<string, unknown>();
  for (const question of questions) {
    const { status, body } = await api.ask(`/v1/${question}`);
    assert.equal(status, 200, `${question}: ${JSON.stringify(body)}`);
    said.set(question, body);
  }
  const { nextCursor } = said.get("calls?limit=3&sort=-waitMs") as { nextCursor: string };
  const page = await api.ask(`/v1/calls?limit=100&sort=-waitMs&cursor=${nextCursor}`);
  said.set("next page", page.body);
  const resolve = { key: api.keys.superviseA, method: "POST", body: { tenant: "1/170" } };
  const resolved = await api.ask("/v1/missed-calls/missed/resolve", resolve);
  said.set("resolve", [resolved.status, (resolved.body["resolution"] as { at: number }).at]);
  const open = await api.ask("/v1/missed-calls");
  said.set("after resolving", open.body);
  return said;
}

test("the file storage answers every question as the memory does", async () => {
  await using inMemory = await startApi();
  const expected = await answers(inMemory);
  const dataDir = await mkdtemp(join(tmpdir(), "trunkline-api-"));
  try {
    await using inFiles = await startApi({ history: await openHistory({ dataDir }) });
    for (const [question, body] of await answers(inFiles)) {
      assert.deepEqual(body, expected.get(question), question);
    }
  } finally {
    await rm(dataDir, { recursive: true });
  }
});

test("a search is left when its client has gone, which is no failure", async () => {
  const left = Promise.withResolvers<void>();
  /** As one of more calls than anybody waits for. */
  const searchCalls: History["searchCalls"] = async (_search, signal) => {
    await once(signal, "abort");
    left.resolve();
    throw signal.reason;
  };
  const history = Object.assign(new MemoryHistory(), { searchCalls });
  await using api = await startApi({ history });
  const gone = new AbortController();
  const headers = { authorization: `Bearer ${api.keys.readA}` };
  const asking = fetch(`${api.server.url}/v1/calls?state=ended`, { headers, signal: gone.signal });
  setTimeout(() => gone.abort(), 100);
  await assert.rejects(asking);
  await left.promise;
  // The connection that broke off has been dealt with by the time that another is answered.
  assert.equal((await api.ask("/v1/live")).status, 200);
  assert.deepEqual(
    api.server.log.filter(({ level }) => Number(level) >= 40),
    [],
  );
});
