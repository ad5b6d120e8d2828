// Exports of a history on disk: read and written by a thread of their own.
import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { get, type IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { MessageChannel } from "node:worker_threads";
import { parquetReadObjects } from "hyparquet";
import { exportFormats } from "@trunkline/contract";
import { arrival } from "../cms/test-call-centre.ts";
import type { History } from "../storage/history.ts";
import type { LentCalls } from "../storage/lent-calls.ts";
import { record, tenant } from "../storage/made-up-call.ts";
import { openHistory } from "../storage/open-history.ts";
import { startApi, type TestApi } from "../test-api.ts";
import type { ExportOrder } from "./call-chunks.ts";
import { chunksBeside } from "./export-beside.ts";
import type { TellNames } from "./export-names.ts";

const root = mkdtempSync(join(tmpdir(), "trunkline-export-"));
after(() => rmSync(root, { recursive: true, force: true }));

const newDir = () => mkdtempSync(join(root, "data-"));
const onDisk = () => openHistory({ dataDir: newDir() });

const filters = [
  ...["", "state=missed", "direction=out", "agentId=1001&agentId=1002", "skillId=22", "innoId=2"],
  ...["number=13800000002", `time=ended&from=${arrival + 260_000}&to=${arrival + 320_000}`],
  ...[`time=recorded&from=${arrival}`, "from=1&to=2"],
];

async function fetchExport(api: TestApi, query: string): Promise<Response> {
  const headers = { authorization: `Bearer ${api.keys.readA}` };
  return fetch(`${api.server.url}/v1/export/calls?${query}`, { headers });
}

async function shown(api: TestApi, format: string, filter: string): Promise<unknown> {
  const reply = await fetchExport(api, `format=${format}&${filter}`);
  const bytes = await reply.arrayBuffer();
  assert.equal(reply.status, 200, Buffer.from(bytes).toString());
  return format === "parquet" ? parquetReadObjects({ file: bytes }) : Buffer.from(bytes).toString();
}

test("an export of files is that of the memory, in each format, for each filter, masked or not", async () => {
  for (const flags of [{}, { "privacy.maskNumbersForRoles": "read" }]) {
    await using inMemory = await startApi({ flags });
    await using inFiles = await startApi({ flags, history: await onDisk() });
    for (const format of exportFormats) {
      for (const filter of filters) {
        const [file, expected] = await Promise.all(
          [inFiles, inMemory].map((api) => shown(api, format, filter)),
        );
        assert.deepEqual(file, expected, `${format} ${filter}`);
      }
    }
  }
});

const many = 5000;

async function withMany(): Promise<History> {
  const history = await onDisk();
  const calls = Array.from({ length: many }, (_, n) => ({ callId: `m-${n}`, at: arrival + n }));
  await record(history, calls);
  return history;
}

test("a file of many pieces holds all calls in their order", async () => {
  await using api = await startApi({ history: await withMany() });
  const file = String(await shown(api, "ndjson", "agentId=1001"));
  assert.ok(file.length > 2_000_000);
  const ids = file.split("\n").flatMap((line) => /"callId":"(m-\d+)"/.exec(line)?.[1] ?? []);
  assert.deepEqual(
    ids,
    Array.from({ length: many }, (_, n) => `m-${n}`),
  );
});

/** Changes what the history lends. */
function lending(history: History, change: (lent: LentCalls) => LentCalls): History {
  const lend = history.lend.bind(history);
  return Object.assign(history, {
    lend: () => {
      const lent = lend();
      assert.ok(lent !== undefined);
      return change(lent);
    },
  });
}

test("the thread ends when the client leaves, and the day that it read can go", async () => {
  const back = Promise.withResolvers<void>();
  const history = lending(await withMany(), (lent) => ({
    ...lent,
    [Symbol.dispose]: () => {
      lent[Symbol.dispose]();
      back.resolve();
    },
  }));
  await using api = await startApi({ history, flags: { "export.exportsMax": "1" } });
  const asked = get(`${api.server.url}/v1/export/calls?format=ndjson`, {
    headers: { authorization: `Bearer ${api.keys.readA}` },
    agent: false,
  });
  // The type of the event's argument is fixed by Node.
  const [reply] = (await once(asked, "response")) as [IncomingMessage];
  await once(reply, "readable");
  reply.destroy();
  await back.promise;
  await history.dropDay(Math.floor(arrival / 86_400_000) * 86_400_000);
  assert.equal(await shown(api, "ndjson", ""), "");
});

test("a client that leaves before the first byte is no failure of the server", async () => {
  const [lentOut, back] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const history = lending(await withMany(), (lent) => {
    lentOut.resolve();
    return {
      ...lent,
      [Symbol.dispose]: () => {
        lent[Symbol.dispose]();
        back.resolve();
      },
    };
  });
  await using api = await startApi({ history });
  const headers = { authorization: `Bearer ${api.keys.readA}` };
  const asked = get(`${api.server.url}/v1/export/calls?format=ndjson`, { headers, agent: false });
  asked.on("error", () => {});
  await lentOut.promise;
  asked.destroy();
  await back.promise;
  const metrics = await (await fetch(`${api.server.url}/metrics`)).text();
  assert.match(metrics, /^trunkline_error_answers_total\{status="500"\} 0$/m);
  assert.ok(api.server.log.every(({ level }) => Number(level) < 50));
});

test("a storage that cannot be read is told before the first byte, and asking again may help", async () => {
  const lost = newDir();
  rmSync(lost, { recursive: true });
  const history = lending(await onDisk(), (lent) => ({
    ...lent,
    data: { ...lent.data, dataDir: lost },
    [Symbol.dispose]: () => lent[Symbol.dispose](),
  }));
  await using api = await startApi({ history });
  const reply = await fetchExport(api, "format=csv");
  assert.equal(reply.status, 503);
  assert.match(await reply.text(), /"code":"unavailable"/);
});

const everything = { tenants: [tenant], time: "arrived", from: 0, to: 9e14 } as const;
const order: ExportOrder = {
  filter: everything,
  format: "ndjson",
  isMasked: false,
  pageRows: 500,
  rowGroupRows: 5000,
};
const tellNames: TellNames = (asked) => asked.map(() => "");
const alone = { lend: () => undefined, days: [], tellNames, threadsMax: 1 };

/** What a thread asks for by it is never done. */
function deafLoan(lent: LentCalls) {
  const { port1: near, port2: port } = new MessageChannel();
  const loan: LentCalls = {
    data: { ...lent.data, port },
    [Symbol.dispose]: () => near.close(),
  };
  return { near, loan };
}

function lentBy(history: History): LentCalls {
  const lent = history.lend();
  assert.ok(lent !== undefined);
  return lent;
}

test("what a thread dies of when its client has gone fails nothing else", async () => {
  await using history = await withMany();
  using lent = lentBy(history);
  const { near, loan } = deafLoan(lent);
  const gone = new AbortController();
  const chunks = chunksBeside(order, { ...alone, lent: loan, signal: gone.signal });
  await chunks.next();
  // Of no day: the thread throws, and has ended before this one hears of it.
  near.postMessage({ kind: "leave", id: 1, day: Number.NaN });
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
  gone.abort();
  await chunks.return();
});

test("a reader who leaves while nothing comes ends the thread", async () => {
  await using history = await withMany();
  using lent = lentBy(history);
  const { near, loan } = deafLoan(lent);
  const asked = once(near, "message");
  const gone = new AbortController();
  const byAgent = { ...order, filter: { ...everything, agentIds: [1001] } };
  const first = chunksBeside(byAgent, { ...alone, lent: loan, signal: gone.signal }).next();
  const ended = assert.rejects(first, { name: "AbortError" });
  await asked;
  gone.abort();
  await ended;
});

test("no more than a few pieces are made ahead of a reader who takes his time", async () => {
  await using history = await withMany();
  const pieces = chunksBeside(order, {
    ...alone,
    lent: lentBy(history),
    signal: new AbortController().signal,
  });
  let text = "";
  for await (const bytes of pieces) {
    text += Buffer.from(bytes).toString();
    if (text.length > bytes.length) continue;
    // Time enough for all of it to be made.
    await sleep(500);
    await history.dropDay(Math.floor(arrival / 86_400_000) * 86_400_000);
  }
  const rows = text.split("\n").length - 1;
  assert.ok(rows > 0 && rows < many, String(rows));
});

test("several threads read one export: all calls in their order, one head, no thread left", async () => {
  await using history = await onDisk();
  const days = [0, 1, 40].map((day) => arrival + day * 86_400_000);
  // Some at one time, some in the night between two days.
  const calls = days.flatMap((day, at) =>
    Array.from({ length: 12_000 }, (_, n) => ({
      callId: `d${at}-${n}`,
      at: day + Math.floor(n / 3) * 14_000,
    })),
  );
  for (let from = 0; from < calls.length; from += 4000) {
    await record(history, calls.slice(from, from + 4000));
  }
  const [lent, back] = [new Set<LentCalls>(), new Set<LentCalls>()];
  const lend = () => {
    const own = lentBy(history);
    const watched = {
      data: own.data,
      [Symbol.dispose]: () => {
        own[Symbol.dispose]();
        back.add(watched);
      },
    };
    lent.add(watched);
    return watched;
  };
  const read = async (format: "csv" | "ndjson", threadsMax: number, stopAt = Infinity) => {
    const { signal } = new AbortController();
    const parts = { lend, days: await history.days(), tellNames, signal, threadsMax };
    let text = "";
    for await (const bytes of chunksBeside({ ...order, format }, { ...parts, lent: lend() })) {
      text += Buffer.from(bytes).toString();
      if (text.length > stopAt) break;
    }
    return text;
  };
  for (const format of ["csv", "ndjson"] as const) {
    lent.clear();
    const alone = await read(format, 1);
    assert.equal(alone.split("\n").length, (format === "csv" ? 1 : 0) + calls.length + 1);
    assert.equal(lent.size, 1);
    assert.equal(await read(format, 3), alone);
    assert.ok(lent.size > 2, String(lent.size));
    // As a client that leaves in the middle.
    assert.ok(alone.startsWith(await read(format, 3, 9_500_000)));
    assert.ok(lent.size > 4, String(lent.size));
    assert.deepEqual(back, lent);
    back.clear();
  }
});
