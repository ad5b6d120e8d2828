import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { gunzipSync } from "node:zlib";
import { traceStart } from "../../call/event-trace.ts";
import { storyOf } from "../call-story.ts";
import { traceSettings } from "../asterisk-ami/ami-trace.ts";
import { importText } from "../read-recording.ts";
import { asteriskCel } from "./asterisk-cel.ts";
import { celCustomColumns } from "./cel-settings.ts";

/**
 * One row a line: seconds, event, channel, then `name=value` of any column. A channel's uniqueid is its
 * name, its linkedid the first channel of the trace. `by=` is the hangupsource.
 */
function rowsOf(trace: string, timeOf = exact): Record<string, string>[] {
  let linkedid = "";
  return trace
    .trim()
    .split("\n")
    .map((line) => {
      const [seconds = "", eventtype = "", channame = "", ...words] = line.trim().split(/\s+/);
      linkedid ||= channame;
      const given = Object.fromEntries(words.map((word) => word.split(/=(.*)/s, 2)));
      const { by = "", cause = "16", bridge = "", class: music, ...fields } = given;
      const extra = {
        ...(eventtype === "HANGUP" ? { hangupcause: Number(cause), hangupsource: by } : {}),
        ...(bridge === "" ? {} : { bridge_id: bridge, bridge_technology: "simple_bridge" }),
        ...(music === undefined ? {} : { class: music }),
      };
      const eventextra = Object.keys(extra).length === 0 ? "" : JSON.stringify(extra);
      const own = { eventtype, eventtime: timeOf(seconds), channame, uniqueid: channame, linkedid };
      return { ...own, eventextra, ...fields };
    });
}

const exact = (seconds: string) => (traceStart / 1000 + Number(seconds)).toFixed(6);

function csvOf(rows: readonly Record<string, string>[], columns = celCustomColumns): string {
  const lines = rows.map((row) =>
    columns.map((name) => `"${(row[name] ?? "").replaceAll('"', '""')}"`).join(","),
  );
  return lines.map((line) => `${line}\n`).join("");
}

const read = (text: string | Uint8Array, settings: unknown = traceSettings) =>
  importText(asteriskCel, settings, text);

async function storiesOf(trace: string): Promise<string[][]> {
  return [...(await read(csvOf(rowsOf(trace)))).calls.values()].map(storyOf);
}

const arrival = `
  0     CHAN_START PJSIP/trunk-1 exten=88880001 context=from-trunk num=13800000001
  0.1   APP_START  PJSIP/trunk-1 appname=Answer exten=s context=ivr accountcode=170
  0.1   ANSWER     PJSIP/trunk-1 appname=Answer exten=s context=ivr
  1     APP_START  PJSIP/trunk-1 appname=BackGround exten=s context=ivr
  2     APP_START  PJSIP/trunk-1 appname=Queue appdata=sales,tT,,,25 exten=1 context=ivr
`;
const talk = `
  2.1   CHAN_START PJSIP/1001-1  exten=s context=from-agent
  4     ANSWER     PJSIP/1001-1  appname=AppQueue
  4     BRIDGE_ENTER PJSIP/1001-1 bridge=b
  4     BRIDGE_ENTER PJSIP/trunk-1 bridge=b appname=Queue appdata=sales,tT,,,25
`;
const ends = (by: string) => `
  9     BRIDGE_EXIT PJSIP/trunk-1 bridge=b appname=Queue appdata=sales,tT,,,25
  9.001 BRIDGE_EXIT PJSIP/1001-1 bridge=b
  9.002 APP_END    PJSIP/trunk-1 appname=Queue appdata=sales,tT,,,25
  9.003 HANGUP     PJSIP/1001-1  by=${by}
  9.004 HANGUP     PJSIP/trunk-1 by=${by}
  9.004 LINKEDID_END PJSIP/trunk-1
`;
const ivr = "ivr 1: 0.1 - - 2 reason 0";

test("IVR, queue, ring and talk are those of the manager interface, and who hung up is known", async () => {
  for (const [source, reason, by] of [
    ["PJSIP/trunk-1", 15, "customer"],
    ["PJSIP/1001-1", 16, "agent"],
    ["dialplan/builtin", 0, "system"],
  ]) {
    assert.deepEqual(await storiesOf(arrival + talk + ends(String(source))), [
      [
        ivr,
        "queue 1: 2 - - 4 reason 0",
        `agent 1001: 2.1 2.1 4 9.004 reason ${reason}`,
        `ended by ${by}`,
      ],
    ]);
  }
});

test("a caller who gives up in the queue is missed, and the phone that rang is not blamed", async () => {
  const trace = `${arrival}
    2.1   CHAN_START PJSIP/1001-1  exten=s context=from-agent
    6     HANGUP     PJSIP/1001-1  cause=0
    6.001 APP_END    PJSIP/trunk-1 appname=Queue appdata=sales,tT,,,25
    6.002 HANGUP     PJSIP/trunk-1 cause=0 by=PJSIP/trunk-1
  `;
  assert.deepEqual(await storiesOf(trace), [
    [
      ivr,
      "queue 1: 2 - - 6.002 reason 15",
      "agent 1001: 2.1 2.1 - 6.002 reason 15",
      "ended by customer, missed",
    ],
  ]);
});

test("phones that are busy, reject the call or let it ring are told apart", async () => {
  const rings = [17, 21, 0].map(
    (cause, n) => `
    ${3 + n}.1 CHAN_START PJSIP/1001-${n} exten=s context=from-agent
    ${3 + n}.5 HANGUP     PJSIP/1001-${n} cause=${cause} by=${cause > 0 ? `PJSIP/1001-${n}` : ""}`,
  );
  const { events } = await read(csvOf(rowsOf(arrival + rings.join(""))));
  assert.deepEqual(
    events.flatMap((event) => (event.kind === "unanswered" ? [event.reason] : [])),
    ["busy", "rejected", "noAnswer"],
  );
});

test("a queue whose time is up is told apart from one that was left", async () => {
  const leaves = (seconds: number) => `${arrival}
    ${seconds} APP_END   PJSIP/trunk-1 appname=Queue appdata=sales,tT,,,25
    ${seconds} APP_START PJSIP/trunk-1 appname=Playback exten=9 context=survey
  `;
  assert.equal((await storiesOf(leaves(27.1)))[0]?.[1], "queue 1: 2 - - 27.1 reason 2");
  assert.equal((await storiesOf(leaves(9)))[0]?.[1], "queue 1: 2 - - 9 reason 4");
});

test("a redirect that starts no application is seen by the next row", async () => {
  const trace = `${arrival}${talk}
    7     BRIDGE_EXIT PJSIP/trunk-1 bridge=b exten=8500 appname=Queue appdata=sales,tT,,,25
    7.001 BRIDGE_EXIT PJSIP/1001-1 bridge=b
    7.002 STREAM_BEGIN PJSIP/trunk-1 class=default exten=8500 appname=Queue appdata=support,tT
    7.003 HANGUP     PJSIP/1001-1
  `;
  assert.deepEqual((await storiesOf(trace))[0]?.slice(1), [
    "queue 1: 2 - - 4 reason 0",
    "agent 1001: 2.1 2.1 4 7 reason 17",
    "queue 2: 7 - - - reason 0",
    "open",
  ]);
});

test("music for one of two who talk is a hold, music in the queue is none", async () => {
  const music = `
    5 STREAM_BEGIN PJSIP/trunk-1 class=default
    8 STREAM_END   PJSIP/trunk-1
  `;
  const queueMusic = "2.05 STREAM_BEGIN PJSIP/trunk-1 class=default\n3.9 STREAM_END PJSIP/trunk-1";
  const { calls } = await read(csvOf(rowsOf(arrival + queueMusic + talk + music)));
  const [call] = calls.values();
  assert.equal(call?.legs.at(-1)?.holdMs, 3000);
});

test("an originated task is told with its agent; without a channel that answers, too", async () => {
  const trace = `
    0     CHAN_START task-7 channame=PJSIP/1001-1 exten=s context=from-agent num=1001
    4     HANGUP     task-7 channame=PJSIP/1001-1 cause=19 appname=AppDial2 num=88880001
    9     CHAN_START task-7 channame=PJSIP/1001-1 exten=s context=from-agent linkedid=other
  `;
  const { events, calls } = await read(csvOf(rowsOf(trace)));
  assert.deepEqual([...calls.values()].map(storyOf), [
    ["agent 1001: 0 0 - 4 reason 5", "ended by system"],
  ]);
  const ended = events.find((event) => event.kind === "taskEnded");
  assert.deepEqual([ended?.serialNo, ended?.reasonCode], ["task-7", 4]);
});

test("the csv and the JSON of one PBX give the same events, to the last field", async () => {
  const url = (name: string) => new URL(`fixtures/${name}`, import.meta.url);
  const settings = new URL("../asterisk-ami/fixtures/settings.yaml", import.meta.url);
  const { parse } = await import("yaml");
  const pbx: unknown = parse(await readFile(settings, "utf8"));
  const [csv, json] = await Promise.all(
    ["cel.csv.gz", "cel.json.gz"].map(async (name) =>
      read(gunzipSync(await readFile(url(name))), pbx),
    ),
  );
  assert.ok((csv?.events.length ?? 0) > 200);
  assert.deepEqual(json?.events, csv?.events);
  assert.deepEqual(json?.report.skipped, {});
});

test("answered calls without a single APP_START are warned of, with what cel.conf needs", async () => {
  const call = arrival + talk + ends("PJSIP/trunk-1");
  const warningsOf = async (calls: readonly string[]) => {
    const { report } = await read(
      calls
        .map((trace, n) => csvOf(rowsOf(trace.replaceAll("PJSIP/trunk-", `SIP/${n}-`))))
        .join(""),
    );
    return report.warnings ?? [];
  };
  const without = call.replaceAll(/^.*APP_(?:START|END).*\n/gm, "");
  assert.deepEqual(await warningsOf([without, without]), []);
  assert.deepEqual(await warningsOf([without, without, without, call]), []);
  const [warning = "", ...others] = await warningsOf([without, without, without]);
  assert.match(warning, /^no APP_START in 3 answered calls: .*'apps = dial,queue,.*'events = ALL'/);
  assert.deepEqual(others, []);
});

test("a table of a database is read by its header, its times in their zone", async () => {
  const columns = ["id", "eventtype", "eventtime", "cid_num", "exten", "context", "channame"];
  const more = ["appname", "appdata", "accountcode", "uniqueid", "linkedid", "extra"];
  const all = [...columns, ...more];
  const rows = rowsOf(arrival, (seconds) => `2026-11-21 12:00:0${Math.floor(Number(seconds))}`);
  const table = rows.map((row) => ({ ...row, cid_num: row["num"] ?? "" }));
  const settings = { ...traceSettings, cel: { timeZone: "Asia/Shanghai" } };
  const { events, report } = await read(`${all.join(",")}\n${csvOf(table, all)}`, settings);
  assert.deepEqual(report.skipped, {});
  assert.equal(events[0]?.at, Date.parse("2026-11-21T04:00:00Z"));
  assert.ok(events.every((event) => event.precisionMs === 1000));
  assert.equal(events[0]?.kind === "arrived" && events[0].callerNo, "13800000001");
  const tabs = [all, ...table.map((row) => all.map((name) => row[name as keyof typeof row] ?? ""))];
  const text = tabs.map((row) => `${row.join("\t")}\n`).join("");
  assert.deepEqual((await read(text, settings)).events, events);
});

test("names in another encoding cost nothing, and can be read", async () => {
  const rows = Buffer.from(csvOf(rowsOf(arrival)).replaceAll("13800000001", "?"), "latin1");
  const at = rows.indexOf("?");
  const bytes = Buffer.concat([
    rows.subarray(0, at),
    Buffer.from([0xcf, 0xf0]),
    rows.subarray(at + 1),
  ]);
  const callerOf = async (settings: unknown) => {
    const [event] = (await read(bytes, settings)).events;
    return event?.kind === "arrived" ? event.callerNo : "";
  };
  assert.equal(await callerOf(traceSettings), "\uFFFD\uFFFD");
  assert.equal(await callerOf({ ...traceSettings, cel: { encoding: "windows-1251" } }), "Пр");
});
