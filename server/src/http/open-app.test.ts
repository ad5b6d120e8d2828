import assert from "node:assert/strict";
import { test } from "node:test";
import { startTestServer } from "../test-server.ts";
import { openTestApp } from "./test-app.ts";

test("answers that were ready before a stop and leave after it has begun close their connections", async () => {
  const app = openTestApp();
  let closing: Promise<unknown> | undefined;
  app.get("/a", async (_request, reply) => reply.send("a"));
  app.get("/stop", async (_request, reply) => {
    process.nextTick(() => {
      closing = Promise.resolve(app.close());
    });
    return reply.send("stop");
  });
  const ask = (paths: readonly string[]) => Promise.all(paths.map((path) => app.inject(path)));
  await ask(["/a", "/a", "/a"]);
  const replies = await ask(["/a", "/stop", "/a"]);
  await closing;
  assert.deepEqual(
    replies.map(({ headers }) => headers.connection),
    ["close", "close", "close"],
  );
});

test("what cannot be used is told by the name of its option, or its file", async () => {
  const proxies = { "http.trustedProxies": "10.0.0.0/99" };
  await assert.rejects(
    startTestServer({ flags: proxies }),
    /^Error: Cannot use http.trustedProxies: /,
  );
  const file = import.meta.filename;
  const tls = { "http.tls.certFile": file, "http.tls.keyFile": file };
  const told = `Error: Cannot speak TLS with '${file}' and '${file}': `;
  await assert.rejects(startTestServer({ flags: tls }), (error: unknown) =>
    String(error).startsWith(told),
  );
  const folder = import.meta.dirname;
  const folders = { "http.tls.certFile": folder, "http.tls.keyFile": folder };
  await assert.rejects(startTestServer({ flags: folders }), {
    message: `Cannot read '${folder}': it is a directory`,
  });
});

test("an answer that cannot be sent is an error of the server, and the others of its turn leave", async () => {
  const app = openTestApp();
  app.get("/a", async (_request, reply) => reply.send("a"));
  app.get("/bad", async (_request, reply) => reply.header("x-name", "a\nb").send("bad"));
  const replies = await Promise.all(["/a", "/bad", "/a"].map((path) => app.inject(path)));
  assert.deepEqual(
    replies.map(({ statusCode }) => statusCode),
    [200, 500, 200],
  );
  await app.close();
});
