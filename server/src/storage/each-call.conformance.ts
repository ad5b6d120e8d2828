// Reading all calls of a filter while records change, which one question after the other does not see.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { HistoryUnderTest } from "./model-runs.conformance.ts";
import { emptyBatch, endedCall, otherTenant, record, tenant, type MadeUp } from "./made-up-call.ts";

const day = Date.UTC(2026, 10, 21);
const dayMs = 86_400_000;

export function eachCallConformance({ name, open }: Pick<HistoryUnderTest, "name" | "open">): void {
  test(`${name}: all calls are read to their end, each once, though records change meanwhile`, async () => {
    await using history = await open();
    const made = (callId: string, at: number): MadeUp => ({ callId, at });
    const first = ["d", "b", "a"].map((callId) => made(callId, day + 5));
    const later = [made("e", day + 6), made("f", day + dayMs + 1), made("g", day + 2 * dayMs)];
    await record(history, [...first, ...later]);
    const filter = { tenants: [tenant, otherTenant], time: "arrived", from: 0, to: 9e14 } as const;
    const { signal } = new AbortController();
    const pages: (readonly string[])[] = [];
    const skills: number[] = [];
    for await (const rows of history.eachCall(filter, 2, signal)) {
      pages.push(rows.map(({ callId }) => callId));
      skills.push(...rows.map(({ skillId }) => skillId));
      if (pages.length > 1) continue;
      const former = endedCall(made("e", day + 6));
      const row = { ...former.row, skillId: 77 };
      await history.commit({ ...emptyBatch, ended: [{ ...former, row, replaces: former.row }] });
      await history.dropDay(day + dayMs);
      await record(history, [made("h", day + 2 * dayMs)]);
    }
    assert.deepEqual(pages.flat(), ["a", "b", "d", "e", "g", "h"]);
    assert.equal(skills[3], 77);
    await assert.rejects(Array.fromAsync(history.eachCall(filter, 2, AbortSignal.abort())));
  });

  test(`${name}: of a day that is dropped and begun anew no other tenant's calls are told`, async () => {
    await using history = await open();
    const made = (callId: string, after: number, vdn: number): MadeUp => ({
      ...{ callId, at: day + after, vdn },
    });
    await record(
      history,
      [0, 1, 2, 3].map((n) => made(`own-${n}`, n, 170)),
    );
    const filter = { tenants: [tenant], time: "arrived", from: 0, to: 9e14 } as const;
    const told: string[] = [];
    for await (const rows of history.eachCall(filter, 1, new AbortController().signal)) {
      told.push(...rows.map(({ callId }) => callId));
      if (told.length > 1) continue;
      await history.dropDay(day);
      await record(
        history,
        [0, 1, 2, 3].map((n) => made(`other-${n}`, n, 171)),
      );
      await record(history, [made("own-again", 3, 170)]);
    }
    assert.deepEqual(told, ["own-0", "own-again"]);
  });

  test(`${name}: a call that visited an agent is told though its record is replaced meanwhile`, async () => {
    await using history = await open();
    const calls: readonly MadeUp[] = [0, 1, 2, 3].map((n) => {
      return { callId: `call-${n}`, at: day + (n % 2) * dayMs + n };
    });
    await record(history, calls);
    const filter = { tenants: [tenant], time: "arrived", from: 0, to: 9e14 } as const;
    const byAgent = { ...filter, agentIds: [1001] };
    const told: string[] = [];
    for await (const rows of history.eachCall(byAgent, 1, new AbortController().signal)) {
      told.push(...rows.map(({ callId }) => callId));
      if (told.length > 1) continue;
      const ended = calls.slice(1).map((made) => {
        const call = endedCall(made);
        return { ...call, replaces: call.row };
      });
      await history.commit({ ...emptyBatch, ended });
    }
    assert.deepEqual(told, ["call-0", "call-2", "call-1", "call-3"]);
  });

  test(`${name}: a call of an hour that is read later is told though it is replaced meanwhile`, async () => {
    await using history = await open();
    const calls: readonly MadeUp[] = Array.from({ length: 24 }, (_, hour) => {
      return { callId: `call-${hour}`, at: day + hour * 3_600_000 };
    });
    await record(history, calls);
    const filter = { tenants: [tenant], time: "arrived", from: 0, to: 9e14 } as const;
    const byAgent = { ...filter, agentIds: [1001] };
    let told = 0;
    for await (const rows of history.eachCall(byAgent, 1, new AbortController().signal)) {
      told += rows.length;
      if (told > 1) continue;
      const ended = calls.slice(-1).map((made) => {
        const call = endedCall(made);
        return { ...call, replaces: call.row };
      });
      await history.commit({ ...emptyBatch, ended });
    }
    assert.equal(told, calls.length);
  });
}
