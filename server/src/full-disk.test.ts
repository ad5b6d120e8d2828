// The streams of the program on a disk that is full: the system has one for trying.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, openSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

const main = fileURLToPath(new URL("./main.ts", import.meta.url));
const fullDisk = "/dev/full";
const options = { timeout: 60_000, skip: existsSync(fullDisk) ? false : `there is no ${fullDisk}` };

let dir = "";

before(async () => {
  dir = await mkdtemp(join(tmpdir(), "trunkline-"));
});

after(() => rm(dir, { recursive: true, force: true }));

test(
  "a command whose output does not fit on the disk says so, and is no success",
  options,
  async ({ signal }) => {
    for (const words of [
      ["token", "create", "--data", dir, "--role", "read", "--tenant", "1/170"],
      ["simulate", "--out", "-", "--calls-per-day", "2000"],
      ["openapi"],
    ]) {
      const child = spawn(process.execPath, [main, ...words], {
        stdio: ["ignore", openSync(fullDisk, "w"), "pipe"],
        signal,
        killSignal: "SIGKILL",
      });
      const [err, [code]] = await Promise.all([
        text(child.stderr ?? Readable.from([])),
        once(child, "close"),
      ]);
      assert.match(err, /^Cannot write the output: ENOSPC/m, words.join(" "));
      assert.equal(code, 1, words.join(" "));
    }
  },
);

test(
  "a server whose log does not fit on the disk serves, and stops when it is told to",
  options,
  async ({ signal }) => {
    const full = openSync(fullDisk, "w");
    const child = spawn(process.execPath, [main, "serve", "--port", "0", "--data", dir], {
      stdio: ["ignore", "pipe", full],
      signal,
      killSignal: "SIGKILL",
    });
    const closed = once(child, "close");
    let out = "";
    for await (const piece of child.stdout?.setEncoding("utf8") ?? []) {
      out += piece as string;
      const [, url = ""] = /listens on +(\S+)[\s\S]*Stop with/.exec(out) ?? [];
      if (url === "") continue;
      const reply = await fetch(`${url}/v1/me`);
      assert.equal(reply.status, 401);
      child.kill("SIGTERM");
    }
    assert.deepEqual(await closed, [0, null]);
  },
);
