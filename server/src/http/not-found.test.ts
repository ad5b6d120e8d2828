import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { etagOf } from "./static-file.ts";
import { openTestApp } from "./test-app.ts";

const page = Buffer.from("<!doctype html><title>Trunkline</title>");
const app = openTestApp({
  ...{ contentType: "text/html;charset=UTF-8", etag: etagOf(page), isImmutable: false },
  ...{ plain: page, gzip: undefined, brotli: undefined },
});
before(() => app.ready());
after(() => app.close());

const problemType = "application/problem+json; charset=utf-8";
const browser = { accept: "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8" };

test("whoever opens an unknown address in a browser gets the page, which says so in words", async () => {
  const reply = await app.inject({ url: "/wallboard?x=1", headers: browser });
  assert.equal(reply.statusCode, 404);
  assert.equal(reply.headers["content-type"], "text/html;charset=UTF-8");
  assert.equal(reply.body, page.toString());
});

test("a program that asks for an unknown path gets a problem document", async () => {
  for (const headers of [{}, { accept: "*/*" }, { accept: "application/json" }]) {
    const reply = await app.inject({ url: "/wallboard", headers });
    assert.equal(reply.statusCode, 404);
    assert.equal(reply.headers["content-type"], problemType);
    assert.equal(reply.json().code, "notFound");
  }
  const posted = await app.inject({ method: "POST", url: "/wallboard", headers: browser });
  assert.equal(posted.headers["content-type"], problemType);
});

test("interfaces answer as interfaces, whoever asks", async () => {
  const ours = await app.inject({ url: "/v1/nothing", headers: browser });
  assert.equal(ours.headers["content-type"], problemType);
  const cms = await app.inject({ url: "/rest/cmsapp/v1/nothing", headers: browser });
  assert.match(String(cms.headers["content-type"]), /^application\/json/);
});
