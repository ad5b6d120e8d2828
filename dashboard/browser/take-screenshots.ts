// node dashboard/browser/take-screenshots.ts URL KEY FOLDER [name ...]: every page, wide and phone, light and dark.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { openBrowser } from "./open-browser.ts";

const [url = "", key = "", folder = "", ...wanted] = process.argv.slice(2);
const sizes = { wide: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } } as const;
const pages: Readonly<Record<string, (page: Page) => Promise<void>>> = {
  live: (page) => page.locator(".card").first().waitFor(),
  "live?group=accessCodes": (page) => page.locator(".card").first().waitFor(),
  "live?group=agents": (page) => page.locator("tbody tr").first().waitFor(),
  "live?wall=1": (page) => page.locator(".card").first().waitFor(),
  calls: (page) => page.locator("tbody tr").first().waitFor(),
  call: async (page) => {
    await page.goto(`${url}/calls?state=answered&sort=-waitMs`);
    await page.locator("tbody tr a").nth(3).click();
    await page.locator(".ribbon").waitFor();
  },
  missed: (page) => page.locator("tbody tr").first().waitFor(),
  reports: (page) => page.locator(".heat").waitFor(),
  tasks: (page) => page.locator("tbody tr").first().waitFor(),
  operations: (page) => page.locator(".facts").first().waitFor(),
};

await mkdir(folder, { recursive: true });
await using browser = await openBrowser();
await shootSignIn(browser);
for (const [size, viewport] of Object.entries(sizes)) {
  for (const colorScheme of ["light", "dark"] as const) {
    const context = await browser.newContext({ viewport, colorScheme, locale: "en-GB" });
    const page = await context.newPage();
    page.setDefaultTimeout(8_000);
    page.on("pageerror", (error) => console.error(error));
    page.on("console", (message) => {
      if (message.type() === "error") console.error(message.text());
    });
    await page.goto(`${url}/#key=${key}`);
    for (const [path, ready] of Object.entries(pages)) {
      const name = path.replaceAll(/\W+/g, "-");
      if (wanted.length > 0 && !wanted.includes(name)) continue;
      if (path !== "call") await page.goto(`${url}/${path}`);
      await ready(page).catch(() =>
        console.error(`${name} ${size} ${colorScheme} is not as expected`),
      );
      await page.waitForTimeout(1500);
      const path_ = join(folder, `${name}-${size}-${colorScheme}.png`);
      await page.screenshot({ path: path_, fullPage: true });
    }
    await context.close();
  }
}

async function shootSignIn(browser: Browser): Promise<void> {
  if (wanted.length > 0 && !wanted.includes("sign-in")) return;
  const page = await browser.newPage({ viewport: sizes.wide });
  await page.goto(url);
  await page.locator("form").waitFor();
  await page.screenshot({ path: join(folder, "sign-in-wide-light.png") });
  await page.close();
}
