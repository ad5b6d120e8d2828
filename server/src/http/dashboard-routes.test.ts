import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { brotliCompressSync, gzipSync } from "node:zlib";
import fastify from "fastify";
import { readDashboard, type DashboardFiles } from "./dashboard-files.ts";
import { dashboardRoutes } from "./dashboard-routes.ts";

const page = "<!doctype html><title>Trunkline</title>";
const script = "console.log(1)".repeat(100);
const folder = mkdtempSync(join(tmpdir(), "dashboard-"));

before(() => {
  mkdirSync(join(folder, "assets"));
  writeFileSync(join(folder, "index.html"), page);
  writeFileSync(join(folder, "fingerprint"), "not for others");
  writeFileSync(join(folder, "assets/main-abc.js"), script);
  writeFileSync(join(folder, "assets/main-abc.js.br"), brotliCompressSync(script));
  writeFileSync(join(folder, "assets/main-abc.js.gz"), gzipSync(script));
});
after(() => rmSync(folder, { recursive: true }));

function appOf(files: DashboardFiles | undefined) {
  const app = fastify();
  dashboardRoutes(app, files);
  return app;
}

test("the page is given at its own path and at every place within it", async () => {
  const app = appOf(readDashboard(folder));
  for (const url of ["/", "/live", "/calls?from=1", "/calls/1/100/17-5", "/operations"]) {
    const reply = await app.inject({ url });
    assert.equal(reply.body, page, url);
    assert.equal(reply.headers["cache-control"], "no-cache");
    assert.match(String(reply.headers["content-security-policy"]), /script-src 'self'/);
  }
});

test("a script comes in the best encoding that the browser takes, to be kept for good", async () => {
  const app = appOf(readDashboard(folder));
  const url = "/assets/main-abc.js";
  const best = await app.inject({ url, headers: { "accept-encoding": "gzip, deflate, br" } });
  assert.equal(best.headers["content-encoding"], "br");
  assert.equal(best.headers["content-type"], "text/javascript;charset=UTF-8");
  assert.match(String(best.headers["cache-control"]), /immutable/);
  const older = await app.inject({ url, headers: { "accept-encoding": "gzip, br;q=0" } });
  assert.equal(older.headers["content-encoding"], "gzip");
  const plain = await app.inject({ url });
  assert.equal(plain.body, script);
});

test("what the browser has already is not sent again", async () => {
  const app = appOf(readDashboard(folder));
  const { etag } = (await app.inject({ url: "/" })).headers;
  const reply = await app.inject({ url: "/", headers: { "if-none-match": String(etag) } });
  assert.equal(reply.statusCode, 304);
  assert.equal(reply.body, "");
});

test("files of the folder that are no part of the page are not given", async () => {
  const app = appOf(readDashboard(folder));
  for (const url of ["/fingerprint", "/assets/main-abc.js.br", "/assets/%2e%2e/fingerprint"]) {
    assert.equal((await app.inject({ url })).statusCode, 404, url);
  }
});

test("a dashboard that is not built says how to build it", async () => {
  const app = appOf(readDashboard(join(folder, "nowhere")));
  const reply = await app.inject({ url: "/live" });
  assert.equal(reply.statusCode, 503);
  assert.match(reply.body, /npm run build/);
});
