// `import` and `simulate`: the same events, wherever they are sent.
import assert from "node:assert/strict";
import { once } from "node:events";
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { copyFile, mkdtemp, readFile, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { startTestServer } from "../test-server.ts";
import { runInTest } from "./run-in-test.ts";

const fixtures = fileURLToPath(new URL("../connector/asterisk-ami/fixtures/", import.meta.url));
const recording = ["import", "asterisk-ami", join(fixtures, "ami.raw.gz")];
const settings = ["--settings", join(fixtures, "settings.yaml")];
let dir = "";

before(async () => {
  dir = await mkdtemp(join(tmpdir(), "trunkline-"));
});

after(() => rm(dir, { recursive: true, force: true }));

const run = (...words: readonly string[]) => runInTest(words);

test("a recording is imported into a file, into a data directory and into a running server", async () => {
  const file = join(dir, "events.ndjson");
  const written = await run(...recording, ...settings, "--out", file);
  assert.equal(written.code, 0, written.said);
  const lines = (await readFile(file, "utf8")).trimEnd().split("\n");
  const [, accepted = ""] =
    /^events: (\d+) accepted, 0 duplicates, 0 refused$/m.exec(written.said) ?? [];
  assert.equal(lines.length, Number(accepted));

  const offline = await run(...recording, ...settings, "--data", join(dir, "data"));
  assert.match(offline.said, new RegExp(`^events: ${accepted} accepted, 0 duplicates`, "m"));

  await using server = await startTestServer();
  const target = ["--url", server.url, "--token", server.bearer("ingest")];
  const posted = await run(...recording, ...settings, ...target);
  assert.match(posted.said, new RegExp(`^events: ${accepted} accepted, 0 duplicates`, "m"));
  assert.equal([...server.server.board.entries()].length, 0, "no call is left open");
});

test("refused events are shown, and the exit code says so", async () => {
  await using server = await startTestServer();
  const target = ["--url", server.url, "--token", server.bearer("ingest", "1/170")];
  const { code, said } = await run(...recording, ...settings, ...target);
  assert.equal(code, 1);
  assert.match(
    said,
    /^ {2}event \d+ \(\w+ of call pbx1-\d+\.\d+\): 'vdn': the key may not write events of tenant '1\/171'$/m,
  );
  assert.match(said, /^Cannot import all of '[^']+': \d+ events were refused$/m);
  const span = ["--from", "2026-11-20T08:00:00Z", "--to", "2026-11-20T08:10:00Z"];
  const simulated = await run("simulate", ...span, ...target);
  assert.equal(simulated.code, 1);
  assert.match(
    simulated.said,
    /^ {2}event 1 \([^()]+\): 'vdn': the key may not write events of [^\n]+$/m,
  );
  assert.match(simulated.said, /^Cannot simulate all of it: \d+ events were refused$/m);
});

test("made-up traffic begins when it is told to, on every machine, or says that it cannot read the time", async () => {
  for (const from of ["2026-11-20", "2026-11-20T00:00Z", String(Date.UTC(2026, 10, 20))]) {
    const span = ["--from", from, "--to", "2026-11-20T00:10Z"];
    const { code, said } = await run("simulate", ...span, "--out", "-");
    assert.equal(code, 0, said);
    assert.match(said, /"at":179513280\d{4},/);
  }
  // Seconds, a time of nobody's zone, a day that there is not.
  for (const from of ["1795132800", "2026-11-20T00:00", "2026-02-30"]) {
    const { code, said } = await run("simulate", "--from", from, "--out", "-");
    assert.equal(code, 2, from);
    assert.match(said, /must be ISO 8601 with a zone/);
  }
});

test("a place that cannot be written or read, or is no URL, is told by its name", async () => {
  const span = ["--from", "2026-11-20T08:00:00Z", "--to", "2026-11-20T08:10:00Z"];
  const where = { "--out": dir, "--url": "nowhere" };
  for (const [flag, place] of Object.entries(where)) {
    const { code, said } = await run("simulate", ...span, flag, place, "--token", "tl_no");
    assert.notEqual(code, 0);
    assert.match(said, /^Cannot (?:write|post to) '/);
    assert.ok(said.includes(`'${place}'`) && said.trimEnd().split("\n").length === 1, said);
  }
  if (existsSync("/dev/full")) {
    const { said } = await run("simulate", ...span, "--out", "/dev/full");
    assert.match(said, /^Cannot write '\/dev\/full': ENOSPC: /m);
  }
  const data = ["--data", join(dir, "places")];
  const posted = ["--url", "http://127.0.0.1", "--token", "tl_no"];
  for (const words of [
    ["verify", dir],
    ["replay", dir, "--out", "-"],
    [...recording, "--settings", dir],
    [...recording, ...settings, ...posted, "--checkpoint", dir],
    ["token", "create", "--role", "read", "--global", ...data, "--master-key-file", dir],
  ]) {
    assert.equal((await run(...words)).said, `Cannot read '${dir}': it is a directory\n`);
  }
  const file = join(fixtures, "settings.yaml");
  for (const words of [
    [...recording, ...settings],
    ["token", "list"],
  ]) {
    const { said } = await run(...words, "--data", file);
    assert.equal(said, `Cannot use the data directory '${file}': it is a file\n`);
  }
});

test("an import whose store takes nothing is given up when it is interrupted", async () => {
  const data = join(dir, "refusing");
  const days = join(data, "days");
  const stop = new AbortController();
  const said: string[] = [];
  const terminal = {
    signal: stop.signal,
    // Called as the first event is read: what stands in the place of the folder takes no day.
    status: () => {
      rmSync(days, { recursive: true, force: true });
      writeFileSync(days, "");
    },
    err: (text: string) => {
      said.push(text);
      stop.abort();
    },
  };
  const words = [...recording, ...settings, "--data", data];
  assert.equal((await runInTest(words, terminal)).code, 1);
  assert.match(said[0] ?? "", /^Error: Cannot write to the history: /);
  assert.match(said.at(-1) ?? "", /^Cannot finish the import: it was interrupted/);
});

test("a file that is to be read is not written over, by whatever name", async () => {
  const [calls, link] = [join(dir, "ami.raw.gz"), join(dir, "link")];
  await copyFile(join(fixtures, "ami.raw.gz"), calls);
  await symlink(calls, link);
  const own = join(dir, "settings.yaml");
  await copyFile(join(fixtures, "settings.yaml"), own);
  const before = await readFile(calls);
  for (const out of [calls, link, own]) {
    const words = ["import", "asterisk-ami", calls, "--settings", own, "--out", out];
    const { code, said } = await run(...words);
    assert.equal(code, 1);
    assert.equal(said, `Cannot write '${out}': it is to be read\n`);
  }
  assert.deepEqual(await readFile(calls), before);
});

test("a file of former events stays as it is until there are others, or there are none", async () => {
  const out = join(dir, "former.ndjson");
  writeFileSync(out, "former\n");
  const importing = (path: string) =>
    run("import", "asterisk-ami", path, ...settings, "--out", out);
  const gone = await importing("gone.raw");
  assert.match(gone.said, /^Cannot read 'gone\.raw': there is no such file\n$/);
  assert.equal(await readFile(out, "utf8"), "former\n");
  const empty = join(dir, "empty.raw");
  writeFileSync(empty, "");
  await importing(empty);
  assert.equal(await readFile(out, "utf8"), "");
});

test("a server that gives a date to come again at is asked again then", async () => {
  // Its seconds are whole, as those of the header are.
  const freeAt = Math.ceil(Date.now() / 1000) * 1000 + 1000;
  await using proxy = createServer((request, reply) => {
    request.resume();
    if (Date.now() >= freeAt) return reply.end(JSON.stringify({ accepted: 1, refused: [] }));
    return reply.writeHead(429, { "retry-after": new Date(freeAt).toUTCString() }).end("{}");
  });
  proxy.listen(0, "127.0.0.1");
  await once(proxy, "listening");
  // A server that listens on a port has an address of that kind.
  const { port } = proxy.address() as AddressInfo;
  const target = ["--url", `http://127.0.0.1:${port}`, "--token", "x"];
  const span = ["--from", "2026-11-20T08:00:00Z", "--to", "2026-11-20T08:10:00Z"];
  const { code, said } = await runInTest(["simulate", ...span, ...target], { now: Date.now });
  assert.equal(code, 0, said);
});

test("a page in the place of the server's answer is told with its status", async () => {
  await using proxy = createServer((request, reply) => {
    request.resume();
    reply.writeHead(502, { "content-type": "text/html" }).end("<h1>Bad gateway</h1>");
  });
  proxy.listen(0, "127.0.0.1");
  await once(proxy, "listening");
  // A server that listens on a port has an address of that kind.
  const { port } = proxy.address() as AddressInfo;
  const { code, said } = await run("simulate", "--url", `http://127.0.0.1:${port}`, "--token", "x");
  assert.equal(code, 1);
  assert.match(said, /^Cannot post to 'http:[^']+\/v1\/events': 502 Bad Gateway$/m);
});

test("what cannot be delivered is told in one line", async () => {
  await using server = await startTestServer();
  const wrongKey = await run("simulate", "--url", server.url, "--token", "tl_no");
  assert.equal(wrongKey.code, 1);
  assert.match(wrongKey.said, /^Cannot post to 'http:[^']+': 401 The bearer key is unknown\n$/);
  await server[Symbol.asyncDispose]();
  const nobody = await run("simulate", "--url", server.url, "--token", "tl_no");
  assert.match(nobody.said, /^Cannot reach 'http:[^\n]+\n$/);
  const gone = await run("import", "asterisk-ami", "gone.raw", ...settings, "--out", "-");
  assert.match(gone.said, /^Cannot read 'gone\.raw': there is no such file\n$/);
});

test("simulated traffic is the same for the same flags", async () => {
  const span = ["--from", "2026-11-20T08:00:00Z", "--to", "2026-11-20T08:10:00Z"];
  const simulate = ["simulate", ...span, "--calls-per-day", "500", "--out"];
  const texts: string[] = [];
  for (const [name, seed] of [
    ["a", "7"],
    ["b", "7"],
    ["c", "8"],
  ] as const) {
    const { code, said } = await run(...simulate, join(dir, name), "--seed", seed);
    assert.equal(code, 0, said);
    texts.push(await readFile(join(dir, name), "utf8"));
  }
  assert.equal(texts[0], texts[1]);
  assert.notEqual(texts[0], texts[2]);
});
