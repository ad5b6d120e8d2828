// The SDK against the whole server.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { parquetMetadata } from "hyparquet";
import { LiveRows, openCms, openTrunkline, TrunklineError, type Send } from "@trunkline/client";
import { apiEndpoints, cmsQueryEndpoints } from "@trunkline/contract";
import { arrivedIn, callEvents, evening } from "./cms/test-call-centre.ts";
import { tenantKey } from "./lib/tenant-key.ts";
import { startApi, tenantA, type TestApi } from "./test-api.ts";
import { testKey } from "./test-server.ts";

const app = { appKey: "sdk-app", appSecret: "sdk-secret" };
const day = { beginDate: evening - 86_400_000, endDate: evening };
let api: TestApi;

before(async () => {
  api = await startApi();
  api.server.registry.putApp({ ...app, scope: { kind: "tenants", tenants: [tenantKey(tenantA)] } });
});

after(() => api[Symbol.asyncDispose]());

function open(key = api.keys.readA, fetch: Send = globalThis.fetch) {
  return openTrunkline({ url: api.server.url, key, fetch });
}

/** A network that can be cut; it counts what is asked. */
function cuttableFetch() {
  let line = new AbortController();
  let asked = 0;
  const fetch: Send = (url, init) => {
    asked += 1;
    const { signal } = init;
    const either = [line.signal, ...(signal === null || signal === undefined ? [] : [signal])];
    return globalThis.fetch(url, { ...init, signal: AbortSignal.any(either) });
  };
  const cut = () => {
    line.abort(new Error("The line is cut"));
    line = new AbortController();
  };
  return { fetch, cut, asked: () => asked };
}

async function refusal(asked: Promise<unknown>): Promise<TrunklineError> {
  const error = await asked.then(
    () => undefined,
    (error: unknown) => error,
  );
  assert.ok(error instanceof TrunklineError);
  return error;
}

/** Its types are those of each endpoint; here any request goes to any. */
type AnyCall = (request: object) => Promise<unknown>;

test("each function reaches the endpoint of its name with a request that it takes", async () => {
  await using own = await startApi();
  const trunkline = openTrunkline({ url: own.server.url, key: own.keys.adminAll });
  const unreached = ["notFound", "methodNotAllowed", "malformed", "invalidField", "unreachable"];
  for (const { id, example } of apiEndpoints) {
    // Which is no question.
    if (id === "streamLive") continue;
    const call = trunkline[id] as AnyCall;
    const code = await call(example.request).then(
      () => "",
      (error: TrunklineError) => error.code,
    );
    assert.ok(!unreached.includes(code) && !/^\d/.test(code), `${id} ${code}`);
  }
});

test("all rows of all pages come, each once, by cursor and by offset", async () => {
  const network = cuttableFetch();
  const trunkline = open(api.keys.readA, network.fetch);
  const { calls } = await trunkline.getCalls({ limit: 100 });
  const rows = await Array.fromAsync(trunkline.getCalls.all({ limit: 2, sort: "-arrivedAt" }));
  assert.deepEqual(
    rows.map(({ callId }) => callId),
    calls.map(({ callId }) => callId),
  );
  assert.equal(network.asked(), 1 + Math.ceil(calls.length / 2));
  const live = await Array.fromAsync(trunkline.getLiveCalls.all({ limit: 1, offset: 1 }));
  assert.deepEqual(
    live.map(({ callId }) => callId),
    ["live-wait", "live-ivr"],
  );
});

test("rows that begin while pages are asked for move none, also where pages have no cursor", async () => {
  await using own = await startApi();
  const trunkline = openTrunkline({ url: own.server.url, key: own.keys.adminAll });
  const begin = (serialNo: string, at: number) =>
    trunkline.postEvents([
      { kind: "taskCreated", at, ...tenantA, serialNo, taskType: "1", caller: "1", called: "2" },
    ]);
  for (const order of [1, 2, 3]) await begin(`before-${order}`, evening - order);
  const seen: string[] = [];
  for await (const { serialNo } of trunkline.getTasks.all({ caller: "1", limit: 1 })) {
    seen.push(serialNo);
    await begin(`meanwhile-${seen.length}`, evening + seen.length);
  }
  assert.deepEqual(seen, ["before-1", "before-2", "before-3"]);
});

test("an answer that is no JSON comes as it is", async () => {
  assert.match(await (await open().getMetrics()).text(), /^# HELP /);
});

test("an export comes in the bytes that the server sent, whatever the format", async () => {
  const reply = await open().exportCalls({ format: "parquet" });
  const file = await reply.arrayBuffer();
  const { total } = await open().getCalls({ state: "ended", total: true });
  assert.equal(Number(parquetMetadata(file).num_rows), total);
  assert.match(await (await open().exportCalls({ format: "csv" })).text(), /,callId,/);
});

test("a batch of which every event is refused is answered, not thrown", async () => {
  const events = [{ kind: "ended", at: "never", ccId: 1, vdn: 170, callId: "x", by: "agent" }];
  // A caller without types may send anything.
  const { accepted, refused } = await open(api.keys.adminAll).postEvents(events as never);
  assert.equal(accepted, 0);
  assert.equal(refused[0]?.field, "at");
});

test("a refusal is told with code, status, problem and request ID", async () => {
  const error = await refusal(open().getCall({ callId: "nobody's" }));
  assert.deepEqual([error.code, error.status], ["unknownCall", 404]);
  assert.equal(error.problem?.instance, error.requestId);
  assert.equal(error.message, `unknownCall: ${error.problem?.detail}`);
  const wrong = await refusal(open("wrong").getMe());
  assert.deepEqual([wrong.code, wrong.status], ["unauthenticated", 401]);
});

test("no answer, and one that is not of the server, are errors as well", async () => {
  const fetch: Send = async () => new Response("<h1>Bad gateway</h1>", { status: 502 });
  const gateway = await refusal(open("", fetch).getMe());
  assert.deepEqual([gateway.code, gateway.status, gateway.problem], ["502", 502, undefined]);
  const page: Send = async () => new Response("<h1>Welcome</h1>");
  assert.equal((await refusal(open("", page).getMe())).message, "200: The answer is not JSON");
  const stream = open("", page).streamLive().next();
  assert.equal((await refusal(stream)).message, "200: The answer is not an event stream");
  const headers = { "content-type": "text/html; charset=utf-8" };
  const signIn: Send = async () => new Response("<h1>Sign in</h1>", { headers });
  const exported = open("", signIn).exportCalls({ format: "csv" });
  assert.equal((await refusal(exported)).message, "200: The answer is not what was asked for");
  const cause = new Error("connect ECONNREFUSED 127.0.0.1:1");
  const nobody: Send = () => Promise.reject(new TypeError("fetch failed", { cause }));
  assert.equal(
    (await refusal(open("", nobody).getMe())).message,
    "unreachable: fetch failed: connect ECONNREFUSED 127.0.0.1:1",
  );
  const signal = AbortSignal.abort(new Error("changed my mind"));
  await assert.rejects(open().getMe({}, { signal }), { message: "changed my mind" });
});

test("a stream goes on after a cut with what was missed, and without a second snapshot", async () => {
  const network = cuttableFetch();
  const trunkline = open(api.keys.readA, network.fetch);
  const live = new LiveRows();
  const lost: string[] = [];
  const seen: string[] = [];
  const post = (callId: string, s: number) =>
    api.post(callEvents(callId, [{ ...arrivedIn, callerNo: callId, s }]));
  const onLost = ({ reason }: { readonly reason: string }) => {
    lost.push(reason);
    void post("while-away", 35_996);
  };
  const stream = trunkline.streamLive({ kinds: ["calls"] }, { onLost, retryMsMin: 1 });
  for await (const message of stream) {
    seen.push(message.event);
    live.apply(message);
    const ids = [...live.calls.values()].map(({ callId }) => callId);
    if (ids.includes("while-away")) break;
    if (ids.includes("before-cut")) network.cut();
    else if (message.event === "snapshot") await post("before-cut", 35_995);
  }
  assert.equal(lost.length, 1);
  assert.equal(seen.filter((event) => event === "snapshot").length, 1);
  assert.ok(live.calls.get("1/170 live-talk"));
});

test("rows go when their calls end, and a snapshot replaces everything", async () => {
  const live = new LiveRows();
  const stream = open().streamLive({ kinds: ["tenants", "calls"] });
  for await (const message of stream) {
    live.apply(message);
    if (message.event !== "change") continue;
    if (!live.calls.has("1/170 live-wait")) break;
    await api.post(callEvents("live-wait", [{ kind: "ended", s: 35_999, by: "customer" }]));
  }
  assert.equal(live.tenants.get("1/170 1/170")?.name, "A tenant");
  const at = { generatedAt: evening, completeUpTo: null };
  const nothing = { tenants: [], accessCodes: [], queues: [], agents: [] };
  live.apply({ event: "snapshot", id: "1", data: { ...at, ...nothing } });
  assert.deepEqual([live.calls.size, live.tenants.size, live.completeUpTo], [0, 0, null]);
});

test("a stream ends when its signal is aborted, and throws what the server refuses", async () => {
  const stop = new AbortController();
  for await (const { event } of open().streamLive({}, { signal: stop.signal })) {
    assert.equal(event, "snapshot");
    stop.abort();
  }
  const refused = open("wrong").streamLive().next();
  assert.equal((await refusal(refused)).code, "unauthenticated");
});

test("nothing comes any more once the signal is aborted, also of what is there already", async () => {
  const stop = new AbortController();
  const two = "event: heartbeat\nid: 1\ndata: {}\n\n".repeat(2);
  const fetch: Send = async () =>
    new Response(two, { headers: { "content-type": "text/event-stream" } });
  const seen: string[] = [];
  for await (const { event } of open("", fetch).streamLive({}, { signal: stop.signal })) {
    seen.push(event);
    stop.abort();
  }
  assert.deepEqual(seen, ["heartbeat"]);
});

test("a stream waits longer for each try in vain, and gives up one that is silent", async () => {
  const waits: number[] = [];
  const stop = new AbortController();
  const hanging: Send = (_, { signal }) =>
    new Promise((_, reject) => {
      // The reason is an Error of the SDK's own.
      signal?.addEventListener("abort", () => reject(signal.reason as Error));
    });
  const stream = open("", hanging).streamLive(
    {},
    {
      signal: stop.signal,
      silentMsMax: 1,
      retryMsMin: 2,
      retryMsMax: 8,
      random: () => 1,
      onLost: ({ reason, retryMs }) => {
        assert.match(reason, /Nothing was heard for 1 ms/);
        if (waits.push(retryMs) === 5) stop.abort();
      },
    },
  );
  assert.deepEqual(await Array.fromAsync(stream), []);
  assert.deepEqual(waits, [2, 4, 8, 8, 8]);
});

test("a stream that may be silent for ever is not given up", async () => {
  const stop = new AbortController();
  const limits = { silentMsMax: Infinity, onLost: () => stop.abort() };
  const stream = open().streamLive({}, { ...limits, signal: stop.signal });
  assert.equal((await stream.next()).value?.event, "snapshot");
  await stream.return();
});

test("each CC-CMS interface is reached, whatever of the request is signed", async () => {
  for (const signedHeaders of ["host", "content-length;content-type;host"] as const) {
    for (const hasEmptyQueryLine of [false, true]) {
      const now = () => evening;
      const options = { url: api.server.url, key: testKey, app, now };
      const cms = openCms({ ...options, signedHeaders, hasEmptyQueryLine });
      for (const { id, listener, example } of cmsQueryEndpoints) {
        if (listener === "internal") continue;
        const call = cms[id] as AnyCall;
        const status = await call(example.request).then(
          () => 200,
          (error: TrunklineError) => error.status,
        );
        // Not every example's call is there; a wrong signature would be a 401.
        assert.equal(status, 200, id);
      }
    }
  }
});

test("the CC-CMS interfaces answer, and refuse with their own code", async () => {
  const cms = openCms({ url: api.server.url, key: testKey, app, now: () => evening });
  const { resultDesc } = await cms.queryCalls({ ccId: 1, vdn: 170, isCallIn: "true", ...day });
  assert.equal(resultDesc.count, resultDesc.data.length);
  assert.ok(resultDesc.data.some(({ callId }) => callId === "1776220200-1447"));
  const missed = await cms.queryMissedCalls({ vdn: 170, offset: 0, limit: 10 });
  assert.equal(missed.total, missed.missedCalls.length);
  const calls = [{ ccId: 1, vdn: 170, callId: "none" }].map((call) =>
    cms.queryDetailCallInfo(call),
  );
  const [unknown] = await Promise.all(calls.map(refusal));
  assert.deepEqual([unknown?.code, unknown?.status], ["0100001", 200]);
  const stranger = openCms({ url: api.server.url, key: { ak: "AK", sk: "no" } });
  const unsigned = await refusal(stranger.ping({}));
  assert.deepEqual([unsigned.code, unsigned.status], ["401", 401]);
});

test("a token is kept for as long as it is good, and got anew when the service forgot it", async () => {
  let now = evening;
  const asked: string[] = [];
  let isForgotten = false;
  const fetch: Send = async (url, init) => {
    const path = new URL(url).pathname;
    asked.push(path.slice(path.lastIndexOf("/") + 1));
    if (!isForgotten) return globalThis.fetch(url, init);
    isForgotten = false;
    return Response.json({ status: 401, message: "token" }, { status: 401 });
  };
  const cms = openCms({ url: api.server.url, app, fetch, now: () => now });
  const ask = () => cms.queryCallDetailRecord({ startTime: day.beginDate, endTime: day.endDate });
  const get = ["tokenByAkSk", "queryCallDetailRecord"];
  assert.equal((await ask()).result.total, 1);
  await ask();
  assert.deepEqual(asked.splice(0), [...get, "queryCallDetailRecord"]);
  now += 595_000;
  await ask();
  assert.deepEqual(asked.splice(0), get);
  isForgotten = true;
  await ask();
  assert.deepEqual(asked.splice(0), ["queryCallDetailRecord", ...get]);
  const inverted = { startTime: day.endDate, endTime: day.beginDate };
  assert.equal((await refusal(cms.queryCallDetailRecord(inverted))).code, "2");
  await ask();
  assert.deepEqual(asked.splice(0), ["queryCallDetailRecord", "queryCallDetailRecord"]);
  const none = await cms.queryCallDetailRecord({ startTime: 0, endTime: 1 });
  assert.deepEqual(none.result, { total: 0, callInfo: [] });
});

test("who asks at the same time shares one token, and who leaves does not take it along", async () => {
  let tokens = 0;
  const isAnswered = Promise.withResolvers<void>();
  const fetch: Send = async (url, init) => {
    if (!url.endsWith("tokenByAkSk")) return globalThis.fetch(url, init);
    tokens += 1;
    await isAnswered.promise;
    return globalThis.fetch(url, init);
  };
  const cms = openCms({ url: api.server.url, app, fetch });
  const ask = (signal?: AbortSignal) =>
    cms.queryCallDetailRecord({ startTime: day.beginDate, endTime: day.endDate }, { signal });
  const leaving = new AbortController();
  const left = ask(leaving.signal);
  const others = Array.from({ length: 5 }, () => ask());
  const hasLeft = assert.rejects(left, { name: "AbortError" });
  leaving.abort();
  isAnswered.resolve();
  await hasLeft;
  for (const { result } of await Promise.all(others)) assert.equal(result.total, 1);
  assert.equal(tokens, 1);

  const refused = openCms({ url: api.server.url, app: { ...app, appSecret: "no" }, fetch });
  const asked = [1, 2].map(() =>
    refusal(refused.queryCallDetailRecord({ startTime: 0, endTime: 1 })),
  );
  assert.deepEqual(
    (await Promise.all(asked)).map(({ status }) => status),
    [401, 401],
  );
});
