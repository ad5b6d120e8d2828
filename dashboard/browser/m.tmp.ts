// node dashboard/browser/measure-frames.ts [calls] [updates a second] [queues] [seconds]: how smoothly the live board
// is drawn, how soon a page is painted, and how much is loaded for it. Queues and updates are spread evenly.
import { setTimeout as pause } from "node:timers/promises";
import type { TrunklineEvent } from "@trunkline/contract";
import type { Page } from "playwright-core";
import { demoTenantSettings } from "../../server/src/simulate/demo-tenant.ts";
import { startTestServer } from "../../server/src/test-server.ts";
import { openBrowser } from "./open-browser.ts";

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
const context = await browser.newContext({ viewport: { width: 1920, height: 1080 } });
const page = await context.newPage();
await page.goto(`${server.url}/#key=${server.bearer("admin", "1/100")}`);
await page
  .locator(".card")
  .nth(queues - 1)
  .waitFor();
console.log(await paintOf(page));

const until = performance.now() + (seconds + 2) * 1000;
const traffic = (async () => {
  // Half of the updates begin a call, half end the oldest: their number stays.
  for (let at = 0; performance.now() < until; at += 1) {
    const events = Array.from({ length: Math.max(1, Math.round(updates / 40)) }, (_, index) => {
      const id = at * Math.max(1, Math.round(updates / 40)) + index;
      const ended: TrunklineEvent = { ...where, kind: "ended", callId: `m-${id}`, at: Date.now() };
      return [...arrival(calls + id), ended];
    });
    await send(events.flat());
    await pause(25);
  }
})();
const cdp = await context.newCDPSession(page); await cdp.send("Performance.enable"); const m = async () => Object.fromEntries((await cdp.send("Performance.getMetrics")).metrics.map((x)=>[x.name,x.value])); const m0 = await m(); await cdp.send("Profiler.enable"); await cdp.send("Profiler.start");
console.log(await framesOf(page, seconds));
const m1 = await m(); for (const k of ["ScriptDuration","LayoutDuration","RecalcStyleDuration","TaskDuration","LayoutCount","RecalcStyleCount"]) console.log(k, (m1[k]-m0[k]).toFixed(3));
const { profile } = await cdp.send("Profiler.stop"); const self = new Map(); const dt = profile.timeDeltas; const byId = new Map(profile.nodes.map((n)=>[n.id,n])); profile.samples.forEach((id,i)=>{ const n = byId.get(id); const k = n.callFrame.functionName+" "+n.callFrame.url.slice(-30)+":"+n.callFrame.lineNumber+":"+n.callFrame.columnNumber; self.set(k,(self.get(k)??0)+dt[i]/1000); }); console.log([...self].sort((a,b)=>b[1]-a[1]).slice(0,22).map(([k,v])=>v.toFixed(0)+" "+k).join("\n"));
await traffic;

async function framesOf(page: Page, seconds: number) {
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

async function paintOf(page: Page) {
  return page.evaluate(() => {
    const [navigation] = performance.getEntriesByType(
      "navigation",
    ) as PerformanceNavigationTiming[];
    const assets = performance.getEntriesByType("resource") as PerformanceResourceTiming[];
    const paint = performance.getEntriesByName("first-contentful-paint")[0]?.startTime;
    const loaded = assets.filter(({ name }) => name.includes("/assets/"));
    return {
      firstPaintMs: Math.round(paint ?? 0),
      files: loaded.length,
      bytesLoaded:
        loaded.reduce((sum, { transferSize }) => sum + transferSize, 0) +
        (navigation?.transferSize ?? 0),
    };
  });
}
