import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { startApi, type TestApi } from "../test-api.ts";
import { runInTest, type CommandResult } from "./run-in-test.ts";
import type { Terminal } from "./terminal.ts";

let dir = "";
before(async () => {
  dir = await mkdtemp(join(tmpdir(), "trunkline-"));
});
after(() => rm(dir, { recursive: true, force: true }));

function exporting(
  api: TestApi,
  words: readonly string[],
  terminal: Partial<Terminal> = {},
): Promise<CommandResult> {
  const environment = { TRUNKLINE_TOKEN: api.keys.readA };
  return runInTest(["export", "calls", "--url", api.server.url, ...words], {
    environment,
    ...terminal,
  });
}

const idsIn = (text: string) =>
  text
    .trimEnd()
    .split("\n")
    .map((line) => (JSON.parse(line) as { readonly callId: string }).callId);

test("calls are written to a file whose name tells the format, and filters are flags", async () => {
  await using api = await startApi();
  const path = join(dir, "missed.ndjson");
  const words = ["--state", "missed", "--skill-id", "21", "--skill-id", "22", "--wait-ms-min", "1"];
  const { code, said } = await exporting(api, ["--out", path, ...words]);
  assert.equal(code, 0, said);
  assert.match(said, /^wrote [\d.]+ k?B(?:ytes)? to '.*missed\.ndjson'\n$/i);
  assert.deepEqual(idsIn(await readFile(path, "utf8")), ["abandoned", "missed"]);
  assert.ok(!existsSync(`${path}.partial`));
});

test("a file that exists is not overwritten unless that is asked for", async () => {
  await using api = await startApi();
  const path = join(dir, "twice.csv");
  assert.equal((await exporting(api, ["--out", path])).code, 0);
  const first = await readFile(path, "utf8");
  const again = await exporting(api, ["--out", path, "--state", "missed"]);
  assert.equal(again.code, 1);
  assert.match(again.said, /^Cannot write '.*twice\.csv': it exists; --force takes its place\n$/);
  assert.equal(await readFile(path, "utf8"), first);
  assert.equal((await exporting(api, ["--out", path, "--state", "missed", "--force"])).code, 0);
  assert.notEqual(await readFile(path, "utf8"), first);
  const inFolder = await exporting(api, ["--out", dir, "--format", "csv", "--force"]);
  assert.equal(inFolder.said, `Cannot write '${dir}': it is a directory\n`);
  assert.ok(!existsSync(`${dir}.partial`));
});

test("an export may go to standard output, but Parquet not to a terminal", async () => {
  await using api = await startApi();
  const { code, said } = await exporting(api, [
    "--out",
    "-",
    "--format",
    "ndjson",
    "--direction",
    "out",
  ]);
  assert.equal(code, 0);
  assert.deepEqual(idsIn(said), ["called-back", "in-vain"]);
  const words = ["--out", "-", "--format", "parquet"];
  const shown = await exporting(api, words, { isOutSeen: true });
  assert.deepEqual(shown, {
    code: 2,
    said: "Cannot show Parquet in a terminal: give --out FILE\n",
  });
});

test("what is wrong is said in one line, by the exit codes of every command", async () => {
  await using api = await startApi();
  const out = ["--out", join(dir, "wrong.csv")];
  const cases: readonly (readonly [readonly string[], number, RegExp])[] = [
    [["--out", join(dir, "calls.xls")], 2, /^Cannot tell the format from '.*': give --format/],
    [[...out, "--format", "xls"], 2, /must be one of csv, ndjson, parquet/],
    [[...out, "--state", "live"], 1, /^Cannot export from 'http.*': 400 'state' must be 'ended'/],
    [[...out, "--tenant", "1/171"], 1, /: 403 The key may not ask about tenant '1\/171'/],
    [[...out, "--token", "wrong"], 1, /: 401 /],
    [[...out, "--url", "http://127.0.0.1:1"], 1, /^Cannot reach 'http:\/\/127\.0\.0\.1:1\//],
    [[...out, "--url", "server"], 2, /^Cannot ask 'server': it is no URL/],
  ];
  for (const [words, code, reason] of cases) {
    const result = await exporting(api, words);
    assert.equal(result.code, code, result.said);
    assert.match(result.said, reason);
    assert.equal(result.said.trimEnd().split("\n").length, 1, result.said);
  }
  const keyless = await exporting(api, out, { environment: {} });
  assert.match(keyless.said, /--url needs --token KEY, or TRUNKLINE_TOKEN/);
  assert.ok(!existsSync(join(dir, "wrong.csv")) && !existsSync(join(dir, "wrong.csv.partial")));
});

/** A server that answers so, and nothing else. */
async function openServer(answer: RequestListener) {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

test("a page that something else answers with is not taken for the export", async () => {
  await using server = await openServer((_request, reply) => {
    reply.writeHead(200, { "content-type": "text/html; charset=utf-8" });
    reply.end("<html>sign in</html>");
  });
  const path = join(dir, "page.csv");
  const words = ["export", "calls", "--url", server.url, "--token", "key", "--out", path];
  const { code, said } = await runInTest(words);
  assert.equal(code, 1);
  assert.match(said, /^Cannot export from 'http.*': 200 with text\/html, which a Trunkline server/);
  assert.ok(!existsSync(path) && !existsSync(`${path}.partial`));
});

test("an export that breaks off fails and says where the part is that came", async () => {
  let breakOff = () => {};
  await using server = await openServer((_request, reply) => {
    reply.writeHead(200, { "content-type": "text/csv" });
    reply.write("tenant,callId\r\n");
    breakOff = () => reply.destroy();
  });
  const path = join(dir, "broken.csv");
  const words = ["export", "calls", "--url", server.url, "--token", "key", "--out", path];
  let time = 0;
  const { code, said } = await runInTest(words, {
    now: () => (time += 1000),
    status: () => breakOff(),
  });
  assert.equal(code, 1);
  assert.match(
    said,
    /^Cannot finish the export: .+; '.*broken\.csv\.partial' holds the 15 bytes that came\n$/,
  );
  assert.ok(!existsSync(path));
  assert.equal(await readFile(`${path}.partial`, "utf8"), "tenant,callId\r\n");
});

test("who interrupts an export is told so, and progress is shown meanwhile", async () => {
  await using server = await openServer((_request, reply) => {
    reply.writeHead(200, { "content-type": "text/csv" });
    reply.write("x".repeat(2000));
  });
  const stopping = new AbortController();
  const shown: string[] = [];
  let time = 0;
  const words = ["--url", server.url, "--token", "key", "--out", join(dir, "stopped.csv")];
  const { code, said } = await runInTest(["export", "calls", ...words], {
    now: () => (time += 1000),
    signal: stopping.signal,
    status: (text) => {
      shown.push(text);
      stopping.abort();
    },
  });
  assert.equal(code, 1);
  assert.match(
    said,
    /^Cannot finish the export: it was interrupted; '.*' holds the 2\.0 kB that came/,
  );
  assert.deepEqual(shown, ["2.0 kB, 2.0 kB/s", ""]);
});
