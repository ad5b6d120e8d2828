// node dashboard/browser/measure-frames.ts [calls] [updates a second] [queues] [seconds]: how smoothly the live board
// is drawn, how soon a page is painted, and how much is loaded for it. Queues and updates are spread evenly.
import { setTimeout as pause } from "node:timers/promises";
import type { TrunklineEvent } from "@trunkline/contract";
import type { Page } from "playwright-core";
import { demoTenantSettings } from "../../server/src/simulate/demo-tenant.ts";
import { startTestServer } from "../../server/src/test-server.ts";
import { openBrowser } from "./open-browser.ts";
import { paintOf } from "./paint-of.ts";

const [calls = 20_000, updates = 100, queues = 40, seconds = 20] = process.argv
  .slice(2)
  .map(Number);
const where = { ccId: 1, vdn: 100 };
const origin = { source: "measurement", mayWrite: () => true };
const batchEvents = 1_000;

await using server = await startTestServer({
  now: Date.now,
  // As many messages as updates: by default the server gathers them to 10 a second.
  flags: { "api.streamEventsPerSecondMax": String(updates) },
});
server.registry.putTenant(demoTenantSettings({ timeZone: "UTC" }));
const send = async (events: readonly TrunklineEvent[]) => {
  for (let from = 0; from < events.length; from += batchEvents) {
    const part = events.slice(from, from + batchEvents);
    const { refused } = await server.server.ingest.accept(
      part.map((value, at) => ({ line: at + 1, value })),
      origin,
    );
    if (refused.length > 0) throw new Error(`Cannot measure: ${JSON.stringify(refused[0])}`);
  }
};
const skill = (index: number) => ({ skillId: 1 + (index % queues) });
const arrival = (index: number): readonly TrunklineEvent[] => {
  const call = { ...where, callId: `m-${index}`, at: Date.now() };
  return [
    { ...call, kind: "arrived", direction: "in", callerNo: "999", calleeNo: "1" },
    { ...call, kind: "queued", ...skill(index) },
  ];
};
await send(Array.from({ length: calls }, (_, index) => arrival(index)).flat());

await using browser = await openBrowser();
/** Calls that the traffic has begun; as many of the first ones have ended. */
let begun = 0;
const context = await browser.newContext({ viewport: { width: 1920, height: 1080 } });
const page = await context.newPage();
// What the machine itself drops, idle and beside the same traffic: the board's figures are to be read beside these.
console.log("an empty page", await framesOf(page, seconds / 2));
console.log("an empty page beside the traffic", await besideTraffic(page));
await page.goto(`${server.url}/#key=${server.bearer("admin", "1/100")}`);
await page
  .locator(".card")
  .nth(queues - 1)
  .waitFor();
console.log("the first paint", await paintOf(page));
console.log("the live board", await besideTraffic(page));

/** Half of the updates begin a call, half end the oldest: their number stays. */
async function besideTraffic(page: Page) {
  const until = performance.now() + (seconds + 2) * 1000;
  const traffic = (async () => {
    while (performance.now() < until) {
      const events = Array.from({ length: Math.max(1, Math.round(updates / 40)) }, () => {
        const id = begun++;
        const callId = `m-${id}`;
        const ended: TrunklineEvent = { ...where, kind: "ended", callId, at: Date.now() };
        return [...arrival(calls + id), ended];
      });
      await send(events.flat());
      await pause(25);
    }
  })();
  const frames = await framesOf(page, seconds);
  await traffic;
  return frames;
}

async function framesOf(page: Page, seconds: number) {
  const devtools = await page.context().newCDPSession(page);
  // Processor time, not time that passed: the same on a machine that does something else beside.
  await devtools.send("Performance.enable", { timeDomain: "threadTicks" });
  const busy = async () => {
    const { metrics } = await devtools.send("Performance.getMetrics");
    return metrics.find(({ name }) => name === "TaskDuration")?.value ?? 0;
  };
  const before = await busy();
  const frames = await countFrames(page, seconds);
  const busyShare = ((await busy()) - before) / seconds;
  return { ...frames, busyPercent: Number((busyShare * 100).toFixed(1)) };
}

async function countFrames(page: Page, seconds: number) {
  return page.evaluate(async (seconds) => {
    const longTasks: number[] = [];
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) longTasks.push(duration);
    }).observe({ entryTypes: ["longtask"] });
    let changes = 0;
    new MutationObserver((records) => (changes += records.length)).observe(document.body, {
      subtree: true,
      childList: true,
      characterData: true,
    });
    const frames: number[] = [];
    const end = performance.now() + seconds * 1000;
    for (let last = performance.now(); last < end;) {
      const now = await new Promise<number>((resolve) => requestAnimationFrame(resolve));
      frames.push(now - last);
      last = now;
    }
    const sorted = frames.slice(1).toSorted((a, b) => a - b);
    const at = (share: number) =>
      Number(sorted[Math.floor(share * (sorted.length - 1))]?.toFixed(1));
    return {
      frames: sorted.length,
      framesASecond: Number((sorted.length / seconds).toFixed(1)),
      dropped: sorted.filter((ms) => ms > 25).length,
      p50: at(0.5),
      p99: at(0.99),
      worst: at(1),
      longTasks: longTasks.length,
      changes,
    };
  }, seconds);
}
