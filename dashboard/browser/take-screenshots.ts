// node dashboard/browser/take-screenshots.ts URL KEY FOLDER [name ...]: every page, wide and phone, light and dark,
// English and Chinese. A name picks pages, or by "phone", "dark", "zh" what else it contains.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { openBrowser } from "./open-browser.ts";

const [url = "", key = "", folder = "", ...wanted] = process.argv.slice(2);
const wide = { viewport: { width: 1600, height: 1000 } };
const phone = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true };
const looks: Readonly<Record<string, BrowserContextOptions>> = {
  "wide-light-en": { ...wide, colorScheme: "light", locale: "en-GB" },
  "wide-dark-zh": { ...wide, colorScheme: "dark", locale: "zh-CN" },
  "phone-light-zh": { ...phone, colorScheme: "light", locale: "zh-CN" },
  "phone-dark-en": { ...phone, colorScheme: "dark", locale: "en-GB" },
};
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
  "reports?period=week": (page) => page.locator(".heat").waitFor(),
  tasks: (page) => page.locator("tbody tr").first().waitFor(),
  operations: (page) => page.locator(".facts").first().waitFor(),
  // The last one: the choice of a table is remembered.
  "live?table": async (page) => {
    await page.getByRole("radio").nth(4).check({ force: true });
    await page.locator("tbody tr").first().waitFor();
  },
};

await mkdir(folder, { recursive: true });
await using browser = await openBrowser();
for (const [look, options] of Object.entries(looks)) await shoot(browser, look, options);

async function shoot(
  browser: Browser,
  look: string,
  options: BrowserContextOptions,
): Promise<void> {
  const isWanted = (name: string) =>
    wanted.every((part) => `-${name}-${look}-`.includes(`-${part}-`));
  const context = await browser.newContext(options);
  const page = await context.newPage();
  page.setDefaultTimeout(6_000);
  page.on("pageerror", (error) => console.error(error));
  page.on("console", (message) => {
    if (message.type() === "error") console.error(message.text());
  });
  // A wall shows what fits, all else shall be seen whole.
  const picture = (name: string) =>
    page.screenshot({
      path: join(folder, `${name}-${look}.png`),
      fullPage: !name.includes("wall"),
      timeout: 30_000,
    });
  if (isWanted("sign-in")) {
    await page.goto(url);
    await page.locator("form").waitFor();
    await picture("sign-in");
  }
  await page.goto("about:blank");
  await page.goto(`${url}/#key=${key}`);
  for (const [path, ready] of Object.entries(pages)) {
    const name = path.replaceAll(/\W+/g, "-");
    if (!isWanted(name)) continue;
    if (path !== "call") await page.goto(`${url}/${path}`);
    await ready(page).catch(() => console.error(`${name} ${look} is not as expected`));
    await page.waitForTimeout(1200);
    await picture(name);
  }
  await context.close();
}
