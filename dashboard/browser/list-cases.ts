// A list shows what is typed and what has happened, while one looks at it.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { GivenDashboard } from "./given-dashboard.ts";

export function listCases({ openPage, centre }: GivenDashboard): void {
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
        setTimeout(() => {
          const field = document.querySelector<HTMLInputElement>("[data-search]");
          if (field === null) return;
          field.value += "0";
          field.dispatchEvent(new InputEvent("input", { bubbles: true }));
        });
      };
    });
    await field.click();
    await page.keyboard.type("138");
    await page.waitForURL(/prefix=1380$/);
    assert.equal(await field.inputValue(), "1380");
    await page.context().close();
  });

  test("a list of calls in progress shows those that have come since it was opened", async () => {
    const page = await openPage({ path: "/calls?state=live" });
    await page.locator("tbody tr").first().waitFor();
    await page.waitForTimeout(1_500);
    const call = { ccId: 1, vdn: 100, callId: "come-since" };
    const at = centre().now();
    await centre().send([
      { kind: "arrived", at, ...call, direction: "in", callerNo: "4711", calleeNo: "1" },
    ]);
    await page.getByRole("cell", { name: "4711", exact: true }).waitFor();
    await centre().send([{ kind: "ended", at: at + 1, ...call }]);
    await page.context().close();
  });

  test("a field keeps the focus when what was typed into it has been taken", async () => {
    const page = await openPage({ path: "/calls?state=ended" });
    await page.locator("tbody tr").first().waitFor();
    const fieldInFocus = () =>
      page.evaluate(() => document.activeElement?.ariaLabel ?? document.activeElement?.id);
    const pageField = page.getByLabel("Page", { exact: true });
    assert.equal(await pageField.inputValue(), "1");
    await pageField.fill("2");
    await page.keyboard.press("Enter");
    await page.waitForURL(/offset=50/);
    await page.locator(".panel[aria-busy=false]").waitFor();
    assert.equal(await fieldInFocus(), "pager-page");
    await page.getByRole("button", { name: "More filters" }).click();
    const least = page.getByLabel("Waited: at least");
    await least.fill("5");
    await page.keyboard.press("Enter");
    const tag = page.getByRole("button", { name: "Remove Waited at least 0:05" });
    await tag.waitFor();
    assert.equal(await least.inputValue(), "0:05");
    assert.equal(await fieldInFocus(), "Waited: at least");
    await tag.click();
    await page.getByRole("button", { name: "More filters" }).click();
    assert.equal(await least.inputValue(), "");
    assert.equal(await pageField.inputValue(), "1");
    await page.context().close();
  });

  test("a refused event that has been opened stays open when newer ones come", async () => {
    const refuse = () =>
      fetch(`${centre().server.url}/v1/events`, {
        method: "POST",
        headers: {
          authorization: `Bearer ${centre().server.bearer("ingest", "1/100")}`,
          "content-type": "application/x-ndjson",
        },
        body: '{"kind":"nonsense"}\n',
      });
    await refuse();
    const page = await openPage({ path: "/operations" });
    await page.locator(".raw-cell summary").first().click();
    const shown = await page.locator(".raw-cell").count();
    await refuse();
    // Asked for every 15 s.
    await page.locator(".raw-cell").nth(shown).waitFor({ timeout: 20_000 });
    assert.equal(await page.locator(".raw-cell details[open]").count(), 1);
    await page.context().close();
  });

  test("a number in the list of calls can be selected, and a click on it opens its call", async () => {
    const page = await openPage({ path: "/calls?state=ended" });
    const number = page.locator("tbody tr").first().locator("td").nth(2);
    const text = await number.innerText();
    const { x = 0, y = 0, width = 0, height = 0 } = (await number.boundingBox()) ?? {};
    await page.mouse.move(x + 2, y + height / 2);
    await page.mouse.down();
    await page.mouse.move(x + width - 2, y + height / 2, { steps: 5 });
    await page.mouse.up();
    assert.equal(await page.evaluate(() => getSelection()?.toString().trim()), text);
    for (const asked of [{ modifiers: ["Control" as const] }, { button: "middle" as const }]) {
      const [tab] = await Promise.all([page.context().waitForEvent("page"), number.click(asked)]);
      await tab.waitForURL(/\/calls\/1\/100\//);
      assert.match(page.url(), /state=ended$/);
    }
    await number.click();
    await page.waitForURL(/\/calls\/1\/100\//);
    await page.context().close();
  });

  test("a filter that is chosen while a search waits for the typing to end is not lost by it", async () => {
    const page = await openPage({ path: "/calls" });
    await page.locator("tbody tr").first().waitFor();
    await page.locator("[data-search]").fill("9");
    await page.getByRole("combobox", { name: "State" }).selectOption("missed");
    await page.waitForURL(/prefix=9/);
    assert.match(page.url(), /state=missed/);
    await page.context().close();
  });

  test("a list of a period that has ended is asked for again by its refresh, and once", async () => {
    const to = centre().now() - 60_000;
    const page = await openPage({ path: `/calls?period=custom&from=${to - 600_000}&to=${to}` });
    await page.locator("tbody tr").first().waitFor();
    const asked: string[] = [];
    page.on("request", (request) => asked.push(request.url()));
    const refresh = page.getByRole("button", { name: "Refresh" });
    await Promise.all([page.waitForResponse(/v1\/calls\?/), refresh.click()]);
    assert.equal(asked.length, 1);
    await page.goto(page.url().replace(/\?.*/, ""));
    await page.locator("tbody tr").first().waitFor();
    asked.length = 0;
    await Promise.all([page.waitForResponse(/v1\/calls\?/), refresh.click()]);
    await page.locator(".panel[aria-busy=false]").waitFor();
    assert.equal(asked.filter((url) => url.includes("/v1/calls?")).length, 1);
    await page.context().close();
  });

  test("a page that there is not does not stay in the field as if it were on show", async () => {
    const page = await openPage({ path: "/calls?state=ended" });
    await page.locator("tbody tr").first().waitFor();
    const field = page.getByLabel("Page", { exact: true });
    for (const text of ["0", "1.5", "soon", "99999", "99998"]) {
      await field.fill(text);
      await page.keyboard.press("Enter");
      await page.waitForFunction(
        (text) => document.querySelector<HTMLInputElement>("#pager-page")?.value !== text,
        text,
      );
    }
    const pages = /of (\d+)/.exec(await page.locator(".pager").innerText())?.[1];
    assert.equal(await field.inputValue(), pages);
    await page.context().close();
  });

  test("that one caller has missed no call is not told as if nobody waited for a call back", async () => {
    const page = await openPage({ path: "/missed?caller=0000" });
    await page.getByText("No missed call matches").waitFor();
    await page.context().close();
  });
}
