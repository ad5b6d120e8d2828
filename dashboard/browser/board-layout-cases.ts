// Figures of the live board have room, whatever they are and wherever they are shown.
import assert from "node:assert/strict";
import { test } from "node:test";
import { withId } from "../src/format/with-id.ts";
import type { GivenDashboard } from "./given-dashboard.ts";

const hourMs = 3_600_000;

export function boardLayoutCases({ openPage, url, key, centre }: GivenDashboard): void {
  test("the live board never overflows sideways, with figures of five digits either", async () => {
    const page = await openPage();
    await page.locator(".card").first().waitFor();
    const tooWide: string[] = [];
    for (const path of ["/live", "/live?group=accessCodes", "/live?group=agents"]) {
      await page.goto(`${url()}${path}`);
      await page.locator(":is(.card, tbody tr)").first().waitFor();
      for (const width of [320, 390, 640, 820, 1024, 1280, 1366, 1440, 1600, 1920, 2560]) {
        await page.setViewportSize({ width, height: 800 });
        const over = await page.evaluate(overflowOfCrowd);
        if (over !== "") tooWide.push(`${path} ${width}: ${over}`);
      }
    }
    assert.deepEqual(tooWide, []);
    await page.context().close();
  });

  test("one long name leaves the figures of the board's table in sight, and is read in few lines", async () => {
    const at = centre().now();
    const call = { ccId: 1, vdn: 100, callId: "long-name" };
    const skillName = "A queue whose name goes on and on until nobody reads it any more ".repeat(3);
    await centre().send([
      { kind: "arrived", at, ...call, direction: "in", callerNo: "9", calleeNo: "1" },
      { kind: "queued", at: at + 1, ...call, skillId: 79, skillName },
    ]);
    const page = await openPage();
    await page.getByText("Table", { exact: true }).click();
    const row = page.locator("tbody tr", { hasText: "on and on" });
    const places = await row.evaluate((row) => ({
      wait: row.querySelector(".mark, time")?.getBoundingClientRect().right ?? Infinity,
      height: row.getBoundingClientRect().height,
    }));
    assert.ok(places.wait < 1280 && places.height < 250, JSON.stringify(places));
    await centre().send([{ kind: "ended", at: at + 2, ...call }]);
    await page.context().close();
  });

  test("a long name leaves the rest of a list in sight, and the page as wide as its window", async () => {
    const skillName = `${"Customer service for machine tools, second level, ".repeat(2)}west`;
    const at = centre().now();
    const call = { ccId: 1, vdn: 100, callId: "long-list-name" };
    await centre().send([
      { kind: "arrived", at, ...call, direction: "in", callerNo: "9", calleeNo: "1" },
      { kind: "queued", at: at + 1, ...call, skillId: 80, skillName },
      { kind: "ended", at: at + 2, ...call },
    ]);
    const page = await openPage({ path: "/missed?queue=80" });
    const resolve = page.getByRole("button", { name: /^Resolve the missed call/ });
    await resolve.waitFor();
    for (const width of [1280, 390]) {
      await page.setViewportSize({ width, height: 800 });
      const right = await resolve.evaluate((button) => button.getBoundingClientRect().right);
      assert.ok(right < width, `${width}: ${right}`);
      assert.equal(await page.evaluate(overflowOfPage), 0, `${width}`);
    }
    await page.goto(`${url()}/calls?state=missed&skillId=80`);
    await page.getByText(`Queue: ${withId(skillName, 80)}`).waitFor();
    assert.equal(await page.evaluate(overflowOfPage), 0);
    await page.context().close();
  });

  test("the ID of a queue stands after its name, also where the name runs to the left", async () => {
    const at = centre().now();
    const call = { ccId: 1, vdn: 100, callId: "right-to-left" };
    const skillName = "خدمة العملاء";
    await centre().send([
      { kind: "arrived", at, ...call, direction: "in", callerNo: "9", calleeNo: "1" },
      { kind: "queued", at: at + 1, ...call, skillId: 81, skillName },
    ]);
    const page = await openPage();
    await page.getByText("Table", { exact: true }).click();
    const row = page.locator("tbody tr", { hasText: skillName });
    const [name = 0, id = 0] = await row
      .locator("th > *")
      .evaluateAll((parts) => parts.map((part) => part.getBoundingClientRect().left));
    assert.ok(name < id, `${name} ${id}`);
    await page.goto(`${url()}/calls?skillId=81`);
    const tag = page.locator(".tag", { hasText: skillName });
    const [tagName = 0, tagId = 0] = await tag.evaluate(
      (element, parts) => {
        const text = element.firstChild ?? element;
        const leftOf = (part: string) => {
          const range = document.createRange();
          const at = text.textContent?.indexOf(part) ?? 0;
          range.setStart(text, at);
          range.setEnd(text, at + part.length);
          return range.getBoundingClientRect().left;
        };
        return parts.map(leftOf);
      },
      [skillName, "(81)"],
    );
    assert.ok(tagName < tagId, `${tagName} ${tagId}`);
    await centre().send([{ kind: "ended", at: at + 2, ...call }]);
    await page.context().close();
  });

  test("a phone shows which tenant it is, whole, while all is up to date", async () => {
    const page = await openPage({ isSignedIn: false });
    await page.setViewportSize({ width: 360, height: 800 });
    await page.goto(`${url()}/#key=${centre().server.bearer("live")}`);
    await page.locator(".connection .age").waitFor({ state: "attached" });
    const [width = 0, wanted = 0] = await page.locator(".tenant select").evaluate((select) => {
      const free = select.cloneNode(true);
      // A select's copy is one.
      const { style } = free as HTMLSelectElement;
      style.position = "absolute";
      style.width = "max-content";
      select.parentElement?.parentElement?.append(free);
      return [select, free].map((element) => (element as HTMLSelectElement).offsetWidth);
    });
    assert.ok(width >= wanted, `${width} ${wanted}`);
    await page.context().close();
  });

  test("the head of a table stays below the bar; where the page is too narrow for it the table scrolls sideways", async () => {
    const page = await openPage({ path: "/calls" });
    await page.locator("tbody tr").nth(20).waitFor();
    const region = page.getByRole("region", { name: "Calls" });
    const tops = () =>
      page.evaluate(() => scrollTo(0, 400)).then(() => region.evaluate(headBelowBar));
    await page.setViewportSize({ width: 1400, height: 600 });
    assert.deepEqual(await tops(), { rows: true, below: 0 });
    assert.equal(await region.getAttribute("tabindex"), null);
    await page.setViewportSize({ width: 700, height: 600 });
    await page.waitForFunction(() => document.querySelector("[role=region][tabindex]"));
    assert.equal(await page.evaluate(overflowOfPage), 0);
    await page.setViewportSize({ width: 1400, height: 600 });
    await page.waitForFunction(() => !document.querySelector("[role=region][tabindex]"));
    assert.deepEqual(await tops(), { rows: true, below: 0 });
    await page.context().close();
  });

  test("a sheet of filters stays in the window at any width, also where text is twice as large", async () => {
    const page = await openPage({ path: "/calls" });
    for (const width of [320, 640, 683, 820, 1024, 1280]) {
      await page.setViewportSize({ width, height: 600 });
      await page.getByRole("button", { name: "More filters" }).click();
      const box = await page.locator(".sheet:not([hidden])").boundingBox();
      assert.ok(box !== null && box.x >= 0 && box.x + box.width <= width, `${width}`);
      await page.keyboard.press("Escape");
    }
    await page.context().close();
  });

  test("Escape closes a sheet that has only just opened, before its first frame", async () => {
    const page = await openPage({ path: "/calls" });
    const button = page.getByRole("button", { name: "More filters" });
    const states = await button.evaluate(async (opener) => {
      (opener as HTMLElement).click();
      await Promise.resolve();
      const opened = opener.ariaExpanded;
      opener.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
      await Promise.resolve();
      return [opened, opener.ariaExpanded];
    });
    assert.deepEqual(states, ["true", "false"]);
    await page.context().close();
  });

  test("the narrowest window shows every choice whole, the settings, and how old data is", async () => {
    const page = await openPage({ path: "/reports" });
    await page.setViewportSize({ width: 320, height: 640 });
    const isInSight = (name: string) =>
      page.getByText(name, { exact: true }).evaluate((element) => {
        const { left, right } = element.getBoundingClientRect();
        return left >= 0 && right <= innerWidth;
      });
    assert.ok(await isInSight("Tenant"));
    await page.getByRole("button", { name: "Settings" }).click();
    for (const name of ["Dark", "简体中文", "Sign out"]) assert.ok(await isInSight(name), name);
    await page.keyboard.press("Escape");
    await page.locator(".connection").evaluate((connection) => {
      const words = ["Connection lost", "data 12:02:09 old"];
      const marked = document.createElement("span");
      connection.replaceChildren(
        ...words.map((text) => Object.assign(marked.cloneNode(), { textContent: text })),
      );
    });
    assert.equal(await page.evaluate(overflowOfPage), 0);
    await page.context().close();
  });

  test("a bar of a call's ribbon has its text within it, or none", async () => {
    const call = { ccId: 1, vdn: 100, callId: "bars-1" };
    const at = centre().now() - 60_000;
    await centre().send([
      { kind: "arrived", at, ...call, direction: "in", callerNo: "9", calleeNo: "1" },
      { kind: "queued", at, ...call, skillId: 1 },
      { kind: "offered", at: at + 7_000, ...call, agentId: 191 },
      { kind: "answered", at: at + 14_000, ...call, agentId: 191 },
      { kind: "ended", at: at + 60_000, ...call },
    ]);
    const page = await openPage({ path: "/calls/1/100/bars-1" });
    await page.locator(".ribbon .lane text").first().waitFor();
    for (let width = 700; width <= 1400; width += 20) {
      await page.setViewportSize({ width, height: 800 });
      await page.waitForTimeout(50);
      const over = await page.locator(".ribbon .lane g:has(text)").evaluateAll((bars) =>
        bars.map((bar) => {
          const [rect, text] = ["rect", "text"].map((name) => bar.querySelector(name));
          const right = (part: Element | null | undefined) =>
            part?.getBoundingClientRect().right ?? 0;
          return right(text) - right(rect);
        }),
      );
      assert.ok(Math.max(-1, ...over) <= 0, `${width}: ${over.join(" ")}`);
    }
    await page.context().close();
  });

  test("on a wall the figures of a crowded queue keep apart, and within their card", async () => {
    const at = centre().now() - 1.5 * hourMs;
    const where = { ccId: 1, vdn: 100 };
    const ids = Array.from({ length: 1_200 }, (_, index) => `wall-${index}`);
    await centre().send(
      ids.flatMap((callId) => [
        { kind: "arrived", at, ...where, callId, direction: "in", callerNo: "9", calleeNo: "1" },
        { kind: "queued", at: at + 1, ...where, callId, skillId: 78, skillName: "Wall" },
      ]),
    );
    const page = await openPage({ isSignedIn: false });
    // A window on the whole screen has no other sizes.
    await page.addInitScript(() => {
      Element.prototype.requestFullscreen = () => Promise.reject(new TypeError("Refused"));
    });
    await page.goto("about:blank");
    await page.goto(`${url()}/live?wall=1#key=${key()}`);
    const card = page.locator(".card", { hasText: "Wall" });
    await card.getByText("1,200", { exact: true }).waitFor();
    for (const [width, height] of [
      [1280, 720],
      [1920, 1080],
      [2560, 1440],
    ] as const) {
      await page.setViewportSize({ width, height });
      await page.waitForTimeout(300);
      const places = await card.evaluate((card) => {
        const edgesOf = (selector: string) => {
          const range = document.createRange();
          range.selectNodeContents(card.querySelector(selector) ?? card);
          const { left, right } = range.getBoundingClientRect();
          return { left, right };
        };
        return {
          waiting: edgesOf(".big > .figure:first-child strong"),
          mark: edgesOf(".big .mark svg"),
          wait: edgesOf(".big time"),
          card: card.getBoundingClientRect().right,
        };
      });
      assert.ok(places.waiting.right < places.mark.left, `${width}: ${JSON.stringify(places)}`);
      assert.ok(places.wait.right < places.card, `${width}: ${JSON.stringify(places)}`);
    }
    await centre().send(ids.map((callId) => ({ kind: "ended", at: at + 2, ...where, callId })));
    await page.context().close();
  });
}

/** Whether rows have gone behind the head of a table, and how far below the bar at the top it stands. */
function headBelowBar(region: Element): { readonly rows: boolean; readonly below: number } {
  const boxOf = (from: ParentNode, part: string) =>
    from.querySelector(part)?.getBoundingClientRect();
  const head = boxOf(region, "thead");
  return {
    rows: (boxOf(region, "tbody")?.top ?? 0) < (head?.top ?? 0),
    below: Math.round((head?.top ?? 0) - (boxOf(document, ".bar")?.bottom ?? 0)),
  };
}

/** Runs in the page; how much wider it is than its window, px. */
function overflowOfPage(): number {
  const { scrollWidth, clientWidth } = document.documentElement;
  return scrollWidth - clientWidth;
}

/** Runs in the page; in one turn, so that no news comes in between. */
function overflowOfCrowd(): string {
  for (const figure of document.querySelectorAll(".figure strong")) {
    if (/^\d[\d,]*$/.test(figure.textContent)) figure.textContent = "12,345";
  }
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) return `page by ${root.scrollWidth - root.clientWidth}`;
  const boxes = [...document.querySelectorAll(".card, .totals .group, .figure")];
  return boxes.find((box) => box.scrollWidth > box.clientWidth + 1)?.outerHTML ?? "";
}
