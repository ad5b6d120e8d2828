import assert from "node:assert/strict";
import { test } from "node:test";
import { openCommitLog } from "./commit-log.ts";

test("a store that refuses for hours is told by a line a minute, and so is its recovery, once", () => {
  const lines: string[] = [];
  const note = (facts: object, words: string) => {
    const [, count] = Object.entries(facts).find(([name]) => name.startsWith("attempt")) ?? [];
    lines.push(`${String(count)} ${words.split(" ").slice(0, 3).join(" ")}`);
  };
  const log = openCommitLog({ error: note, info: note } as unknown as Parameters<
    typeof openCommitLog
  >[0]);
  log.committed();
  for (let attempt = 1; attempt <= 190; attempt += 1) log.failed(new Error("full"), attempt);
  log.committed();
  log.committed();
  log.failed(new Error("full"), 1);
  const refused = [1, 2, 3, 4, 5, 60, 120, 180].map((attempt) => `${attempt} the store refused`);
  assert.deepEqual(lines, [...refused, "190 the store takes", "1 the store refused"]);
});
