// An address means the same to whoever opens it, and one comes back to what one left.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { GivenDashboard } from "./given-dashboard.ts";

export function addressCases({ openPage, url, centre }: GivenDashboard): void {
  test("an address names its tenant from page to page, and means it to whoever had chosen another", async () => {
    const page = await openPage({ isSignedIn: false });
    const chosen = () => page.locator(".tenant select").inputValue();
    const supervisor = centre().server.bearer("supervise");
    await page.evaluate(() =>
      localStorage.setItem("trunkline.preferences", JSON.stringify({ tenant: "1/170" })),
    );
    await page.goto("about:blank");
    await page.goto(`${url()}/live?tenant=1/100#key=${supervisor}`);
    await page.getByRole("link", { name: "Orders" }).click();
    await page.waitForURL(/\/calls\?state=live&skillId=2&tenant=1\/100$/);
    assert.equal(await chosen(), "1/100");
    await page.getByRole("link", { name: "Missed calls" }).click();
    await page.waitForURL(/\/missed\?tenant=1\/100$/);
    assert.equal(await chosen(), "1/100");
    const call = await page.locator("tbody a").first().getAttribute("href");
    await page.goto("about:blank");
    await page.goto(`${url()}${call}`);
    await page.locator(".call-head").waitFor();
    assert.equal(await chosen(), "1/100");
    await page.goto(`${url()}/reports?tenant=9/9`);
    await page.getByText("does not see the tenant 9/9").waitFor();
    await page.goto(`${url()}/calls/8/8/nobody`);
    await page.getByText("does not see the tenant 8/8").waitFor();
    await page.context().close();
  });

  test("what the live board's address asks and nobody understands is named", async () => {
    const page = await openPage({ path: "/live?group=queue&sort=wait" });
    await page.getByText(/left out: group=queue$/).waitFor();
    await page.context().close();
  });

  test("the key of the search leads into its field with several tenants, too, and leaves no mark in the address", async () => {
    const page = await openPage({ isSignedIn: false });
    await page.goto(`${url()}/reports#key=${centre().server.bearer("supervise")}`);
    await page.getByRole("heading", { name: "Reports" }).waitFor();
    await page.keyboard.press("/");
    await page.locator("[data-search]:focus").waitFor();
    await page.waitForURL(/\/calls\?tenant=1\/\d+$/);
    await page.context().close();
  });

  test("the board of a key that sees no calls leads to none", async () => {
    const page = await openPage({ isSignedIn: false });
    await page.goto("about:blank");
    await page.goto(`${url()}/live#key=${centre().server.bearer("live", "1/100")}`);
    await page.getByRole("heading", { name: "Orders" }).waitFor();
    assert.equal(await page.locator(".cards a").count(), 0);
    await page.goto(`${url()}/live?group=agents`);
    await page.locator("tbody tr").first().waitFor();
    assert.equal(await page.locator("tbody a").count(), 0);
    await page.context().close();
  });

  test("a page beyond the end of a list leads to its last page: what it lists is never said to be none", async () => {
    const page = await openPage();
    await page.addInitScript(keepEmptiness);
    for (const path of ["/missed?", "/calls?state=ended&", "/tasks?"]) {
      await page.goto(`${url()}${path}offset=99950`);
      await page.locator("tbody tr").first().waitFor();
      await page.waitForURL((url) => !url.search.includes("99950"));
      const { emptiness } = await page.evaluate(() => document.documentElement.dataset);
      assert.equal(emptiness, undefined, path);
    }
    await page.context().close();
  });

  test("back from a call, the list is where it was, with its filters", async () => {
    const page = await openPage({ path: "/calls?state=answered" });
    const call = page.locator("tbody a").nth(45);
    await call.scrollIntoViewIfNeeded();
    const top = await page.evaluate(() => scrollY);
    assert.ok(top > 0);
    await call.click();
    await page.locator(".call-head").waitFor();
    await page.goBack();
    await page.waitForFunction((top) => scrollY === top, top);
    await call.click();
    // A place within the page is an entry of the browser's history, too.
    await page.locator(".ribbon .event circle").last().click();
    await page.waitForURL(/#event-\d+$/);
    await page.getByRole("link", { name: "All calls" }).click();
    await page.waitForURL(/\/calls\?state=answered$/);
    await page.context().close();
  });

  test("a year that is typed digit by digit is the period's, and leaves day and month as they are", async () => {
    const from = Date.UTC(2026, 3, 15, 10);
    const page = await openPage({ path: `/calls?period=custom&from=${from}` });
    const field = page.getByRole("textbox", { name: "From" });
    await field.waitFor();
    const before = await field.inputValue();
    const { x = 0, y = 0, height = 0 } = (await field.boundingBox()) ?? {};
    await page.mouse.click(x + 12, y + height / 2);
    for (const key of ["ArrowRight", "ArrowRight", "2", "0", "2", "5"]) {
      await page.keyboard.press(key);
      // Each digit is a change of its own, which the page draws.
      await page.waitForTimeout(50);
    }
    assert.equal(await field.inputValue(), before.replace("2026", "2025"));
    await page.waitForURL(`**/calls?period=custom&from=${Date.UTC(2025, 3, 15, 10)}*`);
    await page.context().close();
  });

  test("a dialog gives the focus back to what opened it, however it is closed", async () => {
    const page = await openPage({ path: "/missed" });
    const opener = page.getByRole("button", { name: /^Resolve/ }).first();
    const name = await opener.getAttribute("aria-label");
    for (const close of ["Escape", "Cancel"]) {
      await opener.focus();
      await page.keyboard.press("Enter");
      await page.getByRole("dialog").waitFor();
      if (close === "Cancel") await page.getByRole("button", { name: close }).click();
      else await page.keyboard.press(close);
      await page.getByRole("dialog").waitFor({ state: "detached" });
      const focused = await page.evaluate(() => document.activeElement?.ariaLabel);
      assert.equal(focused, name, close);
    }
    await page.context().close();
  });
}

/** Runs in the page, before it is drawn: keeps what is there for less than a moment, too. */
function keepEmptiness(): void {
  new MutationObserver(() => {
    const title = document.querySelector(".empty h3")?.textContent;
    if (title !== undefined) document.documentElement.dataset["emptiness"] = title;
  }).observe(document, { childList: true, subtree: true });
}
