// node dashboard/browser/measure-paint.ts URL KEY: of a running server, how soon each page is painted and shows
// what was asked for, in a browser that has nothing kept; ms since the address was opened, and bytes.
import { openBrowser } from "./open-browser.ts";
import { paintOf } from "./paint-of.ts";

const [url = "", key = ""] = process.argv.slice(2);
/** What a page shows when its questions are answered. */
const pages = {
  live: ".totals",
  calls: "tbody tr",
  missed: "tbody tr",
  "reports?period=week": ".heat",
  operations: ".facts",
} as const;

await using browser = await openBrowser();
for (const [path, shown] of Object.entries(pages)) {
  const context = await browser.newContext({ viewport: { width: 1600, height: 1000 } });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  await page.goto(`${url}/${path}#key=${key}`);
  await page.locator(shown).first().waitFor();
  const shownMs = await page.evaluate(() => Math.round(performance.now()));
  console.log(path, { ...(await paintOf(page)), shownMs });
  await context.close();
}
