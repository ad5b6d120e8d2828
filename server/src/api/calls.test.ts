import assert from "node:assert/strict";
import { test } from "node:test";
import { arrival, arrivedIn, callEvents, evening } from "../cms/test-call-centre.ts";
import { MemoryHistory } from "../storage/memory/memory-history.ts";
import type { HistoryBatch } from "../storage/history.ts";
import { startApi, type TestApi } from "../test-api.ts";

const at = (s: number) => arrival + s * 1000;
const ended = [
  "in-vain",
  "called-back",
  "self-service",
  "missed",
  "abandoned",
  "1776220200-1447",
] as const;
const live = ["live-ivr", "live-wait", "live-talk"] as const;

type Row = Readonly<Record<string, unknown>>;

async function list(api: TestApi, query = ""): Promise<readonly unknown[]> {
  const { status, body } = await api.ask(`/v1/calls${query}`);
  assert.equal(status, 200, JSON.stringify(body));
  return (body["calls"] as Row[]).map((call) => call["callId"]);
}

test("without filters the calls of the last 24 hours come, live ones first, newest first", async () => {
  await using api = await startApi();
  assert.deepEqual(await list(api), [...live, ...ended]);
  const { body } = await api.ask("/v1/calls?total=true&limit=1");
  assert.equal(body["total"], 9);
  assert.equal(body["to"], evening);
  assert.equal(body["from"], evening - 86_400_000);
  assert.equal(body["completeUpTo"], at(35_990));
  assert.equal((await api.ask("/v1/calls?limit=1")).body["total"], null);
});

test("calls in progress come however long they last", async () => {
  await using api = await startApi();
  await api.post(callEvents("live-long", [{ ...arrivedIn, s: -3 * 86_400 }]));
  assert.deepEqual(await list(api, "?state=live"), [...live, "live-long"]);
  assert.equal((await list(api)).includes("live-long"), false);
});

test("a queue whose agents a call comes to without waiting finds it, in progress and ended", async () => {
  await using api = await startApi();
  await api.post(
    callEvents("direct", [
      { ...arrivedIn, s: 35_990 },
      { kind: "offered", s: 35_991, agentId: 1002, skillId: 55 },
      { kind: "answered", s: 35_992, agentId: 1002 },
    ]),
  );
  assert.deepEqual(await list(api, "?skillId=55"), ["direct"]);
  await api.post(callEvents("direct", [{ kind: "ended", s: 35_993, by: "customer" }]));
  assert.deepEqual(await list(api, "?skillId=55"), ["direct"]);
});

test("each filter narrows the list as it says", async () => {
  await using api = await startApi();
  const [inVain, calledBack, selfService, missed, abandoned, example] = ended;
  const cases: Readonly<Record<string, readonly string[]>> = {
    "?tenant=1/170": [...live, ...ended],
    "?state=live": live,
    "?state=ended": ended,
    "?state=missed": [missed, abandoned],
    "?state=abandoned": [abandoned],
    "?state=answered": [calledBack, example],
    "?outcome=abandoned": [abandoned],
    "?outcome=missed,abandoned": [missed, abandoned],
    "?outcome=answered&outcome=selfService": [calledBack, selfService, example],
    "?outcome=unanswered": [inVain],
    "?outcome=answered&state=missed": [],
    "?outcome=abandoned,answered&state=missed": [abandoned],
    "?outcome=answered&state=live": [],
    "?direction=out": [inVain, calledBack],
    "?agentId=1001": ["live-talk", example],
    "?agentId=1001&agentId=1002": ["live-talk", calledBack, example],
    "?skillId=22": [missed],
    "?skillId=21&state=ended": [abandoned, example],
    "?innoId=2": [],
    "?innoId=1&state=live": live,
    "?caller=13800000002": [abandoned],
    "?callee=13800000002": [calledBack],
    "?number=13800000002": [calledBack, abandoned],
    "?number=13800000006": ["live-talk"],
    "?prefix=1380000000&direction=out": [inVain, calledBack],
    "?prefix=13800000007": ["live-wait"],
    "?mediaType=6": [],
    "?mediaType=5&state=live": live,
    "?leaveReason=15&state=missed": [abandoned],
    "?waitMsMin=30000&waitMsMax=60000": [missed, abandoned],
    "?talkMsMin=60000&state=ended": [calledBack],
    "?talkMsMin=60000&state=live": ["live-talk"],
    "?durationMsMax=20000": ["live-ivr", selfService],
    [`?time=ended&from=${at(260)}&to=${at(320)}`]: [selfService, missed],
    [`?from=${at(100)}&to=${at(200)}`]: [missed, abandoned],
    [`?from=2026-04-15T02:31:40Z&to=2026-04-15T10:33:20%2B08:00`]: [missed, abandoned],
    "?sort=arrivedAt&state=ended": ended.toReversed(),
    "?sort=-waitMs&state=missed": [missed, abandoned],
    "?sort=waitMs&state=missed": [abandoned, missed],
    "?sort=-talkMs&state=answered": [calledBack, example],
    "?sort=durationMs&state=missed": [abandoned, missed],
    "?sort=-durationMs&state=live": live.toReversed(),
  };
  for (const [query, expected] of Object.entries(cases)) {
    assert.deepEqual(await list(api, query), expected, query);
    const { body } = await api.ask(`/v1/calls${query}&total=true&limit=1`);
    assert.equal(body["total"], expected.length, query);
  }
});

test("calls of every record time are found by it", async () => {
  await using api = await startApi();
  assert.deepEqual(await list(api, `?time=recorded&from=${evening}`), [...ended].sort());
  assert.deepEqual(await list(api, `?time=recorded&to=${evening - 1}`), []);
});

test("a row of an ended call holds names, durations, outcome and the leave reason in words", async () => {
  await using api = await startApi();
  const { body } = await api.ask("/v1/calls?state=answered&direction=in");
  const [call] = body["calls"] as Row[];
  const { recordedAt, ...row } = call ?? {};
  assert.equal(recordedAt, evening);
  assert.deepEqual(row, {
    tenant: "1/170",
    callId: "1776220200-1447",
    shortCallId: "1776220200-1447",
    state: "ended",
    direction: "in",
    callerNo: "13800000001",
    calleeNo: "88880001",
    accessCode: { id: 1, number: "88880001" },
    agent: { id: 1001, name: "A desk 1" },
    skill: { id: 21, name: "sales" },
    callType: { code: 0, words: "normal inbound" },
    mediaType: { code: 5, words: "MEDIA_TYPE_PHONE" },
    outcome: "answered",
    place: null,
    arrivedAt: arrival,
    waitBeganAt: at(6),
    rangAt: at(15),
    answeredAt: at(19),
    endedAt: at(64),
    waitMs: 13_000,
    ringMs: 4000,
    talkMs: 45_000,
    holdMs: null,
    durationMs: 64_000,
    leaveReason: { code: 15, words: "user released" },
    releaseCause: { code: 531, words: "normal ACD release" },
    isMissed: false,
    isExpired: false,
  });
});

test("pages by cursor show every call once, while new calls arrive", async () => {
  await using api = await startApi();
  for (const sort of ["-arrivedAt", "arrivedAt", "-talkMs", "waitMs"]) {
    const seen: string[] = [];
    let cursor: string | null = "";
    for (let page = 0; cursor !== null; page += 1) {
      const more = cursor === "" ? "" : `&cursor=${cursor}`;
      const { status, body } = await api.ask(`/v1/calls?limit=2&sort=${sort}${more}`);
      assert.equal(status, 200, JSON.stringify(body));
      seen.push(...(body["calls"] as Row[]).map((call) => String(call["callId"])));
      cursor = body["nextCursor"] as string | null;
      const callId = `new-${sort}-${page}`;
      await api.post(
        callEvents(callId, [
          { ...arrivedIn, s: 35_995 },
          { kind: "ended", s: 35_996, by: "customer" },
        ]),
      );
      assert.ok(page < 100);
    }
    const former = seen.filter((id) => !id.startsWith("new-"));
    assert.deepEqual(former.toSorted(), [...live, ...ended].toSorted(), sort);
  }
});

test("a call that ends between two pages is still seen", async () => {
  await using api = await startApi();
  const first = await api.ask("/v1/calls?limit=1");
  assert.equal((first.body["calls"] as Row[])[0]?.["callId"], "live-ivr");
  await api.post(callEvents("live-talk", [{ kind: "ended", s: 35_999, by: "customer" }]));
  const rest = await api.ask(`/v1/calls?limit=100&cursor=${String(first.body["nextCursor"])}`);
  const ids = (rest.body["calls"] as Row[]).map((call) => call["callId"]);
  assert.deepEqual(ids, ["live-wait", "live-talk", ...ended]);
});

test("any page can be jumped to by offset, across live and ended calls", async () => {
  await using api = await startApi();
  const all = [...live, ...ended];
  for (let offset = 0; offset < 10; offset += 1) {
    const found = await list(api, `?limit=4&offset=${offset}`);
    assert.deepEqual(found, all.slice(offset, offset + 4));
  }
});

test("an ended call shows its record, its legs and the timeline in words", async () => {
  await using api = await startApi();
  const { body } = await api.ask("/v1/calls/1776220200-1447?tenant=1/170");
  assert.equal((body["call"] as Row)["holdMs"], 0);
  assert.equal((body["facts"] as Row)["endedBy"], "customer");
  const legs = body["legs"] as Row[];
  assert.deepEqual(
    legs.map(({ device, waitMs, ringMs, talkMs }) => [device, waitMs, ringMs, talkMs]),
    [
      [{ kind: "ivr", id: 3, name: "", number: null }, 6000, 0, 0],
      [{ kind: "queue", id: 21, name: "sales", number: null }, 13_000, 0, 0],
      [{ kind: "agent", id: 1001, name: "A desk 1", number: null }, 4000, 4000, 45_000],
    ],
  );
  assert.deepEqual(legs.at(-1)?.["leaveReason"], { code: 15, words: "user released" });
  const timeline = body["timeline"] as Row[];
  assert.deepEqual(
    timeline.map((entry) => [(Number(entry["at"]) - arrival) / 1000, entry["words"]]),
    [
      [0, "13800000001 called 88880001"],
      [0, "Entered IVR flow 3"],
      [6, "Waits in queue 21 (sales)"],
      [15, "Agent 1001 (A desk 1) is rung"],
      [19, "Agent 1001 (A desk 1) answered"],
      [64, "Ended by the customer"],
    ],
  );
  assert.deepEqual(timeline[2]?.["fields"], { skillId: 21, skillName: "sales" });
});

test("an agent who picks up first talks from the other side's answer on, as the call does", async () => {
  await using api = await startApi();
  const { body } = await api.ask("/v1/calls/called-back");
  const [agent] = body["legs"] as Row[];
  assert.deepEqual([agent?.["answeredAt"], agent?.["talkMs"]], [at(405), 88_000]);
  assert.equal((body["call"] as Row)["talkMs"], 88_000);
});

test("a call in progress shows what runs, and what changed nothing is marked", async () => {
  await using api = await startApi();
  await api.post(
    callEvents("live-talk", [
      { kind: "held", s: 35_100, agentId: 1001 },
      { kind: "unanswered", s: 35_050, agentId: 1009 },
    ]),
  );
  await api.post(callEvents("live-wait", [{ kind: "held", s: 35_920, agentId: 1001 }]));
  const { body } = await api.ask("/v1/calls/live-talk");
  const call = body["call"] as Row;
  assert.deepEqual([call["state"], call["outcome"], call["endedAt"]], ["live", null, null]);
  assert.equal(call["holdMs"], 900_000);
  const waiting = await api.ask("/v1/calls/live-wait");
  const timeline = waiting.body["timeline"] as Row[];
  assert.deepEqual(timeline.at(-1)?.["marks"], ["noEffect"]);
  assert.equal(timeline.at(-1)?.["words"], "Agent 1001 (A desk 1) put it on hold");
});

test("the timeline of a call whose number is withheld says so", async () => {
  await using api = await startApi();
  await api.post(callEvents("withheld", [{ ...arrivedIn, s: 35_000, callerNo: "" }]));
  const { body } = await api.ask("/v1/calls/withheld");
  const [arrived] = body["timeline"] as Row[];
  assert.equal(arrived?.["words"], `A withheld number called ${arrivedIn.calleeNo}`);
});

test("calls with IDs of any characters are found", async () => {
  await using api = await startApi();
  const callId = `pbx/1?x=é ${"x".repeat(50)}`;
  await api.post(callEvents(callId, [{ ...arrivedIn, s: 35_000 }]));
  const { status, body } = await api.ask(`/v1/calls/${encodeURIComponent(callId)}`);
  assert.equal(status, 200, JSON.stringify(body));
  assert.equal((body["call"] as Row)["callId"], callId);
  const unknown = await api.ask("/v1/calls/nowhere");
  assert.deepEqual([unknown.status, unknown.body["code"]], [404, "unknownCall"]);
});

test("masked roles see no number in any part of a call, and may not feel for one by prefix", async () => {
  await using api = await startApi({ flags: { "privacy.maskNumbersForRoles": "read" } });
  await api.post(
    callEvents("live-talk", [
      { kind: "transferred", s: 35_500, to: { kind: "external", number: "13800000099" } },
    ]),
  );
  for (const path of ["/v1/calls", "/v1/calls/live-talk", "/v1/calls/abandoned"]) {
    assert.doesNotMatch(JSON.stringify((await api.ask(path)).body), /138000000/, path);
  }
  const spelt = { callerNo: "+49 171 234 5678", originalCalleeNo: "+49 30 123 4560" };
  await api.post(
    callEvents("spelt", [
      { ...arrivedIn, ...spelt, s: 35_500, custom: [{ number: "171/234/5678" }, "x"] },
      { kind: "transferred", s: 35_501, to: { kind: "external", number: "(030) 22 33 44 50" } },
    ]),
  );
  const { body } = await api.ask("/v1/calls/spelt");
  assert.doesNotMatch(JSON.stringify(body), /\+49|234|123 4|22 33/);
  const [arrived] = body["timeline"] as { readonly fields: Row }[];
  assert.deepEqual(arrived?.fields["custom"], [{ number: "*********678" }, "x"]);
  const felt = await api.ask("/v1/calls?prefix=13");
  assert.deepEqual([felt.status, felt.body["code"]], [403, "forbidden"]);
  assert.deepEqual(await list(api, "?number=13800000003"), ["missed"]);
});

class SlowHistory extends MemoryHistory {
  readonly begun = Promise.withResolvers<void>();
  readonly release = Promise.withResolvers<void>();
  isSlow = false;
  isFull = false;

  override async commit(batch: HistoryBatch): Promise<void> {
    if (this.isSlow) {
      this.begun.resolve();
      await this.release.promise;
    }
    if (this.isFull) throw new Error("the disk is full");
    await super.commit(batch);
  }
}

function exported(api: TestApi, query = "", signal?: AbortSignal): Promise<Response> {
  return fetch(`${api.server.url}/v1/export/calls?format=ndjson${query}`, {
    headers: { authorization: `Bearer ${api.keys.readA}` },
    signal: signal ?? null,
  });
}

const underWay = callEvents("under-way", [
  { ...arrivedIn, s: 0 },
  { kind: "ended", s: 5 },
]);

test("a list by the time of recording waits for what is on its way to the disk", async () => {
  const history = new SlowHistory();
  await using api = await startApi({ history });
  history.isSlow = true;
  const posted = api.post(underWay);
  await history.begun.promise;
  assert.equal((await list(api)).includes("under-way"), false);
  const asked = list(api, "?time=recorded");
  const file = exported(api, "&time=recorded");
  // Whoever does not wait has answered by then.
  setTimeout(() => history.release.resolve(), 100);
  assert.equal((await asked).includes("under-way"), true);
  assert.match(await (await file).text(), /"under-way"/);
  await posted;
});

test("a list by the time of recording neither waits for a store that refuses commits nor holds up others", async () => {
  const history = new SlowHistory();
  await using api = await startApi({ history, flags: { "export.exportsMax": "1" } });
  history.isSlow = true;
  const posted = api.post(underWay);
  await history.begun.promise;
  const wanted = ["calls?time=recorded", "export/calls?format=ndjson&time=recorded"];
  const asked = wanted.map((path) => api.ask(`/v1/${path}`));
  const left = new AbortController();
  const gone = exported(api, "&time=recorded", left.signal);
  left.abort();
  await assert.rejects(gone, { name: "AbortError" });
  // What was recorded before is not under way.
  assert.equal((await list(api, `?time=recorded&to=${evening - 1}`)).length, 0);
  assert.equal((await exported(api)).status, 200);
  history.isFull = true;
  history.release.resolve();
  for (const { status, text } of await Promise.all(asked)) {
    assert.equal(status, 503);
    assert.match(text, /Cannot tell all that has been recorded: the store refuses commits/);
  }
  assert.equal((await api.ask(`/v1/${wanted[0]}`)).status, 503);
  history.isFull = false;
  await posted;
  assert.equal((await list(api, "?time=recorded")).includes("under-way"), true);
});

test("a list by the time of recording ends now, whatever is asked for or a platform's clock says", async () => {
  await using api = await startApi();
  await api.post(callEvents("ahead", [{ ...arrivedIn, s: (evening - arrival) / 1000 + 60 }]));
  for (const asked of ["", `&to=${evening + 1_000}`]) {
    const { body } = await api.ask(`/v1/calls?time=recorded${asked}`);
    assert.equal(body["to"], evening);
  }
  assert.equal((await api.ask("/v1/calls")).body["to"], evening + 60_000);
});
