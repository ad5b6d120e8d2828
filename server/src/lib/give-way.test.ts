import assert from "node:assert/strict";
import { once } from "node:events";
import { getPriority } from "node:os";
import { test } from "node:test";
import { Worker } from "node:worker_threads";

const isLinux = process.platform === "linux";
const giveWay = new URL("./give-way.ts", import.meta.url).href;

test("a thread that gives way lowers its own priority alone", { skip: !isLinux }, async () => {
  const before = getPriority();
  const thread = new Worker(
    `const { parentPort } = require("node:worker_threads");
    import("${giveWay}").then(({ giveWay }) => {
      giveWay();
      parentPort.postMessage(require("node:os").getPriority());
    });`,
    { eval: true },
  );
  const [priority] = (await once(thread, "message")) as [number];
  await thread.terminate();
  assert.equal(priority, Math.max(before, 10));
  assert.equal(getPriority(), before);
});
