// A report is of what was asked, is named by it, and can be asked for again.
import { test } from "node:test";
import type { GivenDashboard } from "./given-dashboard.ts";

export function reportCases({ openPage }: GivenDashboard): void {
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
}
