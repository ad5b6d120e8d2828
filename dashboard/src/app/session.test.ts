import assert from "node:assert/strict";
import { test } from "node:test";
import { openSession } from "./session.ts";

function memoryStore() {
  const kept = new Map<string, string>();
  return {
    kept,
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => void kept.set(name, value),
    removeItem: (name: string) => void kept.delete(name),
  };
}

test("a key stays with its tab unless it is to be kept on the computer", () => {
  const [tab, computer] = [memoryStore(), memoryStore()];
  const session = openSession({ tab, computer, given: "" });
  assert.equal(session.key.value, "");
  session.signIn("tl_1", false);
  assert.deepEqual([tab.kept.size, computer.kept.size], [1, 0]);
  assert.equal(openSession({ tab: memoryStore(), computer, given: "" }).key.value, "");
  session.signIn("tl_2", true);
  assert.equal(openSession({ tab: memoryStore(), computer, given: "" }).key.value, "tl_2");
});

test("signing out forgets the key everywhere", () => {
  const [tab, computer] = [memoryStore(), memoryStore()];
  const session = openSession({ tab, computer, given: "tl_given" });
  assert.equal(session.key.value, "tl_given");
  session.signIn("tl_2", true);
  session.end();
  assert.equal(session.hasEnded.value, true);
  assert.deepEqual([session.key.value, tab.kept.size, computer.kept.size], ["", 0, 0]);
});

test("a key that has ended leaves another one, with which a tab has signed in since, on the computer", () => {
  const computer = memoryStore();
  const [first, second] = [memoryStore(), memoryStore()];
  openSession({ tab: first, computer, given: "" }).signIn("tl_old", true);
  const before = openSession({ tab: first, computer, given: "" });
  openSession({ tab: second, computer, given: "" }).signIn("tl_new", true);
  before.end();
  assert.equal(before.key.value, "");
  assert.equal(openSession({ tab: first, computer, given: "" }).key.value, "tl_new");
});
