import assert from "node:assert/strict";
import { test } from "node:test";
import { parseCdrCsvSettings } from "./cdr-csv-settings.ts";
import { importMasterCsv } from "./recording.ts";

const settings = {
  source: "fs1",
  tenants: [
    {
      ccId: 1,
      vdn: 170,
      accessCodes: ["88880001"],
      accountCodes: ["170"],
      agents: [{ agentId: 1001, devices: ["sofia/int/1001"] }],
    },
    {
      ccId: 1,
      vdn: 171,
      accessCodes: ["88881001"],
      accountCodes: ["171"],
      agents: [{ agentId: 2001, devices: ["sofia/other/1001"] }],
    },
  ],
};

type Row = {
  readonly id: string;
  readonly from?: string;
  readonly to?: string;
  readonly context?: string;
  readonly start: string;
  readonly answer?: string;
  readonly end: string;
  readonly cause?: string;
  readonly other?: string;
  readonly account?: string;
};

const stamp = (time: string) => (time === "" ? "" : `2026-11-21 ${time}`);

function csvOf(rows: readonly Row[]): string {
  return rows
    .map(({ id, from = "13800000001", to = "88880001", context = "public", ...row }) => {
      const { start, answer = "", end, cause = "NORMAL_CLEARING", other = "", account = "" } = row;
      const times = [start, answer, end].map(stamp);
      const values = ["", from, to, context, ...times, "0", "0", cause, id, other, account, "", ""];
      return `${values.map((value) => `"${value}"`).join(",")}\n`;
    })
    .join("");
}

const eventsOf = async (rows: readonly Row[], cdrCsv = {}) => {
  const { events, report } = await importMasterCsv(csvOf(rows), { ...settings, cdrCsv });
  return { lines: events.map(({ kind, vdn }) => `${vdn} ${kind}`), events, report };
};

const call: Row = { id: "a", start: "04:00:00", answer: "04:00:01", end: "04:01:00" };
const agent: Row = { ...call, id: "b", to: "1001", context: "default" };

test("times are of the PBX's zone", async () => {
  const { events } = await eventsOf([call], { timeZone: "Asia/Shanghai" });
  assert.equal(events[0]?.at, Date.UTC(2026, 10, 20, 20, 0, 0));
});

test("an agent's number of two tenants is the one of the caller's tenant", async () => {
  for (const [to, expected] of [
    ["88880001", 1001],
    ["88881001", 2001],
  ] as const) {
    const { events } = await eventsOf([{ ...call, to, other: "b" }, agent]);
    const offered = events.find((event) => event.kind === "offered");
    assert.equal(offered?.agentId, expected);
  }
});

test("a called channel that two callers of one number may have called is nobody's, and reported", async () => {
  const rows = [call, { ...call, id: "a2" }, { ...agent, answer: "", start: "04:00:02" }];
  const { lines, report } = await eventsOf(rows);
  assert.deepEqual(lines.toSorted(), ["170 arrived", "170 arrived", "170 ended", "170 ended"]);
  assert.deepEqual(report.skipped, { "called channel that several callers may have called": 1 });
});

test("a caller whose agent has no row talked with somebody unknown, which is noted", async () => {
  const { lines, report } = await eventsOf([{ ...call, other: "b" }]);
  assert.deepEqual(lines, ["170 arrived", "170 ended"]);
  assert.deepEqual(report.notes, { "caller who talked with a channel that has no row": 1 });
});

test("rows that cannot be read are reported with their line and reason, and stop nothing", async () => {
  const good = csvOf([call]);
  const noTime = csvOf([{ ...call, start: "" }]);
  const backwards = csvOf([{ ...call, id: "c", end: "03:00:00" }]);
  const noId = csvOf([{ ...call, id: "" }]);
  const text = `${noTime}too,short\n${backwards}${noId}${good}${good}${good.slice(0, 20)}`;
  const { events, report } = await importMasterCsv(text, settings);
  assert.equal(events.length, 2);
  assert.deepEqual(
    report.skippedRows.map(({ row, reason }) => [row, reason]),
    [
      [1, "row has no time of beginning"],
      [2, "row has 2 fields, cdrCsv.columns of the settings 15"],
      [3, "row has no time of end, or ends before it begins"],
      [4, "row has no uuid"],
      [7, "last row is not finished"],
    ],
  );
  assert.deepEqual(report.ignored, { "rows that came again": 1 });
});

test("a template without what a call needs is refused", () => {
  const columns = ["uuid", "caller_id_number", "start_epoch"];
  assert.throws(
    () => parseCdrCsvSettings({ ...settings, cdrCsv: { columns } }),
    /Cannot read cdr_csv settings: 'columns' lacks destination_number, end_stamp/,
  );
});
