import assert from "node:assert/strict";
import { test } from "node:test";
import { arrival } from "../cms/test-call-centre.ts";
import { startApi } from "../test-api.ts";

type Row = Readonly<Record<string, unknown>>;
const at = (s: number) => arrival + s * 1000;

test("tasks are listed with their parties' times, the reason in words and the exact total", async () => {
  await using api = await startApi();
  const { body } = await api.ask("/v1/tasks");
  assert.equal(body["total"], 1);
  const [task] = body["tasks"] as Row[];
  assert.deepEqual(task, {
    tenant: "1/170",
    serialNo: "T-A-1",
    taskType: "1",
    state: "ended",
    caller: "13800000001",
    called: "13800000009",
    callerPresent: "",
    agentPresent: "",
    callId: null,
    startedAt: arrival,
    endedAt: at(65),
    agent: { alertingAt: null, talkingAt: null, releasedAt: null },
    customer: { alertingAt: at(2), talkingAt: at(5), releasedAt: at(65) },
    talkMs: 60_000,
    durationMs: 65_000,
    reason: { code: 0, words: "called party hung up" },
  });
});

test("tasks are narrowed by time, type, state, caller and called number", async () => {
  await using api = await startApi();
  const total = async (query: string) => (await api.ask(`/v1/tasks?${query}`)).body["total"];
  assert.equal(await total("taskType=2&taskType=3"), 0);
  assert.equal(await total("taskType=1&caller=13800000001"), 1);
  assert.equal(await total("caller=13800000002"), 0);
  assert.equal(await total("called=13800000009"), 1);
  assert.equal(await total("called=13800000001"), 0);
  assert.equal(await total("state=ended"), 1);
  assert.equal(await total("state=waiting,calling,talking"), 0);
  assert.equal(await total(`from=${at(1)}`), 0);
  assert.equal(await total(`to=${arrival}`), 1);
});

test("one task shows its timeline; one that is not there is said not to be", async () => {
  await using api = await startApi();
  const { body } = await api.ask("/v1/tasks/T-A-1");
  const words = (body["timeline"] as Row[]).map((entry) => entry["words"]);
  assert.deepEqual(words, [
    "Task to connect 13800000001 with 13800000009",
    "The customer is rung",
    "The customer talks",
    "Ended: called party hung up (0)",
  ]);
  const unknown = await api.ask("/v1/tasks/T-X");
  assert.deepEqual([unknown.status, unknown.body["code"]], [404, "unknownTask"]);
});

test("a task of type 4 ends for a reason of its own table", async () => {
  await using api = await startApi();
  const serialNo = "T-ITA-1";
  const of = { ccId: 1, vdn: 170, serialNo };
  const numbers = { caller: "1001", called: "13800000009" };
  await api.post([
    { kind: "taskCreated", ...of, at: at(0), taskType: "4", ...numbers },
    { kind: "taskEnded", ...of, at: at(9), reasonCode: 1 },
  ]);
  const { body } = await api.ask(`/v1/tasks/${serialNo}`);
  const reason = { code: 1, words: "The number cannot be found." };
  assert.deepEqual((body["task"] as Row)["reason"], reason);
  const words = (body["timeline"] as Row[]).map((entry) => entry["words"]);
  assert.equal(words.at(-1), "Ended: The number cannot be found. (1)");
});

test("masked roles see no number of a task", async () => {
  await using api = await startApi({ flags: { "privacy.maskNumbersForRoles": "read" } });
  for (const path of ["/v1/tasks", "/v1/tasks/T-A-1"]) {
    assert.doesNotMatch(JSON.stringify((await api.ask(path)).body), /138000000/, path);
  }
});
