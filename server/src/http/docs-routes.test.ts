import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { problems } from "@trunkline/contract";
import fastify from "fastify";
import { problemBody } from "../api/api-problem.ts";
import { docsRoutes } from "./docs-routes.ts";
import { openDocs } from "./docs-site.ts";
import { readDocs } from "./docs-source.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const source = readDocs(root);
const site = openDocs(source, { version: "1.2.3" });
assert.ok(source !== undefined && site !== undefined);
const app = fastify();
docsRoutes(app, () => site);

test("no link of any page is dead: pages, files and anchors", async () => {
  const dead: string[] = [];
  for (const [path, render] of site.pages) {
    const { links, anchors } = render();
    for (const link of links) {
      if (/^(?:https?|mailto):/.test(link)) continue;
      const [target = "", anchor] = link.split("#");
      const isThere = target === "" || target === "/" || target === "/openapi.json";
      if (!isThere && (await site.find(target)) === undefined) dead.push(`${path}: ${link}`);
      if (anchor === undefined) continue;
      const there = target === "" ? anchors : site.pages.get(target)?.().anchors;
      if (there?.has(anchor) !== true) dead.push(`${path}: ${link}`);
    }
  }
  assert.deepEqual(dead, []);
});

test("every problem's type leads to the words about its code", async () => {
  for (const code of Object.keys(problems)) {
    // The keys of the table are its codes.
    const body = problemBody({ code: code as keyof typeof problems, detail: "" }, "1");
    const { type } = body as { readonly type: string };
    const [url = "", anchor = ""] = type.split("#");
    const reply = await app.inject({ url });
    assert.equal(reply.statusCode, 200);
    assert.match(reply.body, new RegExp(`<h2 id="${anchor}">`), type);
  }
});

test("every page has one heading of the first level and unique anchors, and is in the navigation", async () => {
  const index = (await app.inject({ url: "/docs" })).body;
  for (const path of site.pages.keys()) {
    const { body } = await app.inject({ url: path });
    assert.equal(body.match(/<h1 /g)?.length, 1, path);
    const ids = [...body.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    assert.equal(new Set(ids).size, ids.length, path);
    if (path !== "/docs") assert.ok(index.includes(`<li><a href="${path}">`), path);
  }
});

test("pages are asked for anew with their mark; styles and scripts are kept for good", async () => {
  const page = await app.inject({ url: "/docs/reference/options" });
  assert.equal(page.headers["content-type"], "text/html;charset=UTF-8");
  assert.equal(page.headers["cache-control"], "no-cache");
  assert.match(String(page.headers["content-security-policy"]), /default-src 'none'/);
  const known = { "if-none-match": String(page.headers.etag) };
  const again = await app.inject({ url: "/docs/reference/options", headers: known });
  assert.equal(again.statusCode, 304);
  const missing = await app.inject({ url: "/docs/nothing" });
  const asked = { "if-none-match": String(missing.headers.etag) };
  assert.equal((await app.inject({ url: "/docs/nothing", headers: asked })).statusCode, 404);
  const [, style = ""] = /rel="stylesheet" href="([^"]+)"/.exec(page.body) ?? [];
  const [, script = ""] = /<script type="module" src="([^"]+)"/.exec(page.body) ?? [];
  for (const [url, type] of [
    [style, "text/css"],
    [script, "text/javascript"],
  ] as const) {
    const reply = await app.inject({ url, headers: { "accept-encoding": "gzip" } });
    assert.match(String(reply.headers["content-type"]), new RegExp(type));
    assert.match(String(reply.headers["cache-control"]), /immutable/);
    assert.equal(reply.headers["content-encoding"], "gzip");
  }
});

test("no page has a script or a style of its own, so that the strict policy costs nothing", async () => {
  for (const path of site.pages.keys()) {
    const { body } = await app.inject({ url: path });
    assert.doesNotMatch(body, /<script(?![^>]* src=)|<style| style="| on[a-z]+="/, path);
  }
});

test("the index of search leads to places that exist", async () => {
  const reply = await app.inject({ url: "/docs/search.json" });
  const rows: readonly (readonly [string, string, string, string])[] = reply.json();
  assert.ok(rows.length > site.pages.size);
  for (const [place] of rows) {
    const [path = "", anchor] = place.split("#");
    const page = site.pages.get(path)?.();
    assert.ok(page !== undefined && (anchor === undefined || page.anchors.has(anchor)), place);
  }
});

test("a file's name leads to its page, and an unknown path says so within the frame", async () => {
  for (const url of ["/docs/reference/options.md", "/docs/reference/options/"]) {
    const reply = await app.inject({ url });
    assert.equal(reply.statusCode, 308);
    assert.equal(reply.headers.location, "/docs/reference/options");
  }
  assert.equal((await app.inject({ url: "/docs/README.md" })).headers.location, "/docs");
  const unknown = await app.inject({ url: "/docs/<b>nothing" });
  assert.equal(unknown.statusCode, 404);
  assert.match(unknown.body, /All pages/);
  assert.doesNotMatch(unknown.body, /<b>nothing/);
});

test("a picture of a page is there, as it is", async () => {
  const { body } = await app.inject({ url: "/docs/guide/dashboard" });
  const [, picture = ""] = /<img src="([^"]+)" alt="[^"]+">/.exec(body) ?? [];
  const reply = await app.inject({ url: picture, headers: { "accept-encoding": "gzip, br" } });
  assert.equal(reply.statusCode, 200);
  assert.equal(reply.headers["content-type"], "image/png");
  assert.equal(reply.headers["content-encoding"], undefined);
  assert.equal(reply.rawPayload.toString("latin1", 1, 4), "PNG");
});

test("a server without its documentation says so", async () => {
  const bare = fastify();
  docsRoutes(bare, () => undefined);
  const reply = await bare.inject({ url: "/docs/reference/problems" });
  assert.equal(reply.statusCode, 404);
  assert.match(reply.body, /not beside the server/);
});
