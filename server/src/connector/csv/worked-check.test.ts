// A day of an old call centre, recounted from its columns apart from the import. The day of the "Anonymous Bank"
// (Technion; its redistribution is unclear) is not kept here: ANONYMOUS_BANK_CSV names its file.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { isCallEvent } from "@trunkline/contract";
import { parse } from "yaml";
import type { Call, Leg } from "../../call/call.ts";
import { foldCall } from "../../call/fold.ts";
import { csv } from "./csv.ts";

const fixtures = new URL("fixtures/", import.meta.url);
const oldCentre: object = parse(await readFile(new URL("settings.yaml", fixtures), "utf8"));

type Row = Readonly<Record<string, string>>;

function rowsOf(text: string): readonly Row[] {
  const [head = "", ...lines] = text.trimEnd().split(/\r?\n/);
  const names = head.split(",");
  return lines.map((line) => {
    const values = line.split(",");
    return Object.fromEntries(names.map((name, place) => [name, values[place] ?? ""]));
  });
}

async function imported(text: string, settings: object) {
  const { signal } = new AbortController();
  const format = csv.open({ bytes: piecesOf(text), settings, signal });
  const events = (await Array.fromAsync(format)).filter(isCallEvent);
  const calls = new Map<string, Call>();
  for (const [callId, own] of Map.groupBy(events, (event) => event.callId)) {
    calls.set(callId, foldCall(own));
  }
  return { calls, report: format.report() };
}

async function* piecesOf(text: string): AsyncGenerator<Buffer> {
  yield Buffer.from(text);
}

/** Seconds of the day; undefined where the file writes that it was not. */
function clock(text = ""): number | undefined {
  const [, hour, minute, second] = /^(\d+):(\d\d):(\d\d)$/.exec(text) ?? [];
  const seconds = Number(hour) * 3600 + Number(minute) * 60 + Number(second);
  return seconds > 0 ? seconds : undefined;
}

type Stays = {
  readonly ivr: readonly (number | undefined)[];
  readonly queue: readonly (number | undefined)[];
  readonly service: readonly (number | undefined)[];
};

function staysOf(row: Row): Stays {
  const times = (...names: readonly string[]) => names.map((name) => clock(row[name]));
  return {
    ivr: times("vru_entry", "vru_exit"),
    queue: times("q_start", "q_exit"),
    service: times("ser_start", "ser_exit"),
  };
}

/** One stay begins after the other, none ends before it begins, and who hung up was not served. */
function isInOrder(row: Row): boolean {
  const stays = Object.values(staysOf(row)).filter(([from]) => from !== undefined);
  const begins = stays.map(([from = 0]) => from);
  const isServed = clock(row["ser_start"]) !== undefined;
  return (
    isServed === (row["outcome"] === "AGENT") &&
    begins.every((from, index) => index === 0 || from >= (begins[index - 1] ?? 0)) &&
    stays.every(([from = 0, to = 0]) => from <= to)
  );
}

/** Begin of each stay and end of the last: seconds of the day, from the columns alone. */
function expectedLegs(row: Row): readonly (string | number)[] {
  const stays = Object.entries(staysOf(row)).filter(([, [from]]) => from !== undefined);
  return [
    ...stays.flatMap(([name, [from = 0]]) => [name, from]),
    stays.at(-1)?.[1].findLast((time) => time !== undefined) ?? 0,
  ];
}

const names: Readonly<Record<Leg["device"]["kind"], string>> = {
  ivr: "ivr",
  queue: "queue",
  agent: "service",
  external: "outside",
};

function legsOf(call: Call): readonly (string | number)[] {
  const midnight = Date.UTC(1999, 9, 31, 22);
  const second = (at: number) => (at - midnight) / 1000;
  return [
    ...call.legs.flatMap(({ device, waitBegin, callBegin }) => [
      names[device.kind],
      second(device.kind === "agent" ? callBegin : waitBegin),
    ]),
    second(call.endedAt),
  ];
}

const idOf = (row: Row) => `${row["vru+line"]}-${row["call_id"]}`;

/** Every row whose stays are in order has them in its call; how many such calls there are. */
function checkOrderly(rows: readonly Row[], calls: ReadonlyMap<string, Call>): number {
  const checked = new Set<string>();
  for (const row of rows) {
    const call = calls.get(idOf(row));
    if (call === undefined || !isInOrder(row)) continue;
    assert.deepEqual(legsOf(call), expectedLegs(row), idOf(row));
    const talk = call.legs.find(({ device }) => device.kind === "agent");
    const talked = talk === undefined ? 0 : (talk.callEnd - talk.callBegin) / 1000;
    assert.equal(talked, Number(row["ser_time"]), idOf(row));
    checked.add(call.callId);
  }
  return checked.size;
}

const total = (counts: Readonly<Record<string, number>>) =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);

test("17 rows give 9 calls; of each other row it is said why it gives none", async () => {
  const text = await readFile(new URL("calls.csv", fixtures), "utf8");
  const rows = rowsOf(text);
  const { calls, report } = await imported(text, oldCentre);
  assert.deepEqual([rows.length, calls.size, total(report.skipped)], [17, 9, 8]);
  assert.deepEqual(report.skipped, {
    "answered, but names no agent": 1,
    "outcome 'PHANTOM' is no call": 1,
    "answered, but without the time of the answer": 1,
    "queue 'XX' is not in the settings": 1,
    "agent 'DELTA' is not in the settings": 1,
    "outcome 'LOST' is not in the settings": 1,
    "'ivrLeft' is no time": 1,
    "call came before": 1,
  });
  assert.equal(checkOrderly(rows, calls), 5);
});

test("the settings in the guide are those of this check", async () => {
  const guide = new URL("../../../../docs/guide/import-csv.md", import.meta.url);
  const [, yaml = ""] = /```yaml\n([\s\S]*?)```/.exec(await readFile(guide, "utf8")) ?? [];
  assert.deepEqual(parse(yaml), oldCentre);
});

const bankPath = process.env["ANONYMOUS_BANK_CSV"] ?? "";
const skip = bankPath === "" ? "ANONYMOUS_BANK_CSV does not name the file" : false;

test("the bank's day: 2,375 rows, 2,350 calls, 25 rows left out", { skip }, async () => {
  const text = await readFile(bankPath, "utf8");
  const rows = rowsOf(text);
  const distinct = (name: string) => [...new Set(rows.map((row) => row[name] ?? ""))].toSorted();
  const settings = {
    ...oldCentre,
    queues: distinct("type").map((name, index) => ({ name, skillId: index + 1 })),
    agents: distinct("server").map((name, index) => ({ agentId: 1001 + index, names: [name] })),
  };
  const { calls, report } = await imported(text, settings);
  assert.deepEqual([rows.length, calls.size, total(report.skipped)], [2375, 2350, 25]);
  assert.deepEqual(report.skipped, {
    "outcome 'PHANTOM' is no call": 18,
    "answered, but names no agent": 6,
    "answered, but without the time of the answer": 1,
  });
  assert.deepEqual(report.notes, {
    "service begins before the IVR ends: the IVR ends with it": 215,
    "service begins before the queue ends: the queue ends with it": 985,
    "abandoned, but has a service: it is left out": 5,
    "IVR ends before it begins: the IVR is left out": 3,
    "service begins before the queue does: the queue is left out": 2,
  });
  assert.deepEqual(report.events, {
    arrived: 2350,
    ivrEntered: 2347,
    queued: 1968,
    answered: 1504,
    ended: 2350,
  });
  assert.equal(checkOrderly(rows, calls), 2340);
});
