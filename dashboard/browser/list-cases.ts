// A list shows what is typed and what has happened, while one looks at it.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { GivenDashboard } from "./given-dashboard.ts";

export function listCases({ openPage }: GivenDashboard): void {
  test("a digit that is typed while the list takes up the ones before stays in the search field", async () => {
    const page = await openPage({ path: "/calls" });
    const field = page.locator("[data-search]");
    await field.waitFor();
    await page.evaluate(() => {
      const replace = history.replaceState.bind(history);
      history.replaceState = (state, unused, address) => {
        replace(state, unused, address);
        if (!String(address).endsWith("prefix=138")) return;
        history.replaceState = replace;
        // The next key of whoever types as fast as the field tells.
        setTimeout(() => document.execCommand("insertText", false, "0"));
      };
    });
    await field.click();
    await page.keyboard.type("138");
    await page.waitForURL(/prefix=1380$/);
    assert.equal(await field.inputValue(), "1380");
    await page.context().close();
  });
}
