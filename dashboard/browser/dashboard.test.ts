// The dashboard in a real browser, against a real server with made-up traffic.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import { tenantKey } from "../../server/src/lib/tenant-key.ts";
import { withId } from "../src/format/with-id.ts";
import { seriousFindings } from "./accessibility.ts";
import { addressCases } from "./address-cases.ts";
import { boardLayoutCases } from "./board-layout-cases.ts";
import { openProxy, type CuttableProxy } from "./cuttable-proxy.ts";
import type { GivenDashboard } from "./given-dashboard.ts";
import { listCases } from "./list-cases.ts";
import { openBrowser } from "./open-browser.ts";
import { reportCases } from "./report-cases.ts";
import { openSimulatedCentre, type SimulatedCentre } from "./simulated-centre.ts";
import { troubleCases } from "./trouble-cases.ts";

const minuteMs = 60_000;
const builder = fileURLToPath(new URL("../build.ts", import.meta.url));
let centre: SimulatedCentre;
let proxy: CuttableProxy;
let browser: Browser;
let key: string;
/** What a page said of itself that no page should. */
const complaints: string[] = [];

before(async () => {
  const built = spawnSync(process.execPath, [builder], { encoding: "utf8" });
  assert.equal(built.status, 0, built.stderr);
  centre = await openSimulatedCentre();
  await centre.pass(50 * minuteMs);
  key = centre.server.bearer("admin", "1/100");
  proxy = await openProxy(centre.server.url);
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  await proxy?.[Symbol.asyncDispose]();
  await centre?.[Symbol.asyncDispose]();
});

async function openPage({ path = "/", isSignedIn = true } = {}): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    locale: "en-GB",
  });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  page.on("pageerror", ({ message }) => complaints.push(message));
  page.on("console", (message) => {
    // A refused key and a cut line are reported by the browser itself.
    const isOurs = !/Failed to load resource|net::ERR/.test(message.text());
    if (message.type() === "error" && isOurs) complaints.push(message.text());
  });
  await page.goto(`${proxy.url}${path}${isSignedIn ? `#key=${key}` : ""}`);
  return page;
}

async function inProgress(page: Page): Promise<number> {
  const figure = page.locator(".totals .figure", { hasText: "In progress" }).locator("strong");
  return Number((await figure.innerText()).replaceAll(",", ""));
}

test("a wrong key is refused in words, the right one opens the live board", async () => {
  const page = await openPage({ isSignedIn: false });
  await page.getByLabel("API key").fill("tl_wrong\u200B");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("alert").getByText("does not know this key").waitFor();
  const [mark = 0, words = 99] = await page
    .getByRole("alert")
    .evaluate(({ children }) => [...children].map((part) => part.getBoundingClientRect().top));
  assert.ok(Math.abs(mark - words) < 10, "the mark stands beside the words");
  await page.getByLabel("API key").fill(key);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("heading", { name: "Live board" }).waitFor();
  await page.getByRole("heading", { name: "Orders" }).waitFor();
  // A new tab has to sign in itself, a reload of this one has not.
  await page.reload();
  await page.getByRole("heading", { name: "Live board" }).waitFor();
  await page.context().close();
});

test("the board follows the calls without being asked to", async () => {
  const page = await openPage();
  await page.getByRole("status").getByText("Live").waitFor();
  const before = await inProgress(page);
  const at = centre.now();
  const ids = Array.from({ length: 250 }, (_, index) => `crowd-${index}`);
  const where = { ccId: 1, vdn: 100 };
  await centre.send(
    ids.flatMap((callId) => [
      { kind: "arrived", at, ...where, callId, direction: "in", callerNo: "999", calleeNo: "1" },
      { kind: "queued", at: at + 1, ...where, callId, skillId: 77, skillName: "Crowd" },
    ]),
  );
  const card = page.locator(".card", { hasText: "Crowd" });
  await card.locator(".figure", { hasText: "Waiting" }).getByText("250").waitFor();
  assert.equal(await inProgress(page), before + 250);
  await centre.send(ids.map((callId) => ({ kind: "ended", at: at + 2, ...where, callId })));
  await card.getByText("nobody waits").waitFor();
  assert.equal(await inProgress(page), before);
  await page.context().close();
});

test("a call is found by its number and shown with legs and events", async () => {
  const page = await openPage({ path: "/calls?state=answered" });
  const first = page.locator("tbody tr").first();
  const number = await first.locator("td").nth(2).innerText();
  await page.keyboard.press("/");
  await page.keyboard.type(number);
  await page.waitForURL(/prefix=/);
  await page.waitForFunction(
    (number) =>
      [...document.querySelectorAll("tbody tr")].every((row) => row.textContent.includes(number)),
    number,
  );
  await first.getByRole("link").click();
  await page.getByRole("img", { name: "Legs of the call" }).waitFor();
  assert.ok((await page.locator(".ribbon rect.talk").count()) > 0);
  await page.locator(".timeline").getByText("answered", { exact: true }).first().waitFor();
  await page.goBack();
  await page.waitForURL(/prefix=/);
  await page.context().close();
});

test("any page of a list is within reach, and its total is exact", async () => {
  const page = await openPage({ path: "/calls?state=ended" });
  await page.locator("tbody tr").first().waitFor();
  const total = Number(
    (await page.locator(".pager .end").innerText()).split(" of ")[1]?.replace(",", ""),
  );
  const pages = Math.ceil(total / 50);
  await page.getByLabel("Page", { exact: true }).fill(String(pages));
  await page.keyboard.press("Enter");
  await page.getByText(new RegExp(`–${total.toLocaleString("en-GB")} of`)).waitFor();
  const left = total - (pages - 1) * 50;
  await page.waitForFunction((left) => document.querySelectorAll("tbody tr").length === left, left);
  await page.context().close();
});

test("filters stand in the address, as tags, and go away one by one", async () => {
  const page = await openPage({ path: "/calls?state=ended&period=today" });
  const count = async () => {
    await page.locator(".panel[aria-busy=false] tbody tr").first().waitFor();
    return Number((await page.locator(".page-head > [role=status]").innerText()).split(" ")[0]);
  };
  await page.getByRole("button", { name: "More filters" }).click();
  await page.getByRole("combobox", { name: "Queue" }).selectOption({ label: withId("Orders", 2) });
  await page.getByLabel("Waited: at least").fill("0:05");
  await page.keyboard.press("Enter");
  await page.getByText("Waited at least 0:05").waitFor();
  await page.waitForURL(/skillId=2.*waitMsMin=5000|waitMsMin=5000.*skillId=2/);
  const few = await count();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: `Remove Queue: ${withId("Orders", 2)}` }).click();
  await page.waitForFunction(
    (few) =>
      !document.querySelector(".page-head > [role=status]")?.textContent.startsWith(`${few} `),
    few,
  );
  await page.getByRole("button", { name: "Clear all" }).click();
  await page.waitForURL((url) => !url.search.includes("waitMsMin"));
  await page.context().close();
});

test("what an address asks and nobody understands is named", async () => {
  const page = await openPage({ path: "/calls?callerNo=zzz&from=yesterday&state=missed" });
  await page.getByText(/left out: callerNo=zzz, from=yesterday$/).waitFor();
  await page.context().close();
});

test("calls are exported as a file, one of them as a vCon", async () => {
  const page = await openPage({ path: "/calls?state=answered&sort=arrivedAt" });
  // The browser's own file dialog cannot be answered by a test.
  await page.evaluate(() => Reflect.deleteProperty(globalThis, "showSaveFilePicker"));
  await page.locator("tbody tr").first().waitFor();
  const total = Number(
    (await page.locator(".pager .end").innerText()).split(" of ")[1]?.replace(",", ""),
  );
  await page.getByRole("button", { name: "Export" }).click();
  const [csv] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "CSV", exact: true }).click(),
  ]);
  assert.equal(csv.suggestedFilename(), "calls.csv");
  const lines = (await readFile(await csv.path(), "utf8")).trimEnd().split(/\r?\n/);
  assert.equal(lines.length, total + 1);
  await page.keyboard.press("Escape");
  await page.locator("tbody a").first().click();
  await page.getByRole("img", { name: "Legs of the call" }).waitFor();
  const [vcon] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Save as vCon" }).click(),
  ]);
  const { dialog } = JSON.parse(await readFile(await vcon.path(), "utf8")) as { dialog: unknown[] };
  assert.ok(dialog.length > 0);
  await page.context().close();
});

test("a missed call is resolved with a note", async () => {
  const page = await openPage({ path: "/missed" });
  const row = page.locator("tbody tr").first();
  const number = await row.getByRole("link").innerText();
  await row.getByRole("button", { name: "Resolve" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Note").fill("wrote an e-mail");
  await dialog.getByRole("button", { name: "Resolve" }).click();
  await dialog.waitFor({ state: "detached" });
  await page.getByText("Resolved", { exact: true }).first().click();
  await page.locator("tbody tr", { hasText: "wrote an e-mail" }).getByText(number).waitFor();
  await page.context().close();
});

test("a withheld number is called so, and leads to its call", async () => {
  const call = { ccId: 1, vdn: 100, callId: "withheld-1" };
  const at = centre.now();
  await centre.send([
    { kind: "arrived", at, ...call, direction: "in", callerNo: "", calleeNo: "1" },
    { kind: "queued", at: at + 1, ...call, skillId: 1 },
    { kind: "ended", at: at + 2, ...call },
  ]);
  const page = await openPage({ path: "/missed" });
  await page.getByRole("link", { name: "withheld" }).click();
  await page.waitForURL(/\/calls\/1\/100\/withheld-1/);
  await page.context().close();
});

test("language, theme and time zone change at once and are remembered", async () => {
  const page = await openPage({ path: "/reports" });
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await page.getByRole("heading", { name: "Reports" }).waitFor();
  await page.getByRole("button", { name: "Settings" }).click();
  const light = await background();
  await page.getByText("Dark", { exact: true }).click();
  await page.waitForFunction(
    (light) => getComputedStyle(document.body).backgroundColor !== light,
    light,
  );
  await page.getByText("简体中文").click();
  await page.getByRole("heading", { name: "报表" }).waitFor();
  const dark = await background();
  await page.reload();
  await page.getByRole("heading", { name: "报表" }).waitFor();
  assert.equal(await background(), dark);
  assert.equal(await page.locator("html").getAttribute("lang"), "zh-CN");
  await page.context().close();
});

test("a lost connection is told, and regained by itself", async () => {
  const page = await openPage();
  await page.getByRole("status").getByText("Live").waitFor();
  await proxy.cut();
  await page.getByRole("status").getByText("Connection lost").waitFor();
  await page.getByText(/data \d+:\d\d old/).waitFor();
  await proxy.mend();
  await page
    .getByRole("button", { name: "Try now" })
    .click({ timeout: 2_000 })
    .catch(() => undefined);
  await page.getByRole("status").getByText("Live").waitFor();
  const before = await inProgress(page);
  await centre.pass(2 * minuteMs);
  await page.waitForFunction(
    (before) => document.querySelector(".totals strong")?.textContent !== before,
    before.toLocaleString("en-GB"),
  );
  await page.context().close();
});

test("a link with a key signs in and loses it at once; an address of nothing says so and leads back", async () => {
  const page = await openPage({ path: "/nowhere/at-all?x=1" });
  await page.getByText("There is no such page").waitFor();
  assert.equal(page.url(), `${proxy.url}/nowhere/at-all?x=1`);
  assert.equal(await page.evaluate(() => history.length), 2);
  await page.getByRole("link", { name: "Go to the live board" }).click();
  await page.getByRole("heading", { name: "Live board" }).waitFor();
  await page.context().close();
});

test("the operations page tells which keys are used, those of the CC-CMS interfaces too", async () => {
  const { registry } = centre.server;
  registry.putApp({ appKey: "crm", appSecret: "hush", scope: { kind: "global" } });
  const scope = { kind: "tenants", tenants: [tenantKey({ ccId: 1, vdn: 100 })] } as const;
  registry.putAccessKey({ ak: "AK-100", sk: "hush", scope });
  registry.noteKeyUses([{ kind: "access", id: "AK-100", at: centre.now() }]);
  const page = await openPage({ path: "/operations" });
  const table = page.getByRole("region", { name: "Keys of the CC-CMS interfaces" });
  await table.getByRole("row", { name: /^AK-100 Access key \(C2\) 1\/100 15 Apr/ }).waitFor();
  // An app for all tenants is nobody's who sees one of them.
  assert.equal(await table.getByText("crm").count(), 0);
  await page.context().close();
});

test("a page that is not for the key says so, and asks the server nothing", async () => {
  const page = await openPage({ path: "/live", isSignedIn: false });
  const refused: string[] = [];
  page.on("response", (reply) => reply.status() === 403 && refused.push(reply.url()));
  const reader = centre.server.bearer("read", "1/100");
  await page.goto("about:blank");
  await page.goto(`${proxy.url}/operations#key=${reader}`);
  await page.getByRole("heading", { name: "This page is not for your key" }).waitFor();
  await page.getByRole("link", { name: "Go to the live board" }).click();
  await page.getByRole("heading", { name: "Live board" }).waitFor();
  assert.deepEqual(refused, []);
  await page.context().close();
});

test("whoever sees several tenants chooses one, and the address keeps it", async () => {
  const page = await openPage({ isSignedIn: false });
  await page.goto(`${proxy.url}/#key=${centre.server.bearer("live")}`);
  await page.locator(".tenant select").selectOption("1/170");
  await page.getByText("No queue has been seen yet").waitFor();
  assert.match(page.url(), /tenant=1\/170/);
  await page.locator(".tenant select").selectOption("1/100");
  await page.getByRole("heading", { name: "Orders" }).waitFor();
  assert.equal(await page.getByRole("navigation").getByRole("link").count(), 1);
  await page.context().close();
});

test("all of it can be done by keyboard", async () => {
  const page = await openPage();
  await page.getByRole("heading", { name: "Live board" }).waitFor();
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement?.textContent), "Skip to content");
  await page.keyboard.press("?");
  await page.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await page.keyboard.press("f");
  await page.locator("html[data-wall]").waitFor();
  await page.keyboard.press("f");
  await page.locator("html:not([data-wall])").waitFor();
  await page.keyboard.type("go");
  await page.getByRole("heading", { name: "Operations" }).waitFor();
  await page.keyboard.press("/");
  await page.waitForURL(/\/calls/);
  await page.locator("[data-search]:focus").waitFor();
  await page.context().close();
});

test("no page has serious barriers, in either theme, on a desk or a phone", async () => {
  const page = await openPage({ path: "/calls?state=answered" });
  const call = await page.locator("tbody a").first().getAttribute("href");
  const paths = [
    "/live",
    "/live?group=accessCodes",
    "/live?group=agents",
    "/calls",
    call,
    "/missed",
  ];
  for (const path of [...paths, "/reports", "/tasks", "/operations", "/calls/1/100/nobody"]) {
    for (const [theme, width] of [
      ["light", 1280],
      ["dark", 390],
    ] as const) {
      await page.emulateMedia({ colorScheme: theme });
      await page.setViewportSize({ width, height: 800 });
      await page.goto(`${proxy.url}${path}`);
      await page.locator("main :is(h1, h3)").first().waitFor();
      await page.waitForFunction(() => !document.body.textContent.includes("Loading…"));
      assert.deepEqual(await seriousFindings(page), [], `${path} ${theme}`);
    }
  }
  await page.context().close();
});

const given: GivenDashboard = {
  openPage,
  url: () => proxy.url,
  key: () => key,
  centre: () => centre,
};
addressCases(given);
boardLayoutCases(given);
listCases(given);
reportCases(given);
troubleCases(given);

test("no page complains: no script fails, nothing breaks the content security policy", () => {
  assert.deepEqual(complaints, []);
});
