import assert from "node:assert/strict";
import { test } from "node:test";
import { traceStart } from "../../call/event-trace.ts";
import { storyOf } from "../call-story.ts";
import { traceSettings } from "../asterisk-ami/ami-trace.ts";
import { RowLog } from "../file-import.ts";
import { importText } from "../read-recording.ts";
import { asteriskCdr } from "./asterisk-cdr.ts";
import { CdrMeaning } from "./cdr-meaning.ts";
import { CdrParser } from "./cdr-row.ts";
import { customColumns, masterColumns, parseCdrSettings } from "./cdr-settings.ts";

/** One row a line: start, answer (- = none) and end in seconds, disposition, then `name=value`. */
function rowsOf(trace: string): Record<string, string>[] {
  return trace
    .trim()
    .split("\n")
    .map((line) => {
      const [start = "", answer = "", end = "", disposition = "", ...words] = line
        .trim()
        .split(/\s+/);
      const fields = Object.fromEntries(words.map((word) => word.split(/=(.*)/s, 2)));
      const times = { start: dateOf(start), answer: dateOf(answer), end: dateOf(end) };
      const linkedid = fields["uniqueid"] ?? "";
      return { ...times, disposition: disposition.replace("_", " "), linkedid, ...fields };
    });
}

function dateOf(seconds: string): string {
  if (seconds === "-") return "";
  const date = new Date(traceStart + Number(seconds) * 1000).toISOString();
  return date.slice(0, 19).replace("T", " ");
}

function csvOf(rows: readonly Record<string, string>[], columns = masterColumns): string {
  return rows.map((row) => `${columns.map((name) => `"${row[name] ?? ""}"`).join(",")}\n`).join("");
}

const read = (text: string, settings: unknown = traceSettings) =>
  importText(asteriskCdr, settings, text);

async function storiesOf(trace: string): Promise<string[][]> {
  return [...(await read(csvOf(rowsOf(trace)))).calls.values()].map(storyOf);
}

const caller = "uniqueid=a src=138 channel=PJSIP/trunk-1 lastapp=Queue lastdata=sales,tT,,,25";

test("the rows of one call are one call: busy answers, another agent, and who is inside the PBX", async () => {
  const trace = `
    0  0  3  NO_ANSWER ${caller} dst=88880001 dstchannel=PJSIP/1001-1 sequence=1
    4  4  6  NO_ANSWER ${caller} dst=88880001 dstchannel=PJSIP/1001-2 sequence=3
    7  7  20 ANSWERED  ${caller} dst=88880001 dstchannel=PJSIP/1002-1 sequence=5
    8  8  20 ANSWERED  uniqueid=l channel=Local/1002@agents-1;2 dstchannel=PJSIP/1002-1 lastapp=Dial linkedid=a
    20 20 20 ANSWERED  uniqueid=x channel=PJSIP/1002-1 lastapp=AppDial linkedid=a
  `;
  assert.deepEqual(await storiesOf(trace), [
    [
      "queue 1: 0 - - 7 reason 0",
      "agent 1001: 0 0 - 3 reason 5",
      "agent 1001: 4 4 - 6 reason 5",
      "agent 1002: 7 7 7 20 reason 0",
      "ended by unknown",
    ],
  ]);
});

test("rows may come in any order, and between those of other calls", async () => {
  const rows = rowsOf(`
    7  7  20 ANSWERED  ${caller} dst=88880001 dstchannel=PJSIP/1002-1 sequence=5
    1  1  19 ANSWERED  uniqueid=b src=139 channel=PJSIP/trunk-2 dst=88880001 lastapp=BackGround dcontext=ivr
    0  0  3  NO_ANSWER ${caller} dst=88880001 dstchannel=PJSIP/1001-1 sequence=1
  `);
  const stories = async (some: Record<string, string>[]) => {
    const { calls } = await read(csvOf(some));
    return new Map([...calls].map(([id, call]) => [id, storyOf(call)]));
  };
  assert.deepEqual(await stories(rows.toReversed()), await stories(rows));
  assert.equal((await stories(rows)).size, 2);
});

test("rows that come again, in files that overlap, tell nothing more", async () => {
  const text = csvOf(
    rowsOf(`
    0 0 3 NO_ANSWER ${caller} dst=88880001 dstchannel=PJSIP/1001-1 sequence=1
    4 4 9 NO_ANSWER ${caller} dst=88880001 dstchannel=PJSIP/1001-2 sequence=3
    1 1 5 ANSWERED  uniqueid=b src=139 channel=PJSIP/trunk-2 dst=88880001 lastapp=BackGround dcontext=ivr
  `),
  );
  const once = await read(text);
  const twice = await read(text + text);
  assert.deepEqual(twice.events, once.events);
  assert.deepEqual(twice.report.ignored, { "rows that came again": 3 });
});

test("a long talk belongs to the ring before it, in the order of the ends and of the beginnings", async () => {
  const rows = rowsOf(`
    0   0   10   NO_ANSWER ${caller} dst=88880001 dstchannel=PJSIP/1001-1 sequence=1
    5   5   2000 ANSWERED  uniqueid=b src=139 channel=PJSIP/trunk-2 dst=88880001 lastapp=BackGround dcontext=ivr
    10  10  1800 ANSWERED  ${caller} dst=88880001 dstchannel=PJSIP/1002-1 sequence=2
    700 700 720  ANSWERED  uniqueid=c src=139 channel=PJSIP/trunk-3 dst=88880001 lastapp=BackGround dcontext=ivr
  `);
  const [ring = {}, other = {}, talk = {}, short = {}] = rows;
  for (const order of [
    [ring, talk],
    [ring, other, talk],
    [ring, short, talk, other],
  ]) {
    const { calls, events } = await read(csvOf(order));
    assert.equal(events.filter(({ kind }) => kind === "arrived").length, calls.size);
    const call = [...calls.values()].find(({ callId }) => callId === "a");
    assert.ok(call !== undefined);
    assert.deepEqual(storyOf(call), [
      "queue 1: 0 - - 10 reason 0",
      "agent 1001: 0 0 - 10 reason 5",
      "agent 1002: 10 10 10 1800 reason 0",
      "ended by unknown",
    ]);
  }
});

test("an agent dialled at once has exact times; in a queue the answer is known to lie within the row", async () => {
  const { events, calls } = await read(
    csvOf(
      rowsOf(`
    0 3 9  ANSWERED uniqueid=a src=138 channel=PJSIP/trunk-1 dst=88880001 dstchannel=PJSIP/1001-1 lastapp=Dial lastdata=PJSIP/1001
    0 0 9  ANSWERED ${caller.replace("=a", "=b")} dst=1 dstchannel=PJSIP/1001-2
    0 - 5  BUSY uniqueid=c src=138 channel=PJSIP/trunk-1 dst=88880001 dstchannel=PJSIP/1001-3 lastapp=Dial
    0 - 5  NO_ANSWER uniqueid=d src=138 channel=PJSIP/trunk-1 dst=88880001 dstchannel=PJSIP/1001-3 lastapp=Dial
  `),
    ),
  );
  assert.deepEqual(
    events.flatMap((event) => (event.kind === "answered" ? [event.precisionMs] : [])),
    [1000, 10_000],
  );
  assert.deepEqual([...calls.values()].map(storyOf), [
    ["agent 1001: 0 0 3 9 reason 0", "ended by unknown"],
    ["queue 1: 0 - - 0 reason 0", "agent 1001: 0 0 0 9 reason 0", "ended by unknown"],
    ["agent 1001: 0 0 - 5 reason 20", "ended by unknown, missed"],
    ["agent 1001: 0 0 - 5 reason 15", "ended by unknown, missed"],
  ]);
});

test("transfers are seen in the next row: to a queue, to an agent, outside", async () => {
  const trace = `
    0  0  5  ANSWERED ${caller} dst=1 dstchannel=PJSIP/1001-1 sequence=1
    5  5  9  ANSWERED ${caller.replace("sales", "support")} dst=1 dstchannel=PJSIP/1002-1 sequence=2
    9  9  12 ANSWERED uniqueid=a channel=PJSIP/trunk-1 lastapp=Dial lastdata=PJSIP/1005,12 dstchannel=PJSIP/1005-1 sequence=3
    12 14 20 ANSWERED uniqueid=a channel=PJSIP/trunk-1 lastapp=Dial lastdata=PJSIP/136@carrier,8 dstchannel=PJSIP/carrier-1 sequence=4
  `;
  assert.deepEqual(await storiesOf(trace), [
    [
      "queue 1: 0 - - 0 reason 0",
      "agent 1001: 0 0 0 5 reason 17",
      "queue 2: 5 - - 5 reason 0",
      "agent 1002: 5 5 5 9 reason 17",
      "agent 1005: 9 9 9 12 reason 17",
      "external 136: 12 - 14 20 reason 0",
      "ended by unknown",
    ],
  ]);
});

test("an agent's own call, a task and an internal call are outbound", async () => {
  const trace = `
    0 2 6 ANSWERED  uniqueid=a src=88880001 dst=136 channel=PJSIP/1001-1 lastapp=Dial lastdata=PJSIP/136@carrier,8 dstchannel=PJSIP/carrier-1
    0 1 6 BUSY      uniqueid=task-1 src=88880001 dst=136 channel=PJSIP/1001-2 lastapp=Dial lastdata=PJSIP/136@carrier dstchannel=PJSIP/carrier-2
    0 2 6 ANSWERED  uniqueid=c src=1001 dst=1002 channel=PJSIP/1001-3 lastapp=Dial lastdata=PJSIP/1002 dstchannel=PJSIP/1002-1
    0 1 4 ANSWERED  uniqueid=task-2 accountcode=170 src=88880001 dst=s channel=PJSIP/carrier-3 lastapp=Playback
  `;
  const { calls } = await read(csvOf(rowsOf(trace)));
  assert.deepEqual(
    [...calls.values()].map((call) => [call.direction, call.callType, call.calleeNo]),
    [
      ["out", 7, "136"],
      ["out", 7, "136"],
      ["out", 6, "1002"],
      ["out", 10, ""],
    ],
  );
  assert.deepEqual([...calls.values()].map(storyOf).slice(0, 2), [
    ["agent 1001: 0 - 0 6 reason 0", "external 136: 2 - 2 6 reason 0", "ended by unknown"],
    ["agent 1001: 0 0 1 6 reason 20", "ended by unknown"],
  ]);
});

test("both layouts, a header of a database and a zone are understood", async () => {
  const rows = rowsOf(`0 0 9 ANSWERED ${caller} dst=1 dstchannel=PJSIP/1001-2 did=88880001`);
  const expected = (await read(csvOf(rows))).events.map(({ at, kind }) => [kind, at]);
  assert.equal(expected.length, 5);
  const asCustom = await read(csvOf(rows, customColumns));
  assert.deepEqual(
    asCustom.events.map(({ at, kind }) => [kind, at]),
    expected,
  );
  const columns = ["calldate", "src", "dst", "channel", "dstchannel", "lastapp", "lastdata"];
  const freePbx = [...columns, "duration", "billsec", "disposition", "uniqueid", "did", "linkedid"];
  const table = rows.map((row) => ({
    ...row,
    calldate: row["start"] ?? "",
    duration: "9",
    billsec: "9",
  }));
  const shifted = { ...traceSettings, cdr: { timeZone: "Asia/Shanghai" } };
  const got = await read(`${freePbx.join(",")}\n${csvOf(table, freePbx)}`, shifted);
  assert.deepEqual(
    got.events.map(({ at, kind }) => [kind, at + 8 * 3_600_000]),
    expected,
  );
  assert.equal(got.events[0]?.kind === "arrived" && got.events[0].calleeNo, "88880001");
});

test("a table is read with tabs or semicolons, too, and with names in bare quotes", async () => {
  const columns = ["calldate", "clid", ...masterColumns.filter((name) => !/start|clid/.test(name))];
  const rows = rowsOf(`
    0  0  3  NO_ANSWER ${caller} dst=88880001 dstchannel=PJSIP/1001-1 sequence=1
    7  7  20 ANSWERED  ${caller} dst=88880001 dstchannel=PJSIP/1002-1 sequence=5
  `).map((row) => ({ ...row, calldate: row["start"] ?? "", clid: '"Li Lei" <138>' }));
  const stories = async (text: string) => [...(await read(text)).calls.values()].map(storyOf);
  const quoted = rows.map((row) => ({ ...row, clid: '""Li Lei"" <138>' }));
  const expected = await stories(`${columns.join(",")}\n${csvOf(quoted, columns)}`);
  assert.equal(expected[0]?.length, 4);
  const bare = [
    columns,
    ...rows.map((row: Record<string, string>) => columns.map((name) => row[name] ?? "")),
  ];
  for (const delimiter of ["\t", ";"]) {
    assert.deepEqual(
      await stories(bare.map((row) => `${row.join(delimiter)}\n`).join("")),
      expected,
    );
  }
});

test("a table is read, too, whose texts alone are in quotes, as MySQL writes it", async () => {
  const columns = ["calldate", ...masterColumns.filter((name) => name !== "start")];
  const rows = rowsOf(`
    0  0  3  NO_ANSWER ${caller} dst=88880001 dstchannel=PJSIP/1001-1 sequence=1
    7  7  20 ANSWERED  ${caller} dst=88880001 dstchannel=PJSIP/1002-1 sequence=NULL
  `);
  const table = [
    columns.map((name) => (name === "sequence" ? name : `"${name}"`)),
    ...rows.map((row) => [
      `"${row["start"] ?? ""}"`,
      ...columns.slice(1, -1).map((name) => `"${row[name] ?? ""}"`),
      row["sequence"] ?? "",
    ]),
  ];
  for (const delimiter of [",", "\t", ";"]) {
    const { calls, report } = await read(table.map((row) => `${row.join(delimiter)}\n`).join(""));
    assert.deepEqual(report.skipped, {}, `with '${delimiter}'`);
    assert.deepEqual([...calls.values()].map(storyOf), [
      [
        "queue 1: 0 - - 7 reason 0",
        "agent 1001: 0 0 - 3 reason 5",
        "agent 1002: 7 7 7 20 reason 0",
        "ended by unknown",
      ],
    ]);
  }
});

test("calls of no tenant, and rows that cannot be read, are reported", async () => {
  const text = csvOf(
    rowsOf("0 0 9 ANSWERED uniqueid=z src=1 dst=2 channel=PJSIP/other-1 dcontext=nowhere"),
  );
  const { events, report } = await read(`${text}"a","b"\n`);
  assert.deepEqual(events, []);
  assert.deepEqual(report.skipped, {
    "row has too few columns": 1,
    "call to '2' in context 'nowhere' of no tenant": 1,
  });
});

test("no more calls wait for their rows than the limit, and no call has more rows", () => {
  const settings = parseCdrSettings(traceSettings);
  const log = new RowLog();
  const limits = { waitingCallsMax: 2, rowsPerCallMax: 2 };
  const meaning = new CdrMeaning({ settings, source: "pbx1/cdr", log, limits });
  const row = (id: string, sequence: number) =>
    `0 0 9 ANSWERED ${caller.replace("=a", `=${id}`)} dst=1 sequence=${sequence}`;
  const ids = ["a", "b", "c", "c", "c"];
  const rows = new CdrParser(settings.reading).push(
    Buffer.from(csvOf(rowsOf(ids.map(row).join("\n")))),
  );
  const told = rows.flatMap((one) => meaning.take(one));
  assert.deepEqual([...new Set(told.map((event) => event.callId))], ["a"]);
  assert.equal(log.report().skipped["call has more rows than 'rowsPerCallMax'"], 1);
});

test("times of another zone than the settings say are odd: a unique ID has the time without one", async () => {
  const born = traceStart / 1000;
  const text = csvOf(
    rowsOf(`
    0    0 9    ANSWERED uniqueid=pbx1-${born}.1 src=138 channel=PJSIP/trunk-1 dst=88880001 lastapp=BackGround dcontext=ivr
    1700 - 1709 ANSWERED uniqueid=pbx1-${born}.2 src=138 channel=PJSIP/trunk-2 dst=88880001 lastapp=BackGround dcontext=ivr
  `),
  );
  const notesIn = async (timeZone: string) =>
    (await read(text, { ...traceSettings, cdr: { timeZone } })).report.notes;
  assert.deepEqual(await notesIn("UTC"), {});
  assert.deepEqual(await notesIn("Asia/Kolkata"), {
    "begins 5.5 h before the time in its unique ID: 'cdr.timeZone' is 'Asia/Kolkata'": 1,
  });
});

test("a call in the hour that the clocks go through twice is where its unique ID says", async () => {
  const settings = { ...traceSettings, cdr: { timeZone: "Europe/Berlin" } };
  const rowOf = (uniqueid: string, times: readonly [string, string, string]) => {
    const [start = "", answer = "", end = ""] = times.map((time) => `2026-10-25 ${time}`);
    const row = { uniqueid, start, answer, end, disposition: "ANSWERED", src: "138" };
    const call = { dst: "88880001", lastapp: "Dial", dstchannel: "PJSIP/1001-1" };
    return { ...row, ...call, channel: "PJSIP/trunk-1", linkedid: uniqueid };
  };
  const before = Date.UTC(2026, 9, 25, 0, 55) / 1000;
  const text = csvOf([
    rowOf(`${before}.1`, ["02:55:00", "02:58:00", "02:05:00"]),
    rowOf(`${before + 3600}.2`, ["02:55:00", "02:58:00", "03:05:00"]),
  ]);
  const { calls } = await read(text, settings);
  const spans = [...calls.values()].map(({ arrivedAt, endedAt }) => [
    arrivedAt / 1000,
    endedAt / 1000,
  ]);
  assert.deepEqual(spans, [
    [before, before + 600],
    [before + 3600, before + 4200],
  ]);
});
