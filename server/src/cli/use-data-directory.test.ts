import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { useDataDirectory } from "./use-data-directory.ts";

const dir = mkdtempSync(join(tmpdir(), "trunkline-"));

after(() => rmSync(dir, { recursive: true, force: true }));

function refusalOf(dataDir: string): string {
  try {
    useDataDirectory(dataDir);
  } catch (error) {
    return String(error);
  }
  return "taken";
}

test("a data directory is made with those above it, for the owner alone", () => {
  const dataDir = join(dir, "a/b/c");
  useDataDirectory(dataDir);
  useDataDirectory(dataDir);
  for (const path of [dataDir, join(dir, "a")]) assert.equal(statSync(path).mode & 0o777, 0o700);
});

test("what stands in the way of a data directory is told in words", () => {
  const file = join(dir, "file");
  writeFileSync(file, "");
  const cannot = (path: string) => `CommandFailure: Cannot use the data directory '${path}': `;
  assert.equal(refusalOf(file), `${cannot(file)}it is a file`);
  const below = join(file, "data");
  assert.equal(refusalOf(below), `${cannot(below)}a file stands in its path`);
  const long = join(dir, "x".repeat(300));
  assert.equal(refusalOf(long), `${cannot(long)}its name is too long`);
  const circle = join(dir, "circle");
  symlinkSync(circle, circle);
  assert.match(refusalOf(join(circle, "data")), /^CommandFailure: Cannot use the data directory /);
});

test(
  "a place where no directory can be made is refused, not tried for ever",
  { skip: existsSync("/proc/self") ? false : "this system has no /proc" },
  () => {
    const path = "/proc/nope/data";
    assert.equal(
      refusalOf(path),
      `CommandFailure: Cannot use the data directory '${path}': no directory can be made there`,
    );
  },
);
