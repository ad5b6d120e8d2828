import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import type { TrunklineEvent } from "@trunkline/contract";
import { parse, stringify } from "yaml";
import type { Call } from "../call/call.ts";
import { foldCall } from "../call/fold.ts";
import { importRecording, recordingBytes } from "../connector/freeswitch-esl/recording.ts";
import { recordingSettings } from "../connector/freeswitch-esl/recording.ts";
import { urlEncoded } from "../connector/freeswitch-cdr/url-encoded.ts";
import { recordedJsonCdrs } from "../connector/freeswitch-json-cdr/recording.ts";
import { recordedXmlCdrs } from "../connector/freeswitch-xml-cdr/recording.ts";
import { tenantKey } from "../lib/tenant-key.ts";
import { MemoryHistory } from "../storage/memory/memory-history.ts";
import { send, startTestServer, type TestServer } from "../test-server.ts";

const settingsUrl = new URL("../connector/freeswitch-esl/fixtures/settings.yaml", import.meta.url);
const settings: object = parse(await readFile(settingsUrl, "utf8"));
const configuration = stringify({ sources: [{ kind: "freeswitch-esl", ...settings }] });
const records = await recordedJsonCdrs();
const live = await importRecording(await recordingSettings(), recordingBytes("plain"));

const uuidOf = (record: string) => /"variables":\{.*?"uuid":"([^"]+)"/.exec(record)?.[1] ?? "";
const recordOf = (callId: string) => records.find((text) => uuidOf(text) === callId) ?? "";

async function post(
  server: TestServer,
  record: string,
  { query = "?uuid=x", type = "application/json", key = server.bearer("ingest") } = {},
) {
  const headers = { "content-type": type, authorization: `Bearer ${key}` };
  return send(`${server.url}/v1/sources/freeswitch/json_cdr${query}`, { headers }, record);
}

async function take(server: TestServer, events: readonly TrunklineEvent[]): Promise<void> {
  const origin = { source: "fs1", mayWrite: () => true };
  const candidates = events.map((value, index) => ({ line: index + 1, value }));
  const reply = await server.server.ingest.accept(candidates, origin);
  assert.deepEqual(reply.refused, []);
}

/** Every call as its record has it. */
async function recorded(history: MemoryHistory): Promise<ReadonlyMap<string, object>> {
  const rows = new Map<string, object>();
  for (const call of live.calls.values()) {
    const { callId, arrivedAt } = call;
    const found = await history.call([tenantKey(call)], callId, arrivedAt);
    if (found === undefined) continue;
    const { loggedAt: _loggedAt, ...row } = found.row;
    rows.set(callId, { row, events: found.events.length });
  }
  return rows;
}

test("a call that is fully known gains nothing from its records", async () => {
  const history = new MemoryHistory();
  await using server = await startTestServer({ history, configuration });
  await take(server, live.events);
  const before = await recorded(history);
  assert.equal(before.size, live.calls.size);
  for (const record of records) {
    const { status, body } = await post(server, record);
    assert.equal(status, 200);
    assert.deepEqual([body["accepted"], body["refused"]], [0, []], uuidOf(record));
  }
  assert.deepEqual(await recorded(history), before);
  assert.equal(server.server.board.countsOfTenant(tenantKey({ ccId: 1, vdn: 170 })).all, 0);
});

test("a call whose end was missed gets its end, and only what was missed", async () => {
  const history = new MemoryHistory();
  await using server = await startTestServer({ history, configuration });
  const heard = live.events.filter(({ kind }) => kind !== "ended" && kind !== "taskEnded");
  await take(server, heard);
  for (const call of live.calls.values()) {
    const { status } = await post(server, recordOf(call.callId));
    assert.equal(status, 200);
    const found = await history.call([tenantKey(call)], call.callId, call.arrivedAt);
    const repaired = foldCall(found?.events ?? []);
    assert.ok(Math.abs(repaired.endedAt - call.endedAt) <= 60);
    const untimed = ({ legs, endedBy, leaveReason }: Call) => [
      legs.map(({ callEnd: _callEnd, ...leg }) => leg),
      endedBy,
      leaveReason,
    ];
    assert.deepEqual(untimed(repaired), untimed(call));
  }
  const { length } = [...server.server.board.entries()];
  assert.equal(length, 0);
});

test("an end that comes by the event socket after the record leaves the call as it is live", async () => {
  const history = new MemoryHistory();
  await using server = await startTestServer({ history, configuration });
  for (const record of records) await post(server, record);
  await take(server, live.events);
  for (const call of live.calls.values()) {
    const found = await history.call([tenantKey(call)], call.callId, call.arrivedAt);
    const { endedAt, callBegin, waitBegin, leaveReason } = call;
    const { row } = found ?? {};
    assert.deepEqual(
      [row?.callEnd, row?.callBegin, row?.waitBegin, row?.leaveReason],
      [endedAt, callBegin, waitBegin, leaveReason],
    );
  }
});

test("a call that nobody has told of is taken whole from the caller's record", async () => {
  await using server = await startTestServer({ configuration });
  const call = [...live.calls.values()].find(({ callerNo }) => callerNo === "13800000005");
  const { status, body } = await post(server, recordOf(call?.callId ?? ""));
  assert.deepEqual([status, body["accepted"], body["skipped"]], [200, 6, []]);
  const again = await post(server, recordOf(call?.callId ?? ""));
  assert.deepEqual([again.body["accepted"], again.body["duplicates"]], [0, 6]);
});

test("the module's own ways to post are understood: forms, base64, a basic password", async () => {
  await using server = await startTestServer({ configuration });
  const record = recordOf([...live.calls.keys()][0] ?? "");
  const form = "application/x-www-form-urlencoded";
  const encoded = await post(server, `cdr=${encodeURIComponent(record)}`, { type: form });
  assert.deepEqual([encoded.status, encoded.body["accepted"]], [200, 6]);
  const base64 = `cdr=${Buffer.from(record).toString("base64")}`;
  const packed = await post(server, base64, { type: "application/x-www-form-base64-encoded" });
  assert.deepEqual([packed.status, packed.body["duplicates"]], [200, 6]);
  // With disable-100-continue the module forgets to say what the body is.
  const bare = await post(server, record, { type: form });
  assert.deepEqual([bare.status, bare.body["duplicates"]], [200, 6]);
  const password = Buffer.from(`freeswitch:${server.bearer("ingest")}`).toString("base64");
  const url = `${server.url}/v1/sources/freeswitch/json_cdr?uuid=x`;
  const headers = { "content-type": "application/json", authorization: `Basic ${password}` };
  assert.equal((await send(url, { headers }, record)).status, 200);
  const wrong = { ...headers, authorization: `Basic ${btoa("freeswitch:tl_wrong")}` };
  assert.equal((await send(url, { headers: wrong }, record)).status, 401);
});

test("mod_xml_cdr's records do the same, in each of its ways to post", async () => {
  await using server = await startTestServer({ configuration });
  const index = records.findIndex((text) => uuidOf(text) === [...live.calls.keys()][0]);
  const xml = (await recordedXmlCdrs())[index] ?? "";
  const url = `${server.url}/v1/sources/freeswitch/xml_cdr?uuid=a_x`;
  const posted = async (body: string, type: string) => {
    const headers = { "content-type": type, authorization: `Bearer ${server.bearer("ingest")}` };
    const { status, body: answer } = await send(url, { headers }, body);
    return [status, answer["accepted"], answer["duplicates"], answer["skipped"]];
  };
  const form = "application/x-www-form-urlencoded";
  const base64 = `cdr=${Buffer.from(xml).toString("base64")}`;
  assert.deepEqual(await posted(`cdr=${urlEncoded(xml)}`, form), [200, 6, 0, []]);
  assert.deepEqual(await posted(xml, "text/xml"), [200, 0, 6, []]);
  assert.deepEqual(await posted(`cdr=${xml}`, `${form.slice(0, -10)}plaintext`), [200, 0, 6, []]);
  assert.deepEqual(await posted(base64, `${form.slice(0, -10)}base64-encoded`), [200, 0, 6, []]);
  const [status] = await posted("<cdr", "text/xml");
  assert.equal(status, 400);
});

test("of two modules that tell of one call only one counts", async () => {
  const history = new MemoryHistory();
  await using server = await startTestServer({ history, configuration });
  const rows = async () =>
    [...(await recorded(history)).values()].map((found) => ({ ...found, events: 0 }));
  for (const record of records) await post(server, record);
  const before = await rows();
  assert.equal(before.length, live.calls.size);
  for (const record of await recordedXmlCdrs()) {
    const headers = {
      "content-type": "text/xml",
      authorization: `Bearer ${server.bearer("ingest")}`,
    };
    const url = `${server.url}/v1/sources/freeswitch/xml_cdr`;
    assert.equal((await send(url, { headers }, record)).status, 200);
  }
  assert.deepEqual(await rows(), before);
});

test("the source is named by the query where there are several, in the module's way too", async () => {
  const sources = ["fs1", "fs2"].map((source) => ({ kind: "freeswitch-esl", ...settings, source }));
  await using server = await startTestServer({ configuration: stringify({ sources }) });
  const record = recordOf([...live.calls.keys()][0] ?? "");
  assert.equal((await post(server, record)).status, 400);
  assert.equal((await post(server, record, { query: "?source=fs3" })).status, 404);
  const named = await post(server, record, { query: "?source=fs2?uuid=1e0541a2" });
  assert.deepEqual([named.status, named.body["accepted"]], [200, 6]);
});

test("a key is told of no source that has none of its tenants, and need not name its own beside one", async () => {
  const sources = [170, 171].map((vdn) => {
    return { kind: "freeswitch-esl", source: `pbx-of-${vdn}`, tenants: [{ ccId: 1, vdn }] };
  });
  await using server = await startTestServer({ configuration: stringify({ sources }) });
  const record = recordOf([...live.calls.keys()][0] ?? "");
  const key = server.bearer("ingest", "1/171");
  for (const source of ["pbx-of-170", "pbx-of-17"]) {
    const { status, text } = await post(server, record, { query: `?source=${source}`, key });
    assert.equal(status, 404);
    assert.match(text, /has 'pbx-of-171'"/);
  }
  assert.equal((await post(server, record, { key })).status, 200);
  assert.equal((await post(server, record)).status, 400);
  const nobodys = await post(server, record, { key: server.bearer("ingest", "1/172") });
  assert.equal(nobodys.status, 404);
  assert.doesNotMatch(nobodys.text, /pbx-of/);
});

test("what cannot be taken is said: no source, no JSON, another tenant, no tenant", async () => {
  await using none = await startTestServer();
  const record = recordOf([...live.calls.keys()][0] ?? "");
  assert.equal((await post(none, record)).status, 404);
  await using server = await startTestServer({ configuration });
  assert.equal((await post(server, "hello")).status, 400);
  assert.equal((await post(server, "x".repeat(2_000_000))).status, 413);
  const refused = await post(server, record, { key: server.bearer("ingest", "1/171") });
  assert.equal(refused.status, 400);
  assert.equal((await post(server, record, { key: server.bearer("read") })).status, 403);
  const nobodys = records.find((text) => text.includes("88889999")) ?? "";
  const { status, body } = await post(server, nobodys);
  assert.equal(status, 200);
  assert.deepEqual(body["skipped"], ["call to '88889999' in context 'public' of no tenant"]);
});

test("the answer comes only when the events are in the store", async () => {
  const history = new MemoryHistory();
  await using server = await startTestServer({ history, configuration });
  const [call] = live.calls.values();
  assert.ok(call !== undefined);
  await post(server, recordOf(call.callId));
  assert.notEqual(await history.call([tenantKey(call)], call.callId, call.arrivedAt), undefined);
});
