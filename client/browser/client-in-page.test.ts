// The SDK in a real browser, as the one file that is published.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { openBrowser } from "../../dashboard/browser/open-browser.ts";
import { arrivedIn, callEvents, evening } from "../../server/src/cms/test-call-centre.ts";
import { startApi, type TestApi } from "../../server/src/test-api.ts";
import { testKey } from "../../server/src/test-server.ts";
import { bundleClient } from "../bundle.ts";

let api: TestApi;
let browser: Browser;
let page: Page;

before(async () => {
  api = await startApi();
  browser = await openBrowser();
  page = await browser.newPage();
  const { code } = await bundleClient();
  const script = `import * as sdk from "./index.js"; window.sdk = sdk;`;
  const body = `<!doctype html><title>SDK</title><script type="module">${script}</script>`;
  await page.route("**/sdk/", (route) => route.fulfill({ contentType: "text/html", body }));
  await page.route("**/sdk/index.js", (route) =>
    route.fulfill({ contentType: "text/javascript", body: code }),
  );
  await page.goto(`${api.server.url}/sdk/`);
  await page.waitForFunction("window.sdk !== undefined");
});

after(async () => {
  await browser.close();
  await api[Symbol.asyncDispose]();
});

/** Runs the body of an async function in the page, with `sdk` and `key` in reach. */
function inPage(body: string): Promise<unknown> {
  const key = JSON.stringify(api.keys.adminA);
  return page.evaluate(`(async () => { const { sdk } = window; const key = ${key}; ${body} })()`);
}

test("a page asks the server that it comes from, page by page", async () => {
  const ids = await inPage(`
    const ids = [];
    const trunkline = sdk.openTrunkline({ url: "", key });
    for await (const call of trunkline.getCalls.all({ limit: 2, state: "ended" })) ids.push(call.callId);
    return ids;`);
  assert.ok(Array.isArray(ids));
  assert.deepEqual([ids.length, new Set(ids).size], [6, 6]);
});

test("a page follows the live stream and is told of a call that arrives", async () => {
  const following = inPage(`
    const live = new sdk.LiveRows();
    const stream = sdk.openTrunkline({ url: "", key }).streamLive({ kinds: ["calls"] });
    for await (const message of stream) {
      live.apply(message);
      window.isFollowing = true;
      const call = live.calls.get("1/170 new-call");
      if (call !== undefined) return call.callerNo;
    }`);
  await page.waitForFunction("window.isFollowing");
  await api.post(callEvents("new-call", [{ ...arrivedIn, s: 35_998 }]));
  assert.equal(await following, arrivedIn.callerNo);
});

test("a page signs a request to the CC-CMS interfaces", async () => {
  const total = await inPage(`
    const options = { url: location.origin, key: ${JSON.stringify(testKey)}, now: () => ${evening} };
    const { total } = await sdk.openCms(options).queryMissedCalls({ vdn: 170, offset: 0, limit: 1 });
    return total;`);
  assert.equal(total, 2);
});

test("a page is told why it is refused", async () => {
  const said = await inPage(`
    const error = await sdk.openTrunkline({ url: "", key: "wrong" }).getMe().catch((error) => error);
    return [error instanceof sdk.TrunklineError, error.code, error.status, error.requestId !== ""];`);
  assert.deepEqual(said, [true, "unauthenticated", 401, true]);
});
