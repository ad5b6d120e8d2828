import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { CallEvent, LiveQueue, TrunklineEvent } from "@trunkline/contract";
import { arrivedIn, callEvents, evening } from "../cms/test-call-centre.ts";
import { tenantKey } from "../lib/tenant-key.ts";
import { marksOfB, startApi, tenantA, tenantB, type TestApi } from "../test-api.ts";
import { applyChange, applyRows, openStream, type Rows } from "../test-stream.ts";

const fast = { "api.streamEventsPerSecondMax": "100" };

async function liveRows(api: TestApi): Promise<Rows> {
  const { body } = await api.ask("/v1/live");
  const rows: Rows = new Map();
  applyRows(rows, body);
  return rows;
}

function sorted(rows: Rows): readonly unknown[] {
  return [...rows].toSorted(([a], [b]) => (a < b ? -1 : 1));
}

const newCall = (callId: string, s = 35_991) =>
  callEvents(callId, [
    { ...arrivedIn, s },
    { kind: "queued", s, skillId: 22, skillName: "service" },
  ]);

test("a stream begins with the state that GET /v1/live answers", async () => {
  await using api = await startApi({ flags: fast });
  await using stream = await openStream(api);
  const message = await stream.next();
  assert.ok(message.event === "snapshot");
  assert.match(message.id, /^[0-9a-f]{8}\.\d+$/);
  assert.deepEqual(message.data, (await api.ask("/v1/live")).body);
});

test("a change holds the rows that are not as they were, and no others", async () => {
  await using api = await startApi({ flags: fast });
  await using stream = await openStream(api);
  const { id } = await stream.until("snapshot");
  await api.post(newCall("new-1"));
  const change = await stream.until("change");
  assert.ok(Number(change.id.split(".")[1]) > Number(id.split(".")[1]));
  const { generatedAt, completeUpTo, ...rows } = change.data;
  assert.equal(generatedAt, evening);
  assert.equal(completeUpTo, evening - 9000);
  assert.deepEqual(Object.keys(rows), ["tenants", "accessCodes", "queues"]);
  assert.deepEqual(
    rows.queues?.map((row) => [row.id, row.calls.queue]),
    [[22, 1]],
  );
});

test("snapshot and changes together are the live state, whatever happens", async () => {
  await using api = await startApi({ flags: fast });
  await using stream = await openStream(api);
  const rows: Rows = new Map();
  applyRows(rows, (await stream.until("snapshot")).data);
  const steps: readonly (readonly CallEvent[])[] = [
    newCall("new-1"),
    callEvents("new-1", [{ kind: "offered", s: 35_992, agentId: 1002 }]),
    callEvents("new-1", [{ kind: "answered", s: 35_993, agentId: 1002 }]),
    callEvents("live-talk", [{ kind: "held", s: 35_993, agentId: 1001 }]),
    callEvents("new-1", [{ kind: "ended", s: 35_994, by: "customer" }]),
    callEvents("live-wait", [{ kind: "ended", s: 35_994, by: "customer" }]),
    callEvents("new-2", [
      { ...arrivedIn, s: 35_995 },
      { kind: "offered", s: 35_995, agentId: 1234 },
    ]),
    callEvents("new-2", [{ kind: "ended", s: 35_996, by: "customer" }]),
  ];
  for (const events of steps) await api.post(events);
  const expected = JSON.stringify(sorted(await liveRows(api)));
  while (JSON.stringify(sorted(rows)) !== expected) {
    applyChange(rows, (await stream.until("change")).data);
  }
});

test("a queue that nobody waited in is there while an agent serves it, and not after", async () => {
  await using api = await startApi({ flags: fast });
  await using stream = await openStream(api);
  const rows: Rows = new Map();
  applyRows(rows, (await stream.until("snapshot")).data);
  const skills = { kind: "agentSkills", ...tenantA, agentId: 1002 } as const;
  const steps: readonly (readonly TrunklineEvent[])[] = [
    callEvents("new-1", [
      { ...arrivedIn, s: 35_991 },
      { kind: "offered", s: 35_992, agentId: 1002, skillId: 55 },
    ]),
    callEvents("new-1", [{ kind: "answered", s: 35_993, agentId: 1002 }]),
    callEvents("new-1", [{ kind: "ended", s: 35_994, by: "customer" }]),
    [{ ...skills, at: evening - 5000, skillIds: [56] }],
    [{ ...skills, at: evening - 4000, skillIds: [] }],
  ];
  const calls: unknown[] = [];
  for (const events of steps) {
    await api.post(events);
    const live = await liveRows(api);
    calls.push(["queues 1/170 55", "queues 1/170 56"].map((name) => callsOf(live.get(name))));
    const expected = JSON.stringify(sorted(live));
    while (JSON.stringify(sorted(rows)) !== expected) {
      const message = await Promise.race([stream.until("change"), sleep(2000)]);
      assert.ok(message, "the stream tells of it");
      applyChange(rows, message.data);
    }
  }
  const none = undefined;
  assert.deepEqual(calls, [
    [0, none],
    [1, none],
    [none, none],
    [none, 0],
    [none, none],
  ]);
});

/** With agents. */
function callsOf(row: unknown): number | undefined {
  return (row as LiveQueue | undefined)?.calls.agent;
}

test("an access code and a queue that are removed go from the stream, too", async () => {
  await using api = await startApi({ flags: { ...fast, "api.streamHeartbeatMs": "10" } });
  const { registry } = api.server;
  const tenant = tenantKey(tenantA);
  registry.putName("skill", tenant, { id: 77, name: "made by mistake" });
  await using stream = await openStream(api);
  const rows: Rows = new Map();
  applyRows(rows, (await stream.until("snapshot")).data);
  registry.removeName("skill", tenant, 77);
  const settings = registry.tenant(tenant);
  assert.ok(settings);
  registry.putTenant({ ...settings, accessCodes: settings.accessCodes.slice(1) });
  const expected = JSON.stringify(sorted(await liveRows(api)));
  for (let left = 3; JSON.stringify(sorted(rows)) !== expected; left -= 1) {
    assert.ok(left > 0, "the stream tells of it");
    const message = await Promise.race([stream.until("change"), sleep(2000)]);
    assert.ok(message);
    applyChange(rows, message.data);
  }
});

test("today's counts follow once a call has been recorded", async () => {
  await using api = await startApi({ flags: fast });
  await using stream = await openStream(api, "?kinds=tenants");
  const { data } = await stream.until("snapshot");
  assert.equal(data.tenants[0]?.today.offered, 3);
  await api.post(callEvents("live-wait", [{ kind: "ended", s: 35_994, by: "customer" }]));
  let offered = 3;
  while (offered === 3) {
    const change = await stream.until("change");
    offered = change.data.tenants?.[0]?.today.offered ?? 0;
  }
  assert.equal(offered, 4);
});

test("a reader that comes back gets what it has missed, each row once, and no new snapshot", async () => {
  await using api = await startApi({ flags: fast });
  const rows: Rows = new Map();
  let lastEventId = "";
  await using other = await openStream(api);
  {
    await using stream = await openStream(api);
    const message = await stream.until("snapshot");
    lastEventId = message.id;
    applyRows(rows, message.data);
  }
  for (const n of [1, 2, 3]) {
    await api.post(newCall(`new-${n}`));
    await other.until("change");
  }
  await using again = await openStream(api, "", { lastEventId });
  const missed = await again.next();
  assert.ok(missed.event === "change");
  assert.equal(missed.data.queues?.length, 1);
  applyChange(rows, missed.data);
  assert.deepEqual(sorted(rows), sorted(await liveRows(api)));
});

test("who has missed nothing is told nothing until something happens", async () => {
  await using api = await startApi({ flags: fast });
  await using other = await openStream(api);
  await other.until("snapshot");
  await api.post(newCall("new-1"));
  const { id } = await other.until("change");
  await using again = await openStream(api, `?lastEventId=${id}`);
  await api.post(newCall("new-2"));
  const message = await again.next();
  assert.ok(message.event === "change");
  assert.equal(message.data.queues?.[0]?.calls.queue, 2);
});

test("a position that is no longer known, or of another server, gives a new snapshot", async () => {
  await using api = await startApi({ flags: { ...fast, "api.streamResumeBytesMax": "1" } });
  await using first = await openStream(api);
  const { id } = await first.until("snapshot");
  await api.post(newCall("new-1"));
  await first.until("change");
  for (const lastEventId of [id, "ffffffff.1", "nonsense", `${id}x`]) {
    await using again = await openStream(api, "", { lastEventId });
    assert.equal((await again.next()).event, "snapshot", lastEventId);
  }
});

test("calls follow the snapshot on request, change as they move, and go when they end", async () => {
  await using api = await startApi({ flags: fast });
  await using stream = await openStream(api, "?kinds=calls");
  const { data } = await stream.until("snapshot");
  assert.deepEqual([data.tenants, data.queues, data.agents], [[], [], []]);
  const first = await stream.until("change");
  const ids = first.data.calls?.map(({ callId }) => callId).toSorted();
  assert.deepEqual(ids, ["live-ivr", "live-talk", "live-wait"]);
  await api.post(callEvents("live-wait", [{ kind: "offered", s: 35_992, agentId: 1002 }]));
  const moved = await stream.until("change");
  assert.equal(moved.data.calls?.[0]?.phase, "ringing");
  assert.equal(moved.data.queues, undefined);
  await api.post(callEvents("live-wait", [{ kind: "ended", s: 35_993, by: "customer" }]));
  const ended = await stream.until("change");
  assert.deepEqual(ended.data.gone, [{ kind: "calls", tenant: "1/170", id: "live-wait" }]);
});

test("who is cut off before the last of the calls begins anew", async () => {
  await using api = await startApi({ flags: fast });
  await api.post(Array.from({ length: 1000 }, (_, n) => newCall(`many-${n}`)).flat());
  const heard: string[] = [];
  {
    await using stream = await openStream(api, "?kinds=calls");
    // 1003 calls, 500 in a message.
    for (const event of ["snapshot", "change", "change", "change"] as const) {
      heard.push((await stream.until(event)).id);
    }
  }
  const lastEventId = heard.pop() ?? "";
  assert.deepEqual(heard, ["", "", ""]);
  await using again = await openStream(api, "?kinds=calls", { lastEventId });
  await api.post(newCall("later"));
  const { data } = await again.until("change");
  assert.deepEqual(
    data.calls?.map(({ callId }) => callId),
    ["later"],
  );
});

test("a stream of tenant A tells nothing of tenant B", async () => {
  await using api = await startApi({ flags: fast });
  const kinds = "?kinds=tenants&kinds=accessCodes&kinds=queues&kinds=agents&kinds=calls";
  await using ofA = await openStream(api, kinds);
  await using ofB = await openStream(api, kinds, { key: api.keys.readB });
  await using ofAll = await openStream(api, kinds, { key: api.keys.adminAll });
  const heard = [await ofA.next(), await ofA.next()];
  const ofTenantB = [
    { ...arrivedIn, callerNo: "13900000011", s: 35_991 },
    { kind: "queued", s: 35_991, skillId: 31 },
  ] as const;
  await api.post(callEvents("of-b", ofTenantB, tenantB));
  for (const stream of [ofB, ofAll]) {
    while (!JSON.stringify(await stream.next()).includes("13900000011"));
  }
  await api.post(newCall("of-a"));
  heard.push(await ofA.next());
  assert.match(JSON.stringify(heard.at(-1)), /of-a/);
  for (const mark of marksOfB) assert.ok(!JSON.stringify(heard).includes(mark), mark);
  await using refused = await openStream(api, "?tenant=1/171");
  assert.equal(refused.status, 403);
});

test("a key for all tenants hears of a tenant that is new", async () => {
  await using api = await startApi({ flags: fast });
  await using stream = await openStream(api, "?kinds=tenants&kinds=calls", {
    key: api.keys.adminAll,
  });
  await stream.until("snapshot");
  await stream.until("change");
  await api.post(callEvents("first", [{ ...arrivedIn, s: 35_991 }], { ccId: 1, vdn: 172 }));
  let change = await stream.until("change");
  while (change.data.tenants?.[0]?.tenant !== "1/172") change = await stream.until("change");
  assert.equal(change.data.calls?.[0]?.callId, "first");
});

test("masked roles see no number in a stream, neither at once nor later", async () => {
  await using api = await startApi({
    flags: { ...fast, "privacy.maskNumbersForRoles": "read" },
  });
  await using stream = await openStream(api, "?kinds=calls&kinds=agents");
  const heard: unknown[] = [await stream.next(), await stream.next()];
  await api.post(callEvents("live-wait", [{ kind: "offered", s: 35_992, agentId: 1002 }]));
  heard.push(await stream.until("change"));
  const text = JSON.stringify(heard);
  assert.match(text, /\*007/);
  assert.doesNotMatch(text, /138000000/);
});

test("a stream without news says that it lives", async () => {
  await using api = await startApi({ flags: { "api.streamHeartbeatMs": "10" } });
  await using stream = await openStream(api);
  const { id } = await stream.until("snapshot");
  const heartbeat = await stream.until("heartbeat");
  assert.equal(heartbeat.id, id);
  assert.deepEqual(heartbeat.data, { generatedAt: evening, completeUpTo: evening - 10_000 });
});

test("a stream ends when its key is revoked, and says why", async () => {
  await using api = await startApi({ flags: { "api.streamHeartbeatMs": "10" } });
  await using stream = await openStream(api);
  await stream.until("snapshot");
  const me = await api.ask("/v1/me");
  api.server.registry.removeBearerKey((me.body["key"] as { id: string }).id);
  assert.equal((await stream.until("dropped")).data.reason, "keyRevoked");
  await assert.rejects(stream.next(), /the stream has ended/);
});

test("who has lost its key hears nothing of what happens then", async () => {
  await using api = await startApi({ flags: fast });
  await using stream = await openStream(api);
  await stream.until("snapshot");
  const me = await api.ask("/v1/me");
  api.server.registry.removeBearerKey((me.body["key"] as { id: string }).id);
  await api.post(newCall("later"));
  const message = await stream.next();
  assert.ok(message.event === "dropped" && message.data.reason === "keyRevoked");
});

test("a stop of the server is told to every reader", async () => {
  const api = await startApi();
  await using stream = await openStream(api);
  await stream.until("snapshot");
  const stopped = api[Symbol.asyncDispose]();
  assert.equal((await stream.until("dropped")).data.reason, "serverStops");
  await assert.rejects(stream.next(), /the stream has ended/);
  await stopped;
});

test("a key has only so many streams open, and a closed one makes room", async () => {
  await using api = await startApi({ flags: { "api.streamsPerKeyMax": "1" } });
  {
    await using first = await openStream(api);
    await first.until("snapshot");
    await using second = await openStream(api);
    assert.equal(second.status, 429);
    await using other = await openStream(api, "", { key: api.keys.superviseA });
    assert.equal(other.status, 200);
  }
  for (;;) {
    await using third = await openStream(api);
    if (third.status === 200) break;
  }
});

test("a reader that is too slow is told so and dropped; the others are not held up", async () => {
  await using api = await startApi({ flags: { ...fast, "api.streamBufferBytesMax": "1000000" } });
  const events = Array.from({ length: 500 }, (_, n) => newCall(`many-${n}`)).flat();
  await api.post(events);
  await using slow = await openStream(api, "?kinds=calls");
  await using other = await openStream(api, "?kinds=calls");
  await slow.until("snapshot");
  slow.pause();
  const streams = async () =>
    (await api.ask("/v1/operations", { key: api.keys.adminAll })).body["streams"];
  // Until what the sockets hold is full, and then what the server holds.
  for (let round = 1; (await streams()) === 2; round += 1) {
    const s = 35_991 + round / 1000;
    await api.post(
      Array.from({ length: 500 }, (_, n) =>
        callEvents(`many-${n}`, [{ kind: "queued", s, skillId: 21 + (round % 2) }]),
      ).flat(),
    );
    await other.until("change");
    assert.ok(round < 500);
  }
  slow.resume();
  const { data } = await slow.until("dropped");
  assert.equal(data.reason, "tooSlow");
  assert.match(data.detail, /1000000 bytes/);
  await assert.rejects(slow.next(), /the stream has ended/);
  await api.post(callEvents("many-1", [{ kind: "ended", s: 35_999, by: "customer" }]));
  let change = await other.until("change");
  while (change.data.gone === undefined) change = await other.until("change");
});
