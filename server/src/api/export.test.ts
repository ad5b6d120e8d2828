import assert from "node:assert/strict";
import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";
import { test } from "node:test";
import { parquetMetadata, parquetReadObjects } from "hyparquet";
import type { CallEntry, ExportedCall } from "@trunkline/contract";
import type { CallRow } from "../call/record.ts";
import { arrival, callEvents, arrivedIn } from "../cms/test-call-centre.ts";
import { CsvRows } from "../connector/csv-rows.ts";
import type { CallFilter } from "../storage/call-search.ts";
import { endedCall } from "../storage/made-up-call.ts";
import { MemoryHistory } from "../storage/memory/memory-history.ts";
import { marksOfB, startApi, tenantA, type AskOptions, type TestApi } from "../test-api.ts";

type Row = Readonly<Record<string, unknown>>;

async function fetchExport(api: TestApi, query: string, { key = api.keys.readA }: AskOptions = {}) {
  return fetch(`${api.server.url}/v1/export/calls?${query}`, {
    headers: { authorization: `Bearer ${key}` },
  });
}

async function exported(
  api: TestApi,
  query: string,
  options: AskOptions = {},
): Promise<readonly ExportedCall[]> {
  const reply = await fetchExport(api, `format=ndjson&${query}`, options);
  const text = await reply.text();
  assert.equal(reply.status, 200, text);
  const lines = text.split("\n").slice(0, -1);
  // Each line is what the contract says of one.
  return lines.map((line) => JSON.parse(line) as ExportedCall);
}

function csvFields(text: string): readonly (readonly string[])[] {
  const reader = new CsvRows({});
  return [...reader.push(Buffer.from(text)), ...reader.finish()].map((row) => {
    assert.ok(row.kind === "row", row.text);
    return row.fields;
  });
}

async function parquetText(file: ArrayBuffer): Promise<string> {
  const calls = await parquetReadObjects({ file });
  return JSON.stringify(calls, (_, value: unknown) =>
    typeof value === "bigint" ? Number(value) : value,
  );
}

const filters = [
  ...["", "tenant=1/170", "state=ended", "state=missed", "state=abandoned", "state=answered"],
  ...["direction=out", "agentId=1001", "agentId=1001&agentId=1002", "skillId=22", "innoId=2"],
  ...["caller=13800000002", "callee=13800000002", "number=13800000002", "mediaType=6"],
  ...["prefix=1380000000&direction=out", "leaveReason=15&state=missed", "durationMsMax=20000"],
  ...["waitMsMin=30000&waitMsMax=60000", "talkMsMin=60000", `from=${arrival + 100_000}`],
  ...[`time=ended&from=${arrival + 260_000}&to=${arrival + 320_000}`, `to=${arrival}`],
  ...["from=2026-04-15T02:31:40Z&to=2026-04-15T10:33:20%2B08:00"],
];

test("an export holds the ended calls that the list shows for the same filters, oldest first", async () => {
  for (const flags of [{}, { "export.pageRows": "1" }]) {
    await using api = await startApi({ flags });
    for (const filter of filters) {
      const { body } = await api.ask(`/v1/calls?sort=arrivedAt&${filter}`);
      const list = (body["calls"] as Row[]).filter(({ state }) => state === "ended");
      const file = await exported(api, filter);
      assert.deepEqual(
        file.map(({ callId }) => callId).sort(),
        list.map(({ callId }) => String(callId)).sort(),
        filter,
      );
      const times = file.map((row) =>
        Number(filter.startsWith("time=ended") ? row.endedAt : row.arrivedAt),
      );
      assert.deepEqual(
        times,
        times.toSorted((a, b) => a - b),
        filter,
      );
    }
  }
});

test("what is wrong is refused before the first byte, and calls in progress are no part of a file", async () => {
  await using api = await startApi();
  const cases: readonly (readonly [string, number, string])[] = [
    ["", 400, "'format' is missing"],
    ["format=xls", 400, "'format' must"],
    ["format=csv&state=live", 400, "exports hold ended calls; got 'live'"],
    ["format=csv&limit=5", 400, "'limit' is not known here"],
    ["format=csv&tenant=1/171", 403, "may not ask about tenant '1/171'"],
  ];
  for (const [query, status, reason] of cases) {
    const reply = await fetchExport(api, query);
    assert.deepEqual(
      [reply.status, reply.headers.get("content-type")],
      [status, "application/problem+json; charset=utf-8"],
    );
    assert.match(await reply.text(), new RegExp(reason), query);
  }
  const ingest = await fetchExport(api, "format=csv", { key: api.server.bearer("ingest") });
  assert.equal(ingest.status, 403);
});

test("a line of NDJSON says of a call what the list says", async () => {
  await using api = await startApi();
  const filter = "state=answered&direction=in";
  const [line] = await exported(api, filter);
  const { body } = await api.ask(`/v1/calls?${filter}`);
  // The contract says what the rows of the list are.
  const [call] = body["calls"] as CallEntry[];
  assert.ok(call !== undefined);
  const { state: _state, place: _place, holdMs: _holdMs, agent, skill, ...alike } = call;
  assert.deepEqual(line, {
    ...alike,
    innoId: call.accessCode?.id,
    accessCode: call.accessCode?.number,
    agentId: agent?.id,
    agentName: agent?.name,
    skillId: skill?.id,
    skillName: skill?.name,
    callType: call.callType.code,
    mediaType: call.mediaType.code,
    leaveReason: call.leaveReason?.code,
    leaveReasonWords: call.leaveReason?.words,
    releaseCause: call.releaseCause?.code,
    releaseCauseWords: call.releaseCause?.words,
  });
});

test("CSV has a header, the same calls as NDJSON, and times that people can read", async () => {
  await using api = await startApi();
  const calls = await exported(api, "");
  const reply = await fetchExport(api, "format=csv");
  assert.equal(reply.headers.get("content-type"), "text/csv;charset=UTF-8");
  assert.equal(
    reply.headers.get("content-disposition"),
    'attachment; filename="calls-2026-04-14.csv"',
  );
  assert.equal(reply.headers.get("x-complete-up-to"), String(arrival + 35_990_000));
  const [header = [], ...rows] = csvFields(await reply.text());
  assert.deepEqual(header, Object.keys(calls[0] ?? {}));
  assert.deepEqual(
    rows,
    calls.map((call) =>
      Object.entries(call).map(([name, value]) => {
        if (value === null) return "";
        return name.endsWith("At") ? new Date(Number(value)).toISOString() : String(value);
      }),
    ),
  );
});

test("Parquet holds the same calls, in row groups of a limited size, with times as times", async () => {
  await using api = await startApi({ flags: { "export.rowGroupRows": "2" } });
  const reply = await fetchExport(api, "format=parquet");
  assert.equal(reply.headers.get("content-type"), "application/vnd.apache.parquet");
  const file = await reply.arrayBuffer();
  const { row_groups: groups } = parquetMetadata(file);
  assert.deepEqual(
    groups.map((group) => Number(group.num_rows)),
    [2, 2, 2],
  );
  const calls = await parquetReadObjects({ file });
  const plain = calls.map((call) =>
    Object.fromEntries(
      Object.entries(call).map(([name, value]): [string, unknown] => {
        if (typeof value === "bigint") return [name, Number(value)];
        return [name, value instanceof Date ? value.getTime() : value];
      }),
    ),
  );
  assert.deepEqual(plain, await exported(api, ""));
  assert.ok(calls[0]?.["arrivedAt"] instanceof Date);
  const none = await (await fetchExport(api, "format=parquet&innoId=7")).arrayBuffer();
  assert.deepEqual(await parquetReadObjects({ file: none }), []);
});

test("rows of another tenant are in no file, and numbers are masked for roles that may not see them", async () => {
  await using api = await startApi({ flags: { "privacy.maskNumbersForRoles": "read" } });
  for (const format of ["csv", "ndjson", "parquet"]) {
    const file = await (await fetchExport(api, `format=${format}`)).arrayBuffer();
    const text = format === "parquet" ? await parquetText(file) : Buffer.from(file).toString();
    for (const mark of marksOfB) assert.ok(!text.includes(mark), `${format} ${mark}`);
    assert.match(text, /\*{8}002/);
    assert.doesNotMatch(text, /1380000/);
  }
  const byPrefix = await fetchExport(api, "format=csv&prefix=138");
  assert.equal(byPrefix.status, 403);
  const key = api.keys.superviseA;
  assert.match(await (await fetchExport(api, "format=csv", { key })).text(), /13800000002/);
});

test("who exported what is in the audit log, numbers masked", async () => {
  await using api = await startApi();
  await exported(api, "caller=13800000002");
  const line = api.server.log.find(({ question }) => question === "exportCalls");
  assert.deepEqual(line?.["asked"], { format: "ndjson", caller: "********002" });
});

/** A history whose calls never end, and which says how they are read. */
class EndlessHistory extends MemoryHistory {
  readonly #row = endedCall({ callId: "endless", at: arrival }).row;
  signal: AbortSignal | undefined;
  pages = 0;

  override async *eachCall(
    _filter: CallFilter,
    rowsMax: number,
    signal: AbortSignal,
  ): AsyncIterable<readonly CallRow[]> {
    this.signal = signal;
    for (;;) {
      this.pages += 1;
      yield Array.from({ length: rowsMax }, () => this.#row);
    }
  }
}

async function openExport(
  api: TestApi,
  format: string,
  key = api.keys.readA,
): Promise<IncomingMessage> {
  const asked = get(`${api.server.url}/v1/export/calls?format=${format}`, {
    headers: { authorization: `Bearer ${key}` },
    agent: false,
  });
  // The type of the event's argument is fixed by Node.
  const [reply] = (await once(asked, "response")) as [IncomingMessage];
  return reply;
}

test("the reading stops when the client leaves", async () => {
  const history = new EndlessHistory();
  await using api = await startApi({ history });
  const reply = await openExport(api, "csv");
  await once(reply, "readable");
  const { signal } = history;
  assert.ok(signal !== undefined && !signal.aborted);
  const stopped = once(signal, "abort");
  reply.destroy();
  await stopped;
  const { pages } = history;
  await api.ask("/v1/me");
  assert.ok(history.pages <= pages + 1);
});

test("of a client that reads nothing no more is read ahead than its connection holds, and it is cut off", async () => {
  const history = new EndlessHistory();
  await using api = await startApi({ history, flags: { "export.stallMs": "100" } });
  const reply = await openExport(api, "ndjson");
  const { signal } = history;
  assert.ok(signal !== undefined);
  if (!signal.aborted) await once(signal, "abort");
  reply.destroy();
  assert.ok(api.server.log.some(({ msg }) => msg === "an export was not read any more"));
  assert.ok(history.pages < 100, String(history.pages));
});

test("only so many exports run at a time", async () => {
  const history = new EndlessHistory();
  await using api = await startApi({ history, flags: { "export.exportsMax": "1" } });
  const first = await openExport(api, "csv");
  const second = await fetchExport(api, "format=csv");
  assert.equal(second.status, 429);
  assert.match(await second.text(), /1 exports are under way/);
  first.destroy();
});

const three = { "export.exportsMax": "3" };

test("the last place is for tenants that have no export under way", async () => {
  await using api = await startApi({ history: new EndlessHistory(), flags: three });
  const { readA, readB } = api.keys;
  const own = [await openExport(api, "csv", readA), await openExport(api, "csv", readA)];
  const third = await fetchExport(api, "format=csv");
  assert.equal(third.status, 429);
  assert.match(await third.text(), /2 exports of these tenants are under way/);
  const other = await openExport(api, "csv", readB);
  assert.equal(other.statusCode, 200);
  for (const reply of [...own, other]) reply.destroy();
});

test("a key for all tenants may have every place", async () => {
  await using api = await startApi({ history: new EndlessHistory(), flags: three });
  const replies: IncomingMessage[] = [];
  for (let n = 0; n < 3; n += 1) replies.push(await openExport(api, "csv", api.keys.adminAll));
  assert.deepEqual(
    replies.map(({ statusCode }) => statusCode),
    [200, 200, 200],
  );
  for (const reply of replies) reply.destroy();
});

test("an export ends when its key is revoked", async () => {
  const history = new EndlessHistory();
  await using api = await startApi({ history });
  const reply = await openExport(api, "csv");
  const broken = once(reply, "error");
  reply.resume();
  const { body } = await api.ask("/v1/admin/keys", { key: api.keys.adminAll });
  for (const { id, role } of body["keys"] as { id: string; role: string }[]) {
    if (role === "read")
      await api.ask(`/v1/admin/keys/${id}`, { key: api.keys.adminAll, method: "DELETE" });
  }
  const [error] = await broken;
  assert.match(String(error), /aborted/);
});

test("a call told in Chinese and with quotes comes back as it was told", async () => {
  await using api = await startApi();
  const skillName = '销售, "VIP"\n=1+1';
  await api.post(
    callEvents("special", [
      { ...arrivedIn, callerNo: "=cmd()", s: 700 },
      { kind: "queued", s: 701, skillId: 25, skillName },
      { kind: "ended", s: 702, by: "customer" },
    ]),
  );
  const [call] = await exported(api, "skillId=25");
  assert.deepEqual(
    [call?.tenant, call?.skillName, call?.callerNo],
    [`${tenantA.ccId}/${tenantA.vdn}`, skillName, "=cmd()"],
  );
  const text = await (await fetchExport(api, "format=csv&skillId=25")).text();
  const [, row = []] = csvFields(text);
  assert.ok(row.includes(skillName), text);
  assert.ok(row.includes("'=cmd()"), text);
});
