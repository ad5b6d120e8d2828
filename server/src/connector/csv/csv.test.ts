import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { isCallEvent } from "@trunkline/contract";
import type { TrunklineEvent } from "@trunkline/contract";
import { parse } from "yaml";
import { foldCall } from "../../call/fold.ts";
import { isMissed } from "../../call/record.ts";
import { csv } from "./csv.ts";

const fixture = (name: string) => readFile(new URL(`fixtures/${name}`, import.meta.url), "utf8");
const oldCentre: object = parse(await fixture("settings.yaml"));

async function imported(text: string, settings: object) {
  const { signal } = new AbortController();
  const input = { bytes: pieces(text), settings, signal };
  const format = csv.open(input);
  const events = await Array.fromAsync(format);
  return { events, report: format.report() };
}

async function* pieces(text: string): AsyncGenerator<Buffer> {
  yield Buffer.from(text);
}

/** "0 queued", "12.5 answered": seconds since the first event. */
function linesOf(events: readonly TrunklineEvent[]): readonly string[] {
  const from = Math.min(...events.map(({ at }) => at));
  return events.map(({ at, kind }) => `${(at - from) / 1000} ${kind}`);
}

const old = await imported(await fixture("calls.csv"), oldCentre);

/** Kind and seconds of each stay, and how the call ended. */
function storyOf(callId: string): readonly string[] {
  const events = old.events.filter(isCallEvent).filter((event) => event.callId === callId);
  if (events.length === 0) return [];
  const call = foldCall(events);
  const stays = call.legs.map((leg) => {
    const begin = leg.device.kind === "agent" ? leg.callBegin : leg.waitBegin;
    return `${leg.device.kind} ${(leg.callEnd - begin) / 1000}`;
  });
  return [...stays, isMissed(call) ? "missed" : `by ${call.endedBy}`];
}

test("IVR, queue and service times become legs", () => {
  assert.deepEqual(storyOf("TR0101-50001"), ["ivr 20", "queue 60", "agent 180", "by unknown"]);
  assert.deepEqual(storyOf("TR0104-50004"), ["ivr 8", "queue 90", "missed"]);
  assert.deepEqual(storyOf("TR0105-50005"), ["ivr 31", "by customer"]);
  const arrived = old.events.find((event) => event.kind === "arrived");
  assert.deepEqual(arrived, {
    kind: "arrived",
    ccId: 1,
    vdn: 170,
    callId: "TR0101-50001",
    at: Date.UTC(1999, 10, 1, 7, 0, 0),
    id: "TR0101-50001/941439600000/arrived",
    source: "old-centre",
    sequence: 941439600000000,
    precisionMs: 1000,
    backfill: true,
    direction: "in",
    callerNo: "",
    calleeNo: "88880001",
  });
});

test("service that begins before the IVR or the queue ends cuts it off, and is reported", () => {
  assert.deepEqual(storyOf("TR0102-50002"), ["ivr 10", "queue 29", "agent 60", "by unknown"]);
  assert.deepEqual(storyOf("TR0103-50003"), ["ivr 14", "agent 120", "by unknown"]);
});

test("a call over midnight goes on the next day", () => {
  const story = ["ivr 10", "queue 150", "agent 120", "by unknown"];
  assert.deepEqual(storyOf("TR0108-50008"), story);
});

test("what contradicts itself is left out, and the rest of the row told", () => {
  assert.deepEqual(storyOf("TR0109-50009"), ["queue 40", "agent 120", "by unknown"]);
  assert.deepEqual(storyOf("TR0110-50010"), ["ivr 19", "agent 180", "by unknown"]);
  assert.deepEqual(storyOf("TR0111-50011"), ["ivr 5", "queue 60", "missed"]);
});

test("rows that are no call, or cannot be told, are skipped; all dirt is reported with its row", () => {
  for (const id of ["TR0106-50006", "TR0107-50007", "TR0112-50012", "TR0113-50013"]) {
    assert.deepEqual(storyOf(id), []);
  }
  const { skippedRows, notedRows = [], rows, ignored } = old.report;
  assert.deepEqual([rows, ignored], [18, { headers: 1 }]);
  assert.deepEqual(
    skippedRows.map(({ row, reason }) => [row, reason]),
    [
      [7, "answered, but names no agent"],
      [8, "outcome 'PHANTOM' is no call"],
      [13, "answered, but without the time of the answer"],
      [14, "queue 'XX' is not in the settings"],
      [15, "agent 'DELTA' is not in the settings"],
      [16, "outcome 'LOST' is not in the settings"],
      [17, "'ivrLeft' is no time"],
      [18, "call came before"],
    ],
  );
  assert.deepEqual(
    notedRows.map(({ row, reason }) => [row, reason]),
    [
      [3, "service begins before the queue ends: the queue ends with it"],
      [4, "service begins before the IVR ends: the IVR ends with it"],
      [9, "call over midnight: its later times are taken to be of the next day"],
      [10, "IVR ends before it begins: the IVR is left out"],
      [11, "service begins before the queue does: the queue is left out"],
      [11, "service begins before the IVR ends: the IVR ends with it"],
      [12, "abandoned, but has a service: it is left out"],
    ],
  );
});

test("an overlap that two clocks explain is not reported, an unnamed agent can have an ID", async () => {
  const settings = { ...oldCentre, overlapSecondsMax: 1, unnamedAgentId: 1999 };
  const { events, report } = await imported(await fixture("calls.csv"), settings);
  assert.deepEqual(Object.keys(report.notes).toSorted(), [
    "IVR ends before it begins: the IVR is left out",
    "abandoned, but has a service: it is left out",
    "call over midnight: its later times are taken to be of the next day",
    "service begins before the queue does: the queue is left out",
  ]);
  assert.ok(events.some((event) => event.kind === "answered" && event.agentId === 1999));
});

const base = { source: "s", tenant: { ccId: 1, vdn: 170 } };

test("durations do where there are no times", async () => {
  const settings = {
    ...base,
    columns: {
      callId: ["id"],
      arrived: "start",
      queueSeconds: "wait",
      queue: "queue",
      talkSeconds: "talk",
      agent: "agent",
    },
    queues: [{ name: "sales", skillId: 1 }],
  };
  const text = [
    "id,start,wait,talk,queue,agent",
    "a,2026-11-21 04:00:00,30,1:05,sales,1001",
    "b,2026-11-21 04:00:00,0,2.5,sales,1001",
    "c,2026-11-21 04:00:00,12,0,sales,",
    "d,2026-11-21 04:00:00,-3,0,sales,",
  ].join("\n");
  const { events, report } = await imported(`${text}\n`, settings);
  const of = (id: string) => linesOf(events.filter((e) => isCallEvent(e) && e.callId === id));
  assert.deepEqual(of("a"), ["0 arrived", "0 queued", "30 answered", "95 ended"]);
  assert.deepEqual(of("b"), ["0 arrived", "0 answered", "2.5 ended"]);
  assert.deepEqual(of("c"), ["0 arrived", "0 queued", "12 ended"]);
  assert.deepEqual(report.skipped, { "'queueSeconds' is no duration": 1 });
});

test("times are known by their shape, and say how exact they are", async () => {
  const settings = {
    ...base,
    timeZone: "Asia/Shanghai",
    columns: { callId: ["id"], arrived: "at", date: "day" },
  };
  const at = Date.UTC(2026, 10, 21, 4, 0, 0);
  const forms: readonly (readonly [text: string, day: string, at: number, precisionMs?: number])[] =
    [
      [String(at / 1000), "", at, 1000],
      [`${at / 1000}.25`, "", at + 250],
      [String(at + 7), "", at + 7],
      ["2026-11-21T04:00:00Z", "", at, 1000],
      ["2026-11-21T05:00:00.125+01:00", "", at + 125],
      ["2026-11-21 12:00:00", "", at, 1000],
      ["2026-11-21 12:00:00.5", "", at + 500],
      ["12:00:00", "2026-11-21", at, 1000],
      ["12:00", "20261121", at, 60_000],
      ["12:00:00.75", "261121", at + 750],
      ["2026-11-21 12:00", "", at, 60_000],
      ["2026/11/21 12:00:00 pm", "", at, 1000],
      ["12:00 PM", "2026/11/21", at, 60_000],
    ];
  const rows = forms.map(([text, day], index) => `c${index},${text},${day}\n`);
  const { events } = await imported(`id,at,day\n${rows.join("")}`, settings);
  const arrived = events.filter((event) => event.kind === "arrived");
  assert.deepEqual(
    arrived.map((event) => [event.at, event.precisionMs]),
    forms.map(([, , expected, precisionMs]) => [expected, precisionMs]),
  );
  const { report } = await imported("id,at,day\nx,12:00:00,\ny,soon,2026-11-21\n", settings);
  assert.deepEqual(report.skipped, { "'arrived' has no date": 1, "'arrived' is no time": 1 });
});

test("a date whose year comes last is read in the order of the settings, and asked for without", async () => {
  const settings = { ...base, columns: { callId: ["id"], arrived: "at", date: "day" } };
  const days = async (dateOrder: string, rows: string) => {
    const { events } = await imported(`id,at,day\n${rows}`, { ...settings, dateOrder });
    return events.flatMap(({ kind, at }) =>
      kind === "arrived" ? [new Date(at).toISOString().slice(0, 16)] : [],
    );
  };
  const expected = ["2026-11-03T09:05", "2026-11-03T21:05", "2026-11-03T00:05"];
  const dmy = "1,03.11.2026 09:05:00,\n2,3/11/26 9:05 p.m.,\n3,12:05 AM,3-11-2026\n";
  assert.deepEqual(await days("dmy", dmy), expected);
  const mdy = '1,"11/3/2026, 09:05:00",\n2,11/03/2026  9:05PM,\n3,0:05,11.3.26\n';
  assert.deepEqual(await days("mdy", mdy), expected);
  const { report } = await imported(`id,at,day\n${dmy}`, settings);
  const hint = "'dateOrder' says what comes first in '21/11/2026'";
  assert.deepEqual(report.skipped, {
    [`'arrived' is no time: ${hint}`]: 2,
    [`'arrived' has no date: ${hint}`]: 1,
  });
});

test("a day that its month does not have is no date, whatever the form", async () => {
  const columns = { callId: ["id"], arrived: "at", date: "day" };
  const rows = [
    "2026-02-30T04:00:00Z,",
    "2026-02-30 04:00:00,",
    "31.4.2026 4:00,",
    "4:00,31/04/26",
  ];
  const text = rows.map((row, index) => `c${index},${row}\n`).join("");
  const settings = { ...base, columns, dateOrder: "dmy" };
  const { report } = await imported(`id,at,day\n${text}`, settings);
  assert.deepEqual(report.skipped, { "'arrived' is no time": 3, "'arrived' has no date": 1 });
});

test("a call through the end of summer time ends after it begins", async () => {
  const settings = {
    ...base,
    timeZone: "Europe/Berlin",
    columns: { callId: ["id"], arrived: "from", answered: "answer", ended: "to", agent: "agent" },
  };
  const { events, report } = await imported(
    "id,from,answer,to,agent\na,2026-10-25 02:55:00,2026-10-25 02:58:00,2026-10-25 02:05:00,1001\n",
    settings,
  );
  assert.deepEqual(linesOf(events), ["0 arrived", "180 answered", "600 ended"]);
  assert.deepEqual([report.skipped, report.notes], [{}, {}]);
});

test("a last row without a line end is told if it has all fields, and that is said", async () => {
  const settings = { ...base, columns: { callId: ["id"], arrived: "at", caller: "from" } };
  const { events, report } = await imported("id,at,from\na,1795233600,136", settings);
  assert.equal(events.length, 2);
  assert.deepEqual(report.notes, {
    "last row has no line end, but all fields: it is taken to be whole": 1,
  });
});

test("a call without an ID is named by its row, the same in every import", async () => {
  const settings = { ...base, columns: { arrived: "at", caller: "from" } };
  const text = "at,from\n1795233600,136\n1795233600,137\n1795233600,136\n";
  const first = await imported(text, settings);
  assert.deepEqual(await imported(text, settings), first);
  assert.equal(first.events.length, 4);
  assert.deepEqual(first.report.skipped, { "call came before": 1 });
});

test("a call out begins with the agent, and the answer is the called party's", async () => {
  const settings = {
    ...base,
    columns: {
      callId: ["id"],
      direction: "dir",
      arrived: "at",
      callee: "to",
      answered: "up",
      ended: "down",
      agent: "agent",
      endedBy: "by",
    },
    endedBy: { callee: "customer" },
  };
  const row = "a,outbound,1795233600,13612345678,1795233605,1795233665,1001,callee";
  const { events } = await imported(`id,dir,at,to,up,down,agent,by\n${row}\n`, settings);
  const call = foldCall(events.filter(isCallEvent));
  assert.deepEqual(
    [call.direction, call.calleeNo, call.agentId, call.endedBy],
    ["out", "13612345678", 1001, "customer"],
  );
  assert.equal(call.endedAt - call.callBegin, 60_000);
});

test("a file without a header is read by the names in the settings, one with it in any order", async () => {
  const columns = { callId: ["id"], arrived: "at" };
  const bare = await imported("a,1795233600\n", { ...base, columns, header: ["id", "at"] });
  const turned = await imported("at,x,id\n1795233600,?,a\n", { ...base, columns });
  assert.deepEqual(bare.events, turned.events);
  const none = await imported("a,1795233600\n", { ...base, columns });
  assert.deepEqual(none.report.skipped, {
    "row comes before the header, which names all columns of the settings": 1,
  });
});

test("a header that lacks columns of the settings says which", async () => {
  const columns = { callId: ["id"], arrived: "at", ended: "end" };
  const { report } = await imported("id,at,ended\na,1795233600,\n", { ...base, columns });
  assert.deepEqual(report.skipped, {
    "header lacks columns of the settings: 'end'": 1,
    "row comes before the header, which names all columns of the settings": 1,
  });
});

test("settings that cannot be used are refused in words", async () => {
  await assert.rejects(imported("", base), /'columns' names none/);
  const agents = [{ agentId: 65_000, names: ["x"] }];
  const columns = { arrived: "at" };
  await assert.rejects(imported("", { ...base, columns, agents }), /agent 65000 is none of/);
  await assert.rejects(imported("", { ...base, columns: { arived: "at" } }), /is not a setting/);
  const timeZone = "Mars/Olympus";
  await assert.rejects(
    imported("", { ...base, columns, timeZone }),
    /'timeZone' must be an IANA time zone, .*, got 'Mars\/Olympus'$/,
  );
});
