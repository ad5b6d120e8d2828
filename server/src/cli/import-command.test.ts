// trunkline import: files, progress, resumption, and what is said of it all.
import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { gunzipSync, gzipSync } from "node:zlib";
import { importRecording, recordingSettings } from "../connector/asterisk-ami/recording.ts";
import { tenantKey } from "../lib/tenant-key.ts";
import { openHistory } from "../storage/open-history.ts";
import { startTestServer } from "../test-server.ts";
import { runInTest, type CommandResult } from "./run-in-test.ts";
import type { Terminal } from "./terminal.ts";

const connectors = fileURLToPath(new URL("../connector/", import.meta.url));
const settingsPath = join(connectors, "asterisk-ami/fixtures/settings.yaml");
const queueLogPath = join(connectors, "asterisk-queue-log/fixtures/queue_log");
const celPath = join(connectors, "asterisk-cel/fixtures/cel.csv.gz");
const files = {
  "asterisk-ami": join(connectors, "asterisk-ami/fixtures/ami.raw.gz"),
  "asterisk-cel": celPath,
  "asterisk-cdr": join(connectors, "asterisk-cdr/fixtures/Master.csv"),
  "asterisk-queue-log": queueLogPath,
};

let dir = "";
before(async () => {
  dir = await mkdtemp(join(tmpdir(), "trunkline-"));
});
after(() => rm(dir, { recursive: true, force: true }));

function importing(
  format: keyof typeof files,
  words: readonly string[],
  terminal: Partial<Terminal> = {},
): Promise<CommandResult> {
  return runInTest(["import", format, "--settings", settingsPath, ...words], terminal);
}

async function eventsOf(format: keyof typeof files, paths: readonly string[]): Promise<unknown[]> {
  const out = join(dir, "events.ndjson");
  const { code, said } = await importing(format, ["--out", out, ...paths]);
  assert.equal(code, 0, said);
  const text = await readFile(out, "utf8");
  return text === ""
    ? []
    : text
        .trimEnd()
        .split("\n")
        .map((line): unknown => JSON.parse(line));
}

const accepted = (said: string) => Number(/^events: (\d+) accepted/m.exec(said)?.[1] ?? Number.NaN);

test("a file that was rotated in the middle of calls gives the events of the whole file", async () => {
  const text = gunzipSync(await readFile(celPath)).toString("utf8");
  const cut = text.indexOf("\n", text.length / 2) + 1;
  const [first, second] = [join(dir, "cel.1.gz"), join(dir, "cel")];
  await writeFile(first, gzipSync(text.slice(0, cut)));
  await writeFile(second, text.slice(cut));
  const whole = await eventsOf("asterisk-cel", [celPath]);
  assert.deepEqual(await eventsOf("asterisk-cel", [first, second]), whole);
  const { said } = await importing("asterisk-cel", ["--out", "-", second, first]);
  assert.match(
    said,
    /cel\.1\.gz' begins before the file read ahead of it: give the oldest file first/,
  );
});

test("what a file lacks as a whole is warned of behind the counts", async () => {
  const rows = gunzipSync(await readFile(celPath))
    .toString("utf8")
    .split("\n");
  const file = join(dir, "cel.no-apps");
  await writeFile(file, rows.filter((row) => !/^"APP_(?:START|END)"/.test(row)).join("\n"));
  const { said } = await importing("asterisk-cel", ["--out", "-", file]);
  assert.match(
    said,
    /^made of them: [^]*^warning: no APP_START in 30 answered calls: .*apps = dial/m,
  );
  const { said: usual } = await importing("asterisk-cel", ["--out", "-", celPath]);
  assert.doesNotMatch(usual, /^warning/m);
});

test("rows that are passed over are shown with file, line, reason and text", async () => {
  const [first, second] = [join(dir, "log.1"), join(dir, "log")];
  await writeFile(first, "garbage\n1795235375|a|sales-170|NONE|ENTERQUEUE||13800000001|1\n");
  await writeFile(second, "1795235376|a|nobody|NONE|ENTERQUEUE||1|1\n\n1795235377|a|sales-170");
  const { code, said } = await importing("asterisk-queue-log", [
    "--data",
    join(dir, "rows"),
    first,
    second,
  ]);
  assert.equal(code, 0);
  assert.match(said, /^read: \d+ bytes in 2 files, 4 lines$/m);
  const shown = said.replaceAll(/'[^']*(log(\.1)?)'/g, "'$1'").split("\n");
  const from = shown.indexOf("skipped: 3");
  assert.deepEqual(shown.slice(from, from + 7), [
    "skipped: 3",
    "  1 x no row of queue_log",
    "    'log.1' line 1: garbage",
    "  1 x queue 'nobody' is not in the settings",
    "    'log' line 1: 1795235376|a|nobody|NONE|ENTERQUEUE||1|1",
    "  1 x last row is not finished",
    "    'log' line 3: 1795235377|a|sales-170",
  ]);
});

/** Many calls, so that they do not fit into one batch. */
function longQueueLog(calls: number): string {
  const rows = Array.from({ length: calls }, (_, n) => {
    const at = 1_795_235_375 + n * 10;
    const head = `|call-${n}|sales-170`;
    return [
      `${at}${head}|NONE|ENTERQUEUE||138${n}|1`,
      `${at + 2}${head}|Agent 1001|CONNECT|2|x|1`,
      `${at + 5}${head}|Agent 1001|COMPLETECALLER|2|3|1`,
    ].join("\n");
  });
  return `${rows.join("\n")}\n`;
}

/** A clock that moves on at each look, and somebody who presses Ctrl-C at the second progress line. */
function interruptedTerminal() {
  const stop = new AbortController();
  let time = Date.parse("2026-11-21T08:00:00Z");
  const lines: string[] = [];
  const terminal: Partial<Terminal> = {
    signal: stop.signal,
    now: () => (time += 10),
    status: (line) => {
      lines.push(line);
      if (lines.length === 60) stop.abort();
    },
  };
  return { terminal, lines };
}

test("an import that is interrupted goes on where it stopped", async () => {
  const path = join(dir, "long");
  await writeFile(path, longQueueLog(1000));
  const all = (await eventsOf("asterisk-queue-log", [path])).length;
  assert.equal(all, 5000);
  await using server = await startTestServer();
  const url = ["--url", server.url, "--token", server.bearer("ingest")];
  const targets = {
    data: ["--data", join(dir, "long-data")],
    url: [...url, "--checkpoint", join(dir, "checkpoint.json")],
  };
  for (const target of Object.values(targets)) {
    const { terminal, lines } = interruptedTerminal();
    const stopped = await importing("asterisk-queue-log", [...target, path], terminal);
    assert.equal(stopped.code, 1, stopped.said);
    assert.match(stopped.said, /^Cannot finish the import: it was interrupted/m);
    assert.match(lines.at(1) ?? "", /^\[=* *\] +\d+ % .* of .* events, .*\/s.* left$/);
    const { code, said } = await importing("asterisk-queue-log", [...target, path]);
    assert.equal(code, 0, said);
    const before = Number(/^went on after (\d+) events/m.exec(said)?.[1]);
    assert.ok(before >= 1000 && before < all, said);
    assert.equal(accepted(said), all - before);
    const again = await importing("asterisk-queue-log", [...target, path]);
    assert.match(again.said, /^events: 0 accepted, 5000 duplicates, 0 refused$/m);
  }
});

test("an import whose server goes away says what it has read, and how it goes on", async () => {
  const path = join(dir, "server-gone");
  await writeFile(path, longQueueLog(1000));
  let taken = 0;
  const server = createServer((request, reply) => {
    taken += 1;
    if (taken % 2 === 0) request.socket.destroy();
    request.resume().once("end", () => reply.end('{"accepted":1000,"duplicates":0,"refused":[]}'));
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  try {
    const { port } = server.address() as AddressInfo;
    const to = ["--url", `http://127.0.0.1:${port}`, "--token", "key", path];
    const anew = await importing("asterisk-queue-log", to);
    assert.equal(anew.code, 1, anew.said);
    assert.match(anew.said, /^read: .* lines$/m);
    const gone = "^Cannot reach 'http:.*; the same command";
    assert.match(anew.said, new RegExp(`${gone} begins anew, which doubles nothing$`, "m"));
    const kept = ["--checkpoint", join(dir, "server-gone.json")];
    const on = await importing("asterisk-queue-log", [...to, ...kept]);
    assert.match(on.said, new RegExp(`${gone} goes on where it stopped$`, "m"));
  } finally {
    server.close();
    server.closeAllConnections();
  }
});

test("what was delivered to one server is delivered to another all the same", async () => {
  const path = join(dir, "two-servers");
  await writeFile(path, longQueueLog(1000));
  await using one = await startTestServer();
  await using other = await startTestServer();
  const to = ({ url, bearer }: typeof one) => [
    ...["--url", url, "--token", bearer("ingest")],
    ...["--checkpoint", join(dir, "two-servers.json"), path],
  ];
  const stopped = await importing("asterisk-queue-log", to(one), interruptedTerminal().terminal);
  assert.equal(stopped.code, 1, stopped.said);
  const { said } = await importing("asterisk-queue-log", to(other));
  assert.equal(accepted(said), 5000);
});

test("files of one PBX in any order give each call once, as the best of them tells it", async () => {
  const data = ["--data", join(dir, "orders")];
  const formats = ["asterisk-queue-log", "asterisk-cdr", "asterisk-cel", "asterisk-ami"] as const;
  for (const format of formats) {
    const { code, said } = await importing(format, [...data, files[format]]);
    assert.equal(code, 0, said);
    assert.ok(accepted(said) > 0);
  }
  for (const format of formats.slice(0, 3)) {
    const { said } = await importing(format, [...data, files[format]]);
    assert.equal(accepted(said), 0);
  }
  const { calls } = await importRecording(await recordingSettings());
  await using history = await openHistory({ dataDir: join(dir, "orders") });
  for (const call of calls.values()) {
    const { callId, arrivedAt, endedAt } = call;
    const found = await history.call([tenantKey(call)], callId, arrivedAt);
    assert.deepEqual([found?.row.arrivedAt, found?.row.callEnd], [arrivedAt, endedAt], callId);
  }
});

test("help shows an example, and settings that cannot be used are said to be so", async () => {
  const help = await runInTest(["import", "asterisk-cel", "--help"]);
  assert.equal(help.code, 0);
  assert.match(help.said, /trunkline import asterisk-cel --settings pbx\.yaml --data/);
  const path = join(dir, "wrong.yaml");
  await writeFile(path, "tenants: []\n");
  const wrong = await runInTest([
    "import",
    "asterisk-cel",
    "--settings",
    path,
    "--out",
    "-",
    celPath,
  ]);
  assert.equal(wrong.code, 2);
  assert.match(
    wrong.said,
    /^Cannot read Asterisk settings: 'tenants' .*; docs\/guide\/imports\.md/,
  );
  const broken = join(dir, "broken.gz");
  await writeFile(broken, (await readFile(celPath)).subarray(0, 5000));
  const cut = await importing("asterisk-cel", ["--out", join(dir, "cut"), broken]);
  assert.equal(cut.code, 1);
  assert.match(cut.said, /^Cannot unpack '[^']*broken\.gz': unexpected end of file$/m);
  const zip = join(dir, "cel.zip");
  await writeFile(zip, "PK\x03\x04\x14");
  const packed = await importing("asterisk-cel", ["--out", join(dir, "zip"), celPath, zip]);
  assert.equal(packed.code, 1);
  assert.match(packed.said, /^Cannot read '[^']*': it is packed with ZIP; unpack it first\n$/);
});

test("settings come from the configuration's sources, also from those of the live connection", async () => {
  const settings = await readFile(settingsPath, "utf8");
  const entry = (kind: string, source: string) =>
    `  - kind: ${kind}\n${settings.replace("source: pbx1", `source: ${source}`).replaceAll(/^/gm, "    ")}`;
  const config = join(dir, "config.yaml");
  await writeFile(
    config,
    `sources:\n${entry("asterisk-ami", "pbx1")}\n${entry("asterisk-ami", "pbx2")}\n`,
  );
  const words = ["import", "asterisk-queue-log", "--config", config, "--out", "-"];
  const unsure = await runInTest([...words, queueLogPath]);
  assert.equal(unsure.code, 2);
  assert.match(unsure.said, /several sources; say --source with one of 'pbx1', 'pbx2'/);
  const sure = await runInTest([...words, "--source", "pbx2", queueLogPath]);
  assert.equal(sure.code, 0, sure.said);
  assert.match(sure.said, /"source":"pbx2\/queue_log"/);
});

test("what a newcomer does wrong is said in words: settings, source, folder, format", async () => {
  const paths = { broken: join(dir, "broken.yaml"), config: join(dir, "whole.yaml") };
  await writeFile(paths.broken, "source: [\n");
  const settings = await readFile(settingsPath, "utf8");
  await writeFile(
    paths.config,
    `sources:\n  - kind: asterisk-ami\n${settings.replaceAll(/^/gm, "    ")}\n`,
  );
  const cases: readonly (readonly [words: readonly string[], code: number, said: RegExp])[] = [
    [["--settings", paths.broken, celPath], 2, /^Cannot read settings '.*broken\.yaml': .* line /],
    [["--settings", paths.config, celPath], 2, /with 'sources'; give it as --config$/m],
    [
      ["--config", paths.config, "--source", "pbx9", celPath],
      2,
      /^Cannot import: the configuration has no such source 'pbx9'; it has 'pbx1'$/m,
    ],
    [["--settings", settingsPath, dir], 1, /': it is a directory; name its files$/m],
    [
      ["--settings", settingsPath, queueLogPath],
      0,
      /^nothing came of it: is it a file of format asterisk-cel, and do the settings fit\?$/m,
    ],
  ];
  for (const [words, code, said] of cases) {
    const out = words.at(-1) === dir ? ["--data", join(dir, "folder")] : ["--out", "-"];
    const result = await runInTest(["import", "asterisk-cel", ...out, ...words]);
    assert.equal(result.code, code, result.said);
    assert.match(result.said, said);
  }
});

test("a table whose lines end in a way that is not known is told of, as only its header is read", async () => {
  const csv = new URL("../connector/csv/fixtures/", import.meta.url);
  const path = join(dir, "mac.csv");
  const table = await readFile(new URL("calls.csv", csv), "utf8");
  await writeFile(path, table.replaceAll("\n", "\r"));
  const settings = fileURLToPath(new URL("settings.yaml", csv));
  const { code, said } = await runInTest([
    "import",
    "csv",
    "--out",
    "-",
    "--settings",
    settings,
    path,
  ]);
  assert.equal(code, 0);
  assert.match(
    said,
    /^nothing came of it: is it a file of format csv with lines that end in LF or CRLF/m,
  );
});
