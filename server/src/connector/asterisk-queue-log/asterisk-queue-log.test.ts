import assert from "node:assert/strict";
import { test } from "node:test";
import { traceStart } from "../../call/event-trace.ts";
import { storyOf } from "../call-story.ts";
import { traceSettings } from "../asterisk-ami/ami-trace.ts";
import { RowLog } from "../file-import.ts";
import { importText } from "../read-recording.ts";
import { asteriskQueueLog } from "./asterisk-queue-log.ts";
import { QueueLogMeaning } from "./queue-log-meaning.ts";
import { QueueLogParser } from "./queue-log-row.ts";
import { parseQueueLogSettings } from "./queue-log-settings.ts";

/** One row a line: seconds, then the rest as in the file. */
function rowsOf(trace: string): string {
  const rows = trace.trim().split("\n");
  return rows
    .map((row) => row.trim().replace(/^[\d.]+/, (seconds) => stamp(Number(seconds))))
    .map((row) => `${row}\n`)
    .join("");
}

function stamp(seconds: number): string {
  return String(traceStart / 1000 + seconds);
}

const read = (trace: string, settings: unknown = traceSettings) =>
  importText(asteriskQueueLog, settings, rowsOf(trace));

async function storiesOf(trace: string) {
  return [...(await read(trace)).calls.values()].map(storyOf);
}

test("a caller waits, an agent rings and answers, and who hung up is known", async () => {
  const { calls, events } = await read(`
    0|a|sales|NONE|ENTERQUEUE||13800000001|1
    5|a|sales|PJSIP/1001|CONNECT|5|b|3
    9|a|sales|PJSIP/1001|COMPLETEAGENT|5|4|1
  `);
  assert.deepEqual([...calls.values()].map(storyOf), [
    ["queue 1: 0 - - 5 reason 0", "agent 1001: 2 2 5 9 reason 16", "ended by agent"],
  ]);
  assert.ok(events.every((event) => event.precisionMs === 1000));
});

test("a caller who gives up is missed, and the phone that rang is not blamed", async () => {
  const trace = `
    0|a|sales|NONE|ENTERQUEUE||13800000001|1
    6|a|sales|PJSIP/1001|RINGNOANSWER|4000
    9|a|sales|PJSIP/1002|RINGCANCELED|2500
    9|a|sales|NONE|ABANDON|1|1|9
  `;
  assert.deepEqual(await storiesOf(trace), [
    [
      "queue 1: 0 - - 9 reason 15",
      "agent 1001: 2 2 - 6 reason 5",
      "agent 1002: 6.5 6.5 - 9 reason 15",
      "ended by customer, missed",
    ],
  ]);
});

test("a queue that lets go leads to the next, or the call is over with its reason", async () => {
  const trace = `
    0|a|sales|NONE|ENTERQUEUE||1|1
    20|a|sales|NONE|EXITWITHTIMEOUT|1|1|20
    20|a|support|NONE|ENTERQUEUE||1|1
    25|a|support|NONE|EXITWITHKEY|9|1|1|5
    30|b|sales|NONE|FULL|
    31|c|sales|NONE|ENTERQUEUE||3|1
    33|c|sales|NONE|EXITEMPTY|1|1|2
  `;
  assert.deepEqual(await storiesOf(trace), [
    ["queue 1: 0 - - 20 reason 2", "queue 2: 20 - - 25 reason 4", "ended by system, missed"],
    ["queue 1: 30 - - 30 reason 1", "ended by system, missed"],
    ["queue 1: 31 - - 33 reason 3", "ended by system, missed"],
  ]);
});

test("a transfer leads to the next queue, or out of what the file knows", async () => {
  const trace = `
    0|a|sales|NONE|ENTERQUEUE||1|1
    1|a|sales|PJSIP/1001|CONNECT|1|x|1
    5|a|sales|PJSIP/1001|BLINDTRANSFER|8500|from-agent|1|4|1
    5|a|support|NONE|ENTERQUEUE||1|1
    6|a|support|PJSIP/1002|CONNECT|1|y|1
    8|a|support|PJSIP/1002|TRANSFER|2000|from-agent|1|2|1
  `;
  assert.deepEqual(await storiesOf(trace), [
    [
      "queue 1: 0 - - 1 reason 0",
      "agent 1001: 0 0 1 5 reason 17",
      "queue 2: 5 - - 6 reason 0",
      "agent 1002: 5 5 6 8 reason 17",
      "external 2000: 8 - - 8 reason 0",
      "ended by unknown",
    ],
  ]);
});

test("after a supervisor's redirect the late row of the first agent changes nothing", async () => {
  const { calls, report } = await read(`
    0|a|sales|NONE|ENTERQUEUE||1|1
    1|a|sales|PJSIP/1001|CONNECT|1|x|1
    4|a|support|NONE|ENTERQUEUE||1|1
    5|a|support|PJSIP/1002|CONNECT|1|y|1
    10|a|support|PJSIP/1002|COMPLETEAGENT|1|5|1
    10|a|sales|PJSIP/1001|COMPLETECALLER|1|9|1
  `);
  assert.deepEqual([...calls.values()].map(storyOf), [
    [
      "queue 1: 0 - - 1 reason 0",
      "agent 1001: 0 0 1 4 reason 17",
      "queue 2: 4 - - 5 reason 0",
      "agent 1002: 4 4 5 10 reason 16",
      "ended by agent",
    ],
  ]);
  assert.deepEqual(report.notes, { "row of a queue left before": 1 });
});

test("a call that enters a queue long after it has left one is not told on", async () => {
  const settings = { ...traceSettings, queueLog: { goesOnWithinSeconds: 10 } };
  const { calls } = await read(
    `
    0|a|sales|NONE|ENTERQUEUE||1|1
    5|a|sales|NONE|EXITWITHTIMEOUT|1|1|5
    16|b|sales|NONE|ENTERQUEUE||2|1
    17|a|support|NONE|ENTERQUEUE||1|1
  `,
    settings,
  );
  assert.equal(calls.get("a")?.endedAt, traceStart + 5000);
});

test("a number dialled comes from FreePBX's DID row, else from the queue's setting", async () => {
  const [tenant, ...others] = traceSettings.tenants;
  const queues = tenant?.queues.map((queue) => ({ ...queue, accessCode: "88880001" }));
  const { calls } = await read(
    `
    0|a|NONE|NONE|DID|88880009
    1|a|sales|NONE|ENTERQUEUE||1|1
    2|b|sales|NONE|ENTERQUEUE||2|1
  `,
    { ...traceSettings, tenants: [{ ...tenant, queues }, ...others] },
  );
  assert.deepEqual(
    [...calls.values()].map((call) => call.calleeNo),
    ["88880009", "88880001"],
  );
});

test("rows of no known queue, agent or call are reported, with their line", async () => {
  const { calls, report } = await read(`
    0|a|unheard|NONE|ENTERQUEUE||1|1
    1|b|sales|PJSIP/1001|CONNECT|1|x|1
    2|c|sales|NONE|ENTERQUEUE||1|1
    3|c|sales|PJSIP/9|CONNECT|1|x|1
    4|c|sales|PJSIP/2001|CONNECT|1|x|1
    5|NONE|sales|PJSIP/1001|PAUSE|lunch
    6|c|sales|NONE|SINGSONG|
  `);
  assert.deepEqual([...calls.keys()], ["c"]);
  assert.deepEqual(
    report.skippedRows.map(({ row, reason }) => `${row} ${reason}`),
    [
      "1 queue 'unheard' is not in the settings",
      "2 call whose beginning is not in the file, or not of a known queue",
      "4 agent 'PJSIP/9' is not in the settings",
      "5 agent 'PJSIP/2001' is of another tenant",
    ],
  );
  assert.deepEqual([report.ignored, report.openCalls], [{ PAUSE: 1 }, 1]);
  assert.deepEqual(report.notes, { "unknown event 'SINGSONG'": 1 });
});

test("times that a database wrote are read in their zone, and to the microsecond", async () => {
  const rows = "2026-11-21 12:29:33.577400|a|sales|NONE|ENTERQUEUE||1|1\n";
  const settings = { ...traceSettings, queueLog: { timeZone: "Asia/Shanghai" } };
  const { events } = await importText(asteriskQueueLog, settings, rows);
  assert.equal(events[0]?.at, Date.parse("2026-11-21T04:29:33.577Z"));
  assert.equal(events[0]?.precisionMs, undefined);
});

test("the table of a database is read by its first row, whatever else it holds", async () => {
  const rows = [
    ["ENTERQUEUE", "NONE", "", "138", "1"],
    ["CONNECT", "PJSIP/1001", "2", "b", "2"],
    ["COMPLETEAGENT", "PJSIP/1001", "2", "20", "1"],
  ].map(([event = "", agent = "", ...data], index) => {
    const time = `2026-11-21 04:29:${30 + 2 * index}.577400`;
    return [String(index), time, "a", "sales", "pbx", agent, event, ...data, "NULL", "NULL"];
  });
  const header = "id,time,callid,queuename,serverid,agent,event,data1,data2,data3,data4,data5";
  const stories = await Promise.all(
    [",", "\t"].map(async (delimiter) => {
      const table = [header.split(","), ...rows].map((row) => `${row.join(delimiter)}\n`).join("");
      const { calls, report } = await importText(asteriskQueueLog, traceSettings, table);
      assert.deepEqual([report.skipped, report.rows], [{}, 3]);
      return [...calls.values()].map((call) => [call.callerNo, call.endedBy, call.agentId]);
    }),
  );
  assert.deepEqual(stories, [[["138", "agent", 1001]], [["138", "agent", 1001]]]);
});

test("a table's quote that is never closed means nothing, and its first row may come again", async () => {
  const row = (event: string) => `${stamp(0)},"a,sales,NONE,${event}\n`;
  const table = `time,callid,queuename,agent,event,data\n${row("ENTERQUEUE,|138|1")}`;
  const other = `time,callid,queuename,agent,event\n${row("ABANDON")}`;
  const { calls, report } = await importText(asteriskQueueLog, traceSettings, table + other);
  assert.deepEqual([report.skipped, report.rows], [{}, 2]);
  assert.deepEqual(
    [...calls.values()].map((call) => [call.callerNo, ...storyOf(call)]),
    [["138", "queue 1: 0 - - 0 reason 15", "ended by customer, missed"]],
  );
});

test("calls whose end never comes are let go at the limit, the oldest first", () => {
  const settings = parseQueueLogSettings(traceSettings);
  const log = new RowLog();
  const limits = { trackedCallsMax: 3 };
  const meaning = new QueueLogMeaning({ settings, source: "pbx1/queue_log", log, limits });
  const parser = new QueueLogParser({ ...settings.reading, limits: { lineBytesMax: 1000 } });
  const trace = Array.from({ length: 5 }, (_, n) => `${n}|c${n}|sales|NONE|ENTERQUEUE||1|1`);
  for (const row of parser.push(Buffer.from(rowsOf(trace.join("\n"))))) meaning.take(row);
  assert.equal(meaning.openCalls, 3);
  const reason = "call whose end never came, let go because of 'trackedCallsMax'";
  assert.equal(log.report().skipped[reason], 2);
});
