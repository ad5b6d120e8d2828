// A report is of what was asked, is named by it, and can be asked for again.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { GivenDashboard } from "./given-dashboard.ts";

const minuteMs = 60_000;

export function reportCases({ openPage, centre }: GivenDashboard): void {
  test("a day of a report bears the tenant's date, whatever zone is on show", async () => {
    const page = await openPage();
    await page.getByRole("heading", { name: "Live board" }).waitFor();
    const protocol = await page.context().newCDPSession(page);
    await protocol.send("Emulation.setTimezoneOverride", { timezoneId: "America/New_York" });
    await page.getByRole("button", { name: "Settings" }).click();
    await page.getByLabel("my zone (America/New_York)").check();
    await page.goto(new URL("/reports?period=week&per=day", page.url()).href);
    const chart = page.locator(".chart").first();
    await chart.locator(".u-over").hover();
    // Noon of 14 April in New York is midnight, and a day later, in Shanghai.
    await chart.getByText("15 Apr", { exact: true }).waitFor();
    await page.context().close();
  });

  test("a report is busy until its hours, too, are of what was chosen", async () => {
    const page = await openPage({ path: "/reports?period=week&per=day" });
    await page.locator(".heat").waitFor();
    let goOn = (): void => undefined;
    const mayGoOn = new Promise<void>((resolve) => (goOn = resolve));
    await page.route("**/v1/reports/access-codes?*per=hour*", async (route) => {
      await mayGoOn;
      await route.continue();
    });
    const days = page.waitForResponse(/access-codes\?.*per=day/);
    await page.getByText("Access codes", { exact: true }).click();
    await days;
    await page.waitForTimeout(300);
    assert.equal(await page.locator(".report").getAttribute("aria-busy"), "true");
    goOn();
    await page.locator(".report[aria-busy=false]").waitFor();
    await page.getByText("Agents", { exact: true }).click();
    await page.locator(".report[aria-busy=false]").getByText("Pick an agent above").waitFor();
    await page.context().close();
  });

  test("a report that is saved is named after the day that it begins with, by the clock on show", async () => {
    const page = await openPage({ path: "/reports" });
    // The browser's own file dialog cannot be answered by a test.
    await page.evaluate(() => Reflect.deleteProperty(globalThis, "showSaveFilePicker"));
    const [file] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Save as CSV" }).click(),
    ]);
    // In Shanghai, where it begins while UTC still has the 14th.
    assert.equal(file.suggestedFilename(), "queues-hour-2026-04-15.csv");
    await page.context().close();
  });

  test("a name of several lines in a report begins each of them where the column begins", async () => {
    const page = await openPage({ path: "/reports" });
    await page.setViewportSize({ width: 390, height: 800 });
    const name = page.getByRole("button", { name: "General service" });
    await name.waitFor();
    const lefts = await name.evaluate((button) => {
      const range = document.createRange();
      range.selectNodeContents(button);
      return Array.from(range.getClientRects(), ({ left }) => Math.round(left));
    });
    assert.ok(lefts.length > 1 && lefts.every((left) => left === lefts[0]), lefts.join(" "));
    await page.context().close();
  });

  test("a name without a space in a report stays in its column", async () => {
    const at = centre().now();
    const call = { ccId: 1, vdn: 100, callId: "no-space" };
    const skillName = "international_customer_service_second_level_machine_tools";
    await centre().send([
      { kind: "arrived", at, ...call, direction: "in", callerNo: "9", calleeNo: "1" },
      { kind: "queued", at: at + 1, ...call, skillId: 82, skillName },
      { kind: "ended", at: at + 2, ...call },
    ]);
    const page = await openPage({ path: "/reports" });
    const [end, next] = await page
      .getByRole("row", { name: skillName })
      .evaluate((row) => [
        row.querySelector("button")?.getBoundingClientRect().right ?? Infinity,
        row.querySelector("td")?.getBoundingClientRect().left ?? 0,
      ]);
    assert.ok(end <= next, `${end} ${next}`);
    await page.context().close();
  });

  test("a printed report is dark on white, with all of its columns", async () => {
    const page = await openPage({ path: "/reports" });
    await page.locator(".heat").waitFor();
    // What the margins leave of A4.
    await page.setViewportSize({ width: 718, height: 1000 });
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    const scrolling = await page
      .locator(".scroll")
      .evaluateAll(
        (regions) =>
          regions.filter((region) => getComputedStyle(region).overflowX !== "visible").length,
      );
    assert.equal(scrolling, 0);
    assert.ok(await page.locator(".nav").isHidden());
    const colours = await page
      .locator("body")
      .evaluate((body) => [getComputedStyle(body).color, getComputedStyle(body).backgroundColor]);
    assert.deepEqual(colours, ["rgb(20, 26, 31)", "rgb(255, 255, 255)"]);
    await page.context().close();
  });

  test("a chart takes the colours of the system when they change, as at dusk", async () => {
    const page = await openPage({ path: "/reports" });
    await page.emulateMedia({ colorScheme: "light" });
    const plot = page.locator(".chart canvas").first();
    await plot.waitFor();
    const light = await plot.evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL());
    await page.emulateMedia({ colorScheme: "dark" });
    await page.waitForFunction(
      (light) => document.querySelector<HTMLCanvasElement>(".chart canvas")?.toDataURL() !== light,
      light,
    );
    await page.context().close();
  });

  test("a report is asked for again without loading the page", async () => {
    const page = await openPage({ path: "/reports?period=today&per=day" });
    const offered = page.locator(".summary dd").first();
    const before = Number((await offered.innerText()).replaceAll(",", ""));
    await centre().pass(minuteMs);
    await page.waitForTimeout(1_500);
    const reports = ["per=day", "per=hour"].map((per) =>
      page.waitForResponse((reply) => reply.url().includes(per)),
    );
    await page.getByRole("button", { name: "Refresh" }).click();
    await Promise.all(reports);
    await page.waitForFunction(
      (before) =>
        Number(document.querySelector(".summary dd")?.textContent.replaceAll(",", "")) > before,
      before,
    );
    await page.context().close();
  });

  test("a report of one queue without a call in the period is not told as that of all", async () => {
    const page = await openPage({ path: "/reports?id=9999" });
    await page.locator(".summary").getByRole("heading", { name: "9999" }).waitFor();
    await page.context().close();
  });

  test("a report of a minute with calls says which quarters of an hour it counts, not only that there is none", async () => {
    const to = Date.UTC(2026, 3, 15, 9, 21);
    const page = await openPage({
      path: `/reports?period=custom&from=${to - minuteMs}&to=${to}`,
    });
    await page.locator(".empty").getByText("the quarters of an hour that begin in").waitFor();
    await page.context().close();
  });
}
