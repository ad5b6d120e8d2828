// A slow or broken server, and a browser that keeps nothing: the page says so, and goes on by itself.
import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { Route } from "playwright-core";
import type { GivenDashboard } from "./given-dashboard.ts";

export function troubleCases({ openPage, url, key, centre }: GivenDashboard): void {
  test("an answer that takes longer than the pause between questions is waited for", async () => {
    const page = await openPage();
    await page.getByRole("heading", { name: "Live board" }).waitFor();
    // Agents are asked for every 3 s.
    await page.route("**/v1/live/agents*", async (route) => {
      await sleep(4_000);
      await route.continue().catch(() => undefined);
    });
    await page.goto(`${url()}/live?group=agents`);
    await page.locator("tbody tr").first().waitFor();
    await page.unrouteAll({ behavior: "ignoreErrors" });
    await page.context().close();
  });

  test("what answers the question before is not taken for the answer, nor saved as one", async () => {
    const page = await openPage({ path: "/reports" });
    const save = page.getByRole("button", { name: "Save as CSV" });
    await save.waitFor();
    assert.ok(await save.isEnabled());
    await page.route("**/v1/{reports,missed-calls}*/**", waitAndGoOn);
    await page.route("**/v1/missed-calls*", waitAndGoOn);
    await page.getByText("Agents", { exact: true }).click();
    await page.locator(".report[aria-busy=true]").waitFor();
    assert.ok(await save.isDisabled());
    await page.locator(".report[aria-busy=false]").waitFor();
    assert.ok(await save.isEnabled());
    await page.goto(`${url()}/missed`);
    await page.locator("tbody tr").first().waitFor();
    await page.getByText("Resolved", { exact: true }).first().click();
    await page.locator(".panel[aria-busy=true]").waitFor();
    await page.locator(".panel[aria-busy=false]").waitFor();
    await page.unrouteAll({ behavior: "ignoreErrors" });
    await page.context().close();
  });

  test("agents that cannot be asked for any more are not shown as if they were live", async () => {
    const page = await openPage({ path: "/live?group=agents" });
    await page.locator("tbody tr").first().waitFor();
    await page.route("**/v1/live/agents*", (route) => refuse(route, 429, "tooManyRequests"));
    await page.getByRole("alert").getByText("Too many requests at once").waitFor();
    await page.unroute("**/v1/live/agents*");
    await page.getByRole("alert").waitFor({ state: "detached" });
    await page.context().close();
  });

  test("a call in progress is asked for again after an answer that never came", async () => {
    const call = { ccId: 1, vdn: 100, callId: "long-1" };
    const at = centre().now();
    await centre().send([
      { kind: "arrived", at, ...call, direction: "in", callerNo: "5", calleeNo: "1" },
    ]);
    const page = await openPage({ path: "/calls/1/100/long-1" });
    await page.locator(".call-head").waitFor();
    await page.route("**/v1/calls/**", (route) => route.abort());
    await page.getByRole("alert").getByText("The server does not answer").waitFor();
    await page.unroute("**/v1/calls/**");
    await page.locator(".call-head").waitFor();
    await centre().send([{ kind: "ended", at: at + 1, ...call }]);
    await page.getByRole("button", { name: "Save as vCon" }).waitFor();
    await page.context().close();
  });

  test("a page whose files the server no longer has is loaded anew", async () => {
    const page = await openPage();
    await page.getByRole("heading", { name: "Live board" }).waitFor();
    await page.route("**/assets/*reports*", (route) => refuse(route, 404, "notFound"));
    await page.getByRole("link", { name: "Reports" }).click();
    await page.getByText("The server has been updated since").waitFor();
    await page.unroute("**/assets/*reports*");
    await page.getByRole("button", { name: "Load the page again" }).click();
    await page.getByRole("heading", { name: "Reports" }).waitFor();
    await page.context().close();
  });

  test("a key that is asked for twice, because the answer takes its time, is made once", async () => {
    const page = await openPage({ path: "/operations" });
    await page.route("**/v1/admin/**", async (route) => {
      if (route.request().method() === "POST") await sleep(500);
      await route.continue();
    });
    await page.getByRole("button", { name: "New key" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Name").fill("asked twice");
    // Both in one turn: a browser's double click.
    await dialog
      .locator("button[type=submit]")
      .evaluate((button: HTMLElement) => [0, 1].forEach(() => setTimeout(() => button.click())));
    await dialog.getByText("Copy", { exact: true }).waitFor();
    await page.waitForTimeout(700);
    const made = centre()
      .server.registry.bearerKeys()
      .filter(({ name }) => name === "asked twice");
    assert.equal(made.length, 1);
    await page.context().close();
  });

  test("a new key is selected to be copied where a browser gives pages no clipboard", async () => {
    const page = await openPage({ path: "/operations" });
    await page.evaluate(() => Object.defineProperty(navigator, "clipboard", { value: undefined }));
    await page.getByRole("button", { name: "New key" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Name").fill("selected");
    await dialog.getByRole("button", { name: "New key" }).click();
    await dialog.getByRole("button", { name: "Copy" }).click();
    await dialog.getByText("the key is selected").waitFor();
    const key = await dialog.getByLabel("The key").inputValue();
    assert.equal(await page.evaluate(() => getSelection()?.toString()), key);
    await page.context().close();
  });

  test("what a form does not take it says: a threshold below zero, a key without a name", async () => {
    const page = await openPage();
    await page.getByRole("button", { name: "Thresholds" }).click();
    const field = page.locator(".sheet:not([hidden]) input").first();
    // The browser's own words beside the field cannot be read by a test: it is told that it has them to say.
    await field.evaluate((input) =>
      input.addEventListener("invalid", () => input.setAttribute("data-said", "")),
    );
    await field.fill("-5");
    await page.keyboard.press("Tab");
    assert.equal(await field.getAttribute("data-said"), "");
    await page.goto(`${url()}/operations`);
    await page.getByRole("button", { name: "New key" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Name").fill("   ");
    const before = centre().server.registry.bearerKeys().length;
    await dialog.getByRole("button", { name: "New key" }).click();
    await page.waitForTimeout(500);
    assert.equal(centre().server.registry.bearerKeys().length, before);
    await page.context().close();
  });

  test("an address with a key that may only send events says so, and tells of no lost connection", async () => {
    const page = await openPage({ isSignedIn: false });
    await page.goto("about:blank");
    await page.goto(`${url()}/#key=${centre().server.bearer("ingest", "1/100")}`);
    await page.getByText("This key may only send events").waitFor();
    assert.equal(await page.getByText("Connection lost").count(), 0);
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByLabel("API key").waitFor();
    await page.context().close();
  });

  test("whoever has signed out leaves no tenant in the title, and is refused in the language on show", async () => {
    const page = await openPage();
    await page.waitForFunction(() => document.title.includes("1/100"));
    await page.getByRole("button", { name: "Settings" }).click();
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByLabel("API key").fill("tl_wrong");
    assert.equal(await page.title(), "Trunkline");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("alert").getByText("does not know this key").waitFor();
    await page.getByRole("button", { name: "简体中文" }).click();
    await page.getByRole("alert").getByText("服务器不认识这个密钥").waitFor();
    await page.context().close();
  });

  test("a page that opens before the server does begins by itself once it is there", async () => {
    const page = await openPage();
    await page.getByRole("heading", { name: "Live board" }).waitFor();
    await page.route("**/v1/**", (route) => route.abort());
    await page.reload();
    await page.getByText("The server does not answer").waitFor();
    await page.unroute("**/v1/**");
    await page.getByRole("heading", { name: "Live board" }).waitFor();
    await page.context().close();
  });

  test("a browser that keeps nothing for pages shows the dashboard all the same", async () => {
    const page = await openPage({ isSignedIn: false });
    await page.addInitScript(() => {
      for (const name of ["localStorage", "sessionStorage"]) {
        Object.defineProperty(globalThis, name, {
          get: () => {
            throw new DOMException("The operation is insecure", "SecurityError");
          },
        });
      }
    });
    await page.goto("about:blank");
    await page.goto(`${url()}/#key=${key()}`);
    await page.getByRole("heading", { name: "Live board" }).waitFor();
    await page.context().close();
  });
}

async function waitAndGoOn(route: Route): Promise<void> {
  await sleep(700);
  await route.continue().catch(() => undefined);
}

function refuse(route: Route, status: number, code: string): Promise<void> {
  const contentType = "application/problem+json";
  return route.fulfill({ status, contentType, body: JSON.stringify({ code, detail: "Refused" }) });
}
