import assert from "node:assert/strict";
import { test } from "node:test";
import { MemoryRegistry } from "../storage/memory/memory-registry.ts";
import type { KeyUse } from "../storage/registry.ts";
import { openKeyUses } from "./key-uses.ts";

function open() {
  const written: (readonly KeyUse[])[] = [];
  const noteKeyUses = (uses: readonly KeyUse[]) => void written.push(uses);
  const failed = assert.ifError;
  return { written, uses: openKeyUses({ registry: { noteKeyUses }, everyMs: 60_000, failed }) };
}

test("however often keys are used, their uses are written together, once in a while", () => {
  const { written, uses } = open();
  uses.note("access", "AK", 0);
  uses.note("app", "AK", 1);
  for (let at = 2; at < 60_001; at += 1) uses.note(at % 2 === 0 ? "access" : "app", "AK", at);
  assert.deepEqual(written, [
    [{ kind: "access", id: "AK", at: 0 }],
    [{ kind: "app", id: "AK", at: 1 }],
  ]);
  uses.note("access", "AK", 60_001);
  assert.deepEqual(written.slice(2), [
    [
      { kind: "access", id: "AK", at: 60_001 },
      { kind: "app", id: "AK", at: 59_999 },
    ],
  ]);
});

test("what has not been written is written at the end", () => {
  const { written, uses } = open();
  uses.note("bearer", "k1", 5);
  uses.note("bearer", "k1", 9);
  uses[Symbol.dispose]();
  uses[Symbol.dispose]();
  assert.deepEqual(written.slice(1), [[{ kind: "bearer", id: "k1", at: 9 }]]);
});

test("a registry that cannot write keeps nobody from asking", () => {
  const failures: unknown[] = [];
  const noteKeyUses = () => {
    throw new Error("the disk is full");
  };
  const failed = (error: unknown) => void failures.push(error);
  const uses = openKeyUses({ registry: { noteKeyUses }, everyMs: 60_000, failed });
  for (let at = 0; at < 60_001; at += 1000) uses.note("access", "AK", at);
  assert.equal(failures.length, 2);
});

test("a use that could not be written is written later, also when the key is used no more", () => {
  let isFull = true;
  const written: (readonly KeyUse[])[] = [];
  const noteKeyUses = (uses: readonly KeyUse[]) => {
    if (isFull) throw new Error("the disk is full");
    written.push(uses);
  };
  const uses = openKeyUses({ registry: { noteKeyUses }, everyMs: 60_000, failed: () => {} });
  uses.note("bearer", "k1", 5);
  isFull = false;
  uses[Symbol.dispose]();
  assert.deepEqual(written, [[{ kind: "bearer", id: "k1", at: 5 }]]);
});

test("the registry tells of each kind of key when it was used last", () => {
  const registry = new MemoryRegistry();
  registry.putApp({ appKey: "crm", appSecret: "hush", scope: { kind: "global" } });
  using uses = openKeyUses({ registry, everyMs: 60_000, failed: assert.ifError });
  uses.note("app", "crm", 7);
  assert.equal(registry.apps()[0]?.lastUsedAt, 7);
});

test("a clock that was far ahead for a while does not keep uses from being written when it is set back", () => {
  const { written, uses } = open();
  const ahead = 365 * 86_400_000;
  uses.note("bearer", "k1", ahead);
  uses.note("bearer", "k1", 5);
  assert.deepEqual(written.slice(1), [[{ kind: "bearer", id: "k1", at: 5 }]]);
});
