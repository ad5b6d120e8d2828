import assert from "node:assert/strict";
import { test } from "node:test";
import { waitThresholds } from "@trunkline/contract";
import { waitBounds } from "../call/call-totals.ts";
import { arrival, arrivedIn, callEvents } from "../cms/test-call-centre.ts";
import { startApi, type TestApi } from "../test-api.ts";

type Row = Readonly<Record<string, unknown>>;

const hourMs = 3_600_000;
/** 15 April of Shanghai begins there; the calls arrive at 10:30 of its clocks. */
const day = Date.UTC(2026, 3, 14, 16);

async function report(api: TestApi, query: string): Promise<Row> {
  const { status, body } = await api.ask(`/v1/reports/${query}`);
  assert.equal(status, 200, JSON.stringify(body));
  return body;
}

function pick(row: Row | undefined, ...names: readonly string[]): readonly unknown[] {
  return names.map((name) => row?.[name]);
}

test("the thresholds of the contract are the bounds that the storage counts by", () => {
  assert.deepEqual(waitThresholds, waitBounds);
});

test("a tenant's day counts what was offered, answered and lost, by the stated formula", async () => {
  await using api = await startApi();
  const body = await report(api, "vdns");
  const [row] = body["rows"] as Row[];
  assert.deepEqual(pick(row, "tenant", "id", "name"), ["1/170", 170, "A tenant"]);
  assert.deepEqual(pick(row, "from", "to"), [day, day + 24 * hourMs]);
  assert.deepEqual(
    pick(row, "inbound", "offered", "answered", "abandoned", "missed"),
    [4, 3, 1, 1, 2],
  );
  assert.deepEqual(pick(row, "answeredInTime", "serviceLevel"), [1, 1 / 3]);
  assert.deepEqual(pick(row, "asaMs", "ahtMs", "longestWaitMs"), [13_000, 45_000, 60_000]);
  assert.deepEqual(pick(row, "outbound", "outboundAnswered", "occupancy"), [2, 1, null]);
  const { id, serviceLevel } = body["formula"] as Row;
  assert.equal(id, "offered");
  assert.match(String(serviceLevel), /^answered in time \/ offered; in time: after less than 20 s/);
  const { from, to, ...figures } = row ?? {};
  assert.ok(from !== to);
  assert.deepEqual(body["totals"], [figures]);
});

test("thresholds and formula are parameters, and change the service level as they say", async () => {
  await using api = await startApi();
  const level = async (query: string) => {
    const { rows } = (await report(api, `vdns?${query}`)) as { rows: Row[] };
    return pick(rows[0], "serviceLevel", "answeredInTime", "shortAbandoned");
  };
  assert.deepEqual(await level("thresholdSeconds=10"), [0, 0, 0]);
  assert.deepEqual(await level("shortAbandonSeconds=40"), [1 / 3, 1, 1]);
  assert.deepEqual(await level("shortAbandonSeconds=40&formula=offeredLessShort"), [1 / 2, 1, 1]);
  assert.deepEqual(await level("formula=answered"), [1, 1, 0]);
  assert.deepEqual(await level("shortAbandonSeconds=40&formula=withinOrShort"), [2 / 3, 1, 1]);
});

test("queues, access codes and agents are reported each by itself", async () => {
  await using api = await startApi();
  const figures = async (query: string) => {
    const { rows } = (await report(api, query)) as { rows: Row[] };
    return rows.map((row) => pick(row, "id", "name", "offered", "answered", "missed"));
  };
  assert.deepEqual(await figures("queues"), [
    [21, "sales", 2, 1, 1],
    [22, "service", 1, 0, 1],
  ]);
  assert.deepEqual(await figures("queues?skillId=22"), [[22, "service", 1, 0, 1]]);
  assert.deepEqual(await figures("access-codes"), [[1, "88880001", 3, 1, 2]]);
  assert.deepEqual(await figures("access-codes?innoId=7"), []);
  assert.deepEqual(await figures("agents?agentId=1001"), [[1001, "A desk 1", 1, 1, 0]]);
});

test("spans are those of the tenant's own zone", async () => {
  await using api = await startApi();
  await api.post(
    callEvents("next-day", [
      { ...arrivedIn, s: (day + 23.9 * hourMs - arrival) / 1000 },
      { kind: "queued", s: (day + 23.9 * hourMs - arrival) / 1000, skillId: 21 },
      { kind: "ended", s: (day + 24.1 * hourMs - arrival) / 1000, by: "customer" },
    ]),
  );
  const spans = async (query: string) => {
    const range = `from=${day}&to=${day + 48 * hourMs}`;
    const { rows } = (await report(api, `vdns?${range}&${query}`)) as { rows: Row[] };
    return rows.map(({ from, to, offered }) => [
      (Number(from) - day) / hourMs,
      (Number(to) - day) / hourMs,
      offered,
    ]);
  };
  assert.deepEqual(await spans("per=quarterHour"), [
    [10.5, 10.75, 3],
    [23.75, 24, 1],
  ]);
  assert.deepEqual(await spans("per=hour"), [
    [10, 11, 3],
    [23, 24, 1],
  ]);
  assert.deepEqual(await spans("per=day"), [[0, 24, 4]]);
  // 15 April 2026 is a Wednesday.
  assert.deepEqual(await spans("per=week"), [[-48, 120, 4]]);
  assert.deepEqual(await spans("per=month"), [[-14 * 24, 16 * 24, 4]]);
});

test("a report may end with the last instant that there is", async () => {
  await using api = await startApi();
  const last = 8_640_000_000_000_000;
  for (const from of [day, last]) {
    const { to } = await report(api, `vdns?from=${from}&to=${last}`);
    assert.equal(to, last);
  }
});

test("what a report cannot give is refused by field, value and what is allowed", async () => {
  await using api = await startApi({ flags: { "report.rowsMax": "1" } });
  const refusal = async (query: string) => {
    const { status, body } = await api.ask(`/v1/reports/${query}`);
    return [status, body["field"], body["detail"]];
  };
  const list = waitThresholds.join(", ");
  assert.deepEqual(await refusal("vdns?thresholdSeconds=21"), [
    400,
    "thresholdSeconds",
    `'thresholdSeconds' must be one of ${list}; got '21'`,
  ]);
  assert.deepEqual(await refusal("vdns?shortAbandonSeconds=7"), [
    400,
    "shortAbandonSeconds",
    `'shortAbandonSeconds' must be 0 or one of ${list}; got '7'`,
  ]);
  const [status, field] = await refusal("queues?per=quarterHour");
  assert.deepEqual([status, field], [400, "per"]);
});

test("an agent's occupancy and the times behind it come from the states that the platform told", async () => {
  await using api = await startApi();
  const state = (s: number, number: number) => ({
    kind: "agentState" as const,
    ccId: 1,
    vdn: 170,
    at: arrival + s * 1000,
    agentId: 1005,
    state: number,
  });
  await api.post([state(0, 1), state(60, 5), state(210, 6), state(240, 8), state(300, 0)]);
  const { rows } = (await report(api, "agents?agentId=1005")) as { rows: Row[] };
  assert.deepEqual(
    rows.map((row) => pick(row, "occupancy", "servedMs", "idleMs", "afterCallMs")),
    [[0.75, 180_000, 60_000, 30_000]],
  );
});
