import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { after, test } from "node:test";
import { tenantKey } from "../../lib/tenant-key.ts";
import type { CallSearch } from "../call-search.ts";
import { emptyBatch, endedCall, otherTenant, tenant, type MadeUp } from "../made-up-call.ts";
import { batchBytes, readChanges } from "./batch-bytes.ts";
import { searchCalls, type SearchedDays } from "./call-searcher.ts";
import { DayReader } from "./day-reader.ts";
import { DayWriter } from "./day-writer.ts";
import { Reader } from "./reader-pool.ts";
import { TurnOrder } from "./turns.ts";

const root = mkdtempSync(join(tmpdir(), "trunkline-searcher-"));
after(() => rmSync(root, { recursive: true, force: true }));

const day = Date.UTC(2026, 10, 21);
const callsPerTurnMax = 20;

/** A file of the day with these calls. */
class DayFile implements Disposable {
  readonly #writer: DayWriter;
  readonly #reader: Reader;
  readonly day: DayReader;
  #seq = 0;

  constructor(name: string, made: readonly MadeUp[]) {
    const path = join(root, name);
    this.#writer = new DayWriter({ path, day, journalSeq: 0 });
    this.write(made);
    this.#reader = new Reader(path);
    this.day = new DayReader(() => this.#reader, day);
  }

  /** Takes the place of the same calls that are there. */
  write(made: readonly MadeUp[]): void {
    const ended = made.map((call) => endedCall(call));
    const recorded = readChanges(batchBytes({ ...emptyBatch, ended })).ended;
    this.#seq += 1;
    this.#writer.apply(this.#seq, { removed: [], recorded, agentStates: [] });
  }

  settle(): void {
    while (!this.#writer.settle());
  }

  [Symbol.dispose](): void {
    this.#reader[Symbol.dispose]();
    this.#writer[Symbol.dispose]();
  }
}

/** The calls that a search of one day finds; `change` is told once its keys have been read. */
async function found(
  search: Partial<CallSearch>,
  parts: { readonly now: () => DayFile; readonly change: () => void },
): Promise<readonly string[]> {
  const source: SearchedDays = {
    days: () => [{ day, extent: undefined }],
    settle: async () => parts.now().settle(),
    day: () => parts.now().day,
    reader: () => parts.now().day.reader,
    callsPerTurnMax,
    turnOrder: new TurnOrder(),
  };
  const { signal } = new AbortController();
  // A search asks its signal after each look.
  Object.defineProperty(signal, "throwIfAborted", { value: parts.change });
  const sort = { by: "durationMs", order: "ascending" } as const;
  const range = { time: "arrived", from: 0, to: 9e14, offset: 0, limit: 10 } as const;
  const asked = { tenants: [tenant], sort, ...range, ...search };
  return (await searchCalls(source, asked, signal)).rows.map(({ callId }) => callId);
}

test("a search by value tells nothing of a file that takes the place of the one that it read", async () => {
  using own = new DayFile("own.db", [{ callId: "own", at: day }]);
  using other = new DayFile("other.db", [{ callId: "secret", at: day, vdn: 171 }]);
  let now = own;
  const ids = await found({}, { now: () => now, change: () => (now = other) });
  assert.deepEqual(ids, []);
  assert.deepEqual(await found({ tenants: [otherTenant] }, { now: () => now, change: () => {} }), [
    "secret",
  ]);
});

test("a search by value tells a call whose record is replaced meanwhile, as it is", async () => {
  const made: MadeUp = { callId: "1", at: day };
  for (const search of [{ time: "ended" }, { time: "recorded" }, { agentIds: [1001] }] as const) {
    using file = new DayFile(`${Object.values(search).join()}.db`, [
      made,
      { ...made, callId: "2" },
    ]);
    file.settle();
    let isReplaced = false;
    const change = () => {
      if (!isReplaced) file.write([made]);
      isReplaced = true;
    };
    const sort = { by: "talkMs", order: "ascending" } as const;
    assert.deepEqual(await found({ ...search, sort }, { now: () => file, change }), ["1", "2"]);
    assert.equal(isReplaced, true);
  }
});

test("a search by value rests after as many calls as may be looked at, whether the day is digested or not", async () => {
  const calls = 2400;
  const made = Array.from({ length: calls }, (_, n) => {
    return { callId: `${n}`, at: day + 36_000 * n } satisfies MadeUp;
  });
  using file = new DayFile("many.db", made);
  for (const state of ["not digested", "digested"]) {
    if (state === "digested") file.settle();
    let rests = 0;
    const ids = await found({ limit: 1 }, { now: () => file, change: () => (rests += 1) });
    assert.deepEqual(ids, ["0"]);
    assert.ok(rests >= calls / callsPerTurnMax, `${state}: ${rests} rests`);
  }
});

test("where many tenants have few calls each, their records are read and no digests", async () => {
  const vdns = Array.from({ length: 50 }, (_, n) => n + 1);
  const made = vdns.map((vdn) => ({ callId: `${vdn}`, vdn, at: day + vdn }) satisfies MadeUp);
  using file = new DayFile("wide.db", made);
  file.settle();
  {
    using database = new DatabaseSync(join(root, "wide.db"));
    database.exec("delete from digest_traits");
  }
  const tenants = vdns.map((vdn) => tenantKey({ ccId: 1, vdn }));
  const answered = { tenants, outcomes: ["answered"], limit: 50 } as const;
  const ids = await found(answered, { now: () => file, change: () => {} });
  assert.equal(ids.length, 50);
});

test("a search by value does not tell a call that what it asks for is no longer true of", async () => {
  using file = new DayFile("missed.db", [{ callId: "1", at: day, missedAfterMs: 5 }]);
  const change = () => file.write([{ callId: "1", at: day }]);
  assert.deepEqual(await found({ isMissed: true }, { now: () => file, change }), []);
});
