import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { runCommandLine } from "./run-command-line.ts";

const now = Date.parse("2026-11-21T08:00:00Z");
let dir = "";

before(async () => {
  dir = await mkdtemp(join(tmpdir(), "trunkline-"));
});

after(() => rm(dir, { recursive: true, force: true }));

type Ran = { readonly code: number; readonly out: string; readonly err: string };

async function run(
  words: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Ran> {
  const said = { out: "", err: "" };
  const code = await runCommandLine(words, {
    out: (text) => {
      said.out += `${text}\n`;
    },
    err: (text) => {
      said.err += `${text}\n`;
    },
    write: () => Promise.resolve(),
    isOutSeen: false,
    status: () => {},
    environment,
    now: () => now,
    randomBytes,
    signal: new AbortController().signal,
  });
  return { code, ...said };
}

async function succeed(...words: readonly string[]): Promise<string> {
  const { code, out, err } = await run(words);
  assert.deepEqual({ code, err }, { code: 0, err: "" }, words.join(" "));
  return out.trimEnd();
}

test("every command explains itself", async () => {
  const groups = ["key", "app", "token"].flatMap((group) =>
    ["create", "list", "rotate", "revoke"].map((command) => [group, command]),
  );
  const others = [
    ["sign"],
    ["verify"],
    ["import", "asterisk-ami"],
    ["export", "calls"],
    ["simulate"],
    ["openapi"],
  ];
  const pbx = [["doctor", "asterisk"], ["record", "freeswitch-esl"], ["replay"]];
  const tenant = [["tenant"], ["tenant", "set"], ["tenant", "list"], ["source", "list"]];
  const entries = ["access-code", "agent", "queue"].flatMap((group) =>
    ["set", "list", "remove"].map((command) => [group, command]),
  );
  for (const words of [
    [],
    ["serve"],
    ["key"],
    ...groups,
    ...tenant,
    ...entries,
    ...pbx,
    ...others,
    ["version"],
  ]) {
    const help = await succeed(...words, "--help");
    assert.ok(help.startsWith(`Usage: ${["trunkline", ...words].join(" ")}`), help);
  }
});

test("wrong usage is told in one line on stderr, with exit code 2", async () => {
  const file = join(dir, "wrong.yaml");
  await writeFile(file, "history:\n  windw: all\n");
  const create = ["key", "create", "--ak", "A", "--sk", "S"];
  const cases: readonly (readonly [readonly string[], RegExp])[] = [
    [[], /say which of serve, key, app/],
    [
      ["frobnicate"],
      /^Cannot run 'trunkline': unknown command 'frobnicate'; see 'trunkline --help'/,
    ],
    [["key"], /^Cannot run 'trunkline key': say which of create, list, rotate, revoke; see/],
    [["key", "creat"], /unknown command 'creat' \(Did you mean create\?\)/],
    [create, /say what it may use: --tenant CC\/VDN \(several times\), or --global; see/],
    [[...create, "--tenant", "1/1", "--global"], /give --tenant or --global, not both/],
    [[...create, "--tenant", "0/1"], /it must be of the form CC\/VDN, such as 1\/100/],
    [
      ["key", "create", "--ak", "a/b", "--global"],
      /visible ASCII characters without '\/', got 'a\/b'/,
    ],
    [
      ["key", "create", "--ak", "caf\u00e9", "--global"],
      /1 to 128 visible ASCII .* got 'caf\u00e9'/,
    ],
    [["key", "create", "--ak", "a b", "--global"], /got 'a b'/],
    [["key", "create", "--ak", "a".repeat(129), "--global"], /1 to 128 visible ASCII/],
    [
      ["app", "create", "--app-key", "caf\u00e9", "--global"],
      /1 to 128 visible ASCII .* got 'caf\u00e9'/,
    ],
    [["app", "create", "--app-key", "", "--global"], /1 to 128 visible ASCII/],
    [
      ["token", "create", "--role", "boss", "--global"],
      /one of read, live, supervise, ingest, admin; see/,
    ],
    [["tenant", "set", "--tenant", "1/1", "--time-zone", "Mars"], /must be an IANA time zone/],
    [["tenant", "set", "--tenant", "1/1", "--access-code", "x"], /of the form 1=88880001/],
    [["serve", "--prot", "1"], /unknown option '--prot'/],
    [["serve", "--port", "many"], /an integer from 0 to 65535, got 'many'/],
    [["serve", "--config", file], /line 2: 'history\.windw' .* did you mean 'history\.window'\?/],
    [["simulate"], /say where the events go: one of --out FILE, --url URL or --data DIR/],
    [["simulate", "--url", "http://127.0.0.1:1"], /--url needs --token KEY/],
    [["import", "asterisk-ami", "x"], /no settings of this PBX; give --settings FILE/],
    [["sign", "--ak", "A", "--sk", "S", "--url", "/path"], /must be a whole URL/],
  ];
  for (const [words, expected] of cases) {
    const { code, out, err } = await run(words);
    assert.deepEqual({ code, out }, { code: 2, out: "" }, words.join(" "));
    assert.match(err, /^Cannot [^\n]+[^.\n]\n$/);
    assert.match(err, expected);
  }
});

test("a tenant that a new key makes is told beside what is printed", async () => {
  const data = ["--data", join(dir, "tenants")];
  const bearer = ["token", "create", ...data, "--role", "read", "--tenant", "5/5"];
  const first = await run([...bearer, "--tenant", "5/6"]);
  assert.match(first.out, /^tl_[\w-]{43}\n$/);
  assert.equal(first.err, "made tenant 5/5 (UTC)\nmade tenant 5/6 (UTC)\n");
  assert.equal((await run(bearer)).err, "");
  const key = ["--ak", "A", "--sk", "S", "--tenant", "5/7"];
  assert.equal((await run(["key", "create", ...data, ...key])).err, "made tenant 5/7 (UTC)\n");
  const app = ["--app-key", "A", "--app-secret", "S", "--tenant", "5/8"];
  assert.equal((await run(["app", "create", ...data, ...app])).err, "made tenant 5/8 (UTC)\n");
});

test("keys, apps, bearer keys and tenants are made, listed and revoked", async () => {
  const data = ["--data", join(dir, "keys")];
  for (const tenant of ["1/170", "1/7", "1/2", "1/3"]) {
    await succeed("tenant", "set", ...data, "--tenant", tenant);
  }
  await succeed("key", "create", ...data, "--ak", "AK", "--sk", "SK", "--tenant", "1/170");
  const made = await succeed("key", "create", ...data, "--global");
  assert.match(
    made,
    /^created access key '\w+' for all tenants\nsecret key \(shown only now\): \S+$/,
  );
  const keys = await succeed("key", "list", ...data);
  assert.match(keys, /^AK +- +1\/170$/m);
  assert.doesNotMatch(keys, /SK$/m);
  await succeed("key", "revoke", ...data, "--ak", "AK");
  assert.doesNotMatch(await succeed("key", "list", ...data), /^AK /m);

  await succeed("app", "create", ...data, "--app-key", "K", "--app-secret", "S", "--tenant", "1/7");
  assert.match(await succeed("app", "list", ...data), /^K +- +1\/7$/m);
  await succeed("app", "revoke", ...data, "--app-key", "K");

  const bearer = ["--role", "admin", "--tenant", "1/2", "--tenant", "1/3"];
  assert.match(await succeed("token", "create", ...data, ...bearer), /^tl_[\w-]{43}$/);
  const [, id = ""] =
    /^(\w+) +admin .* 1\/2, 1\/3$/m.exec(await succeed("token", "list", ...data)) ?? [];
  await succeed("token", "revoke", ...data, "--id", id);
  const again = await run(["token", "revoke", ...data, "--id", id]);
  assert.deepEqual([again.code, again.out], [1, ""]);
  assert.match(again.err, /^Cannot revoke bearer key '\w+': there is none such; see [^\n]+\n$/);

  const codes = ["--access-code", "1=88880001,2=88880002", "--access-code", "3=88880003"];
  await succeed("tenant", "set", ...data, "--tenant", "1/170", ...codes);
  await succeed("tenant", "set", ...data, "--tenant", "1/170", "--time-zone", "Asia/Shanghai");
  assert.match(
    await succeed("tenant", "list", ...data),
    /^1\/170 +Asia\/Shanghai +as configured +1=88880001,2=88880002,3=88880003$/m,
  );
});

test("secrets are sealed under the master key, and only under it", async () => {
  const data = ["--data", join(dir, "sealed")];
  const masterKey = randomBytes(32).toString("hex");
  const create = ["key", "create", ...data, "--ak", "AK", "--sk", "SECRET", "--global"];
  assert.equal((await run(create, { TRUNKLINE_MASTER_KEY: masterKey })).code, 0);
  const file = await readFile(join(dir, "sealed", "registry.db"));
  assert.equal(file.includes("SECRET"), false);
  const other = { TRUNKLINE_MASTER_KEY: randomBytes(32).toString("hex") };
  const { code, err } = await run(["key", "list", ...data], other);
  assert.equal(code, 1);
  assert.match(err, /^Cannot open '.*registry\.db': its secrets were sealed under another/);
  const none = await run(["key", "list", ...data]);
  assert.equal(none.code, 1);
  assert.match(
    none.err,
    /^Cannot open '.*registry\.db': its secrets are sealed and there is no master key; put '.*master\.key' back, or give the key with masterKey or masterKeyFile\n$/,
  );
  assert.equal((await readdir(join(dir, "sealed"))).includes("master.key"), false);
  const short = await run(create, { TRUNKLINE_MASTER_KEY: "abc" });
  assert.equal(short.code, 2);
  assert.match(short.err, /^Cannot use the master key of masterKey: it must be 32 bytes/);
});

test("sign makes what verify accepts, and verify names the first step that is wrong", async () => {
  const url = "http://cms.example.test:28080/rest/cmsapp/v1/ping";
  const body = '{"a":1}';
  const signing = ["sign", "--ak", "AK", "--sk", "SK", "--url", url, "--body", body];
  const { out, err } = await run(signing);
  assert.match(err, /^prefix:\n {2}auth-v2\/AK\/2026-11-21T08:00:00Z\/host\n/);
  const file = join(dir, "captured.http");
  const capture = (authorization: string) =>
    `POST /rest/cmsapp/v1/ping HTTP/1.1\r\nHost: cms.example.test:28080\r\nContent-Length: 7\r\nAuthorization: ${authorization}\r\n\r\n${body}`;
  await writeFile(file, capture(out.trimEnd()));
  assert.match(await succeed("verify", file, "--sk", "SK"), /^ok +signature +matches/m);
  const wrong = await run(["verify", file, "--sk", "other"]);
  assert.equal(wrong.code, 1);
  assert.match(wrong.out, /^WRONG +signature/m);
  assert.match(wrong.err, /^Cannot accept the request: signature is wrong: [^\n]+\n$/);
});

test("sign takes the secret from the registry, and signs the headers that it is told to", async () => {
  const data = ["--data", join(dir, "signing")];
  await succeed("key", "create", ...data, "--ak", "testak", "--sk", "testsk", "--global");
  const path = "/rest/cmsapp/v1/openapi/vdn/queryaccesscodecallinfo";
  const url = `http://cms.example.test:28080${path}`;
  const body = '{"ccId":1,"vdn":170,"innoIds":[1,2]}';
  const signing = ["--ak", "testak", "--url", url, "--body", body, "--quiet"];
  const form = ["--timestamp", "2024-10-31T14:06:52Z", "--query-line", "empty"];
  const names = ["--signed-headers", "host;content-type;host;content-length"];
  const vector = await succeed("sign", ...data, ...signing, ...form, ...names);
  assert.equal(
    vector,
    "auth-v2/testak/2024-10-31T14:06:52Z/content-length;content-type;host/1c03d064a479c97e792ce5fcca00daf60a6c35886f17c6ca231f70a998c9f0da",
  );
});

test("sign takes a header's text as its UTF-8, in which it is sent", async () => {
  const url = "http://cms.example.test/rest/cmsapp/v1/ping";
  const signing = [
    "sign",
    "--ak",
    "AK",
    "--sk",
    "SK",
    "--url",
    url,
    "--signed-headers",
    "host;x-name",
  ];
  const { err } = await run([...signing, "--header", "X-Name: \u0432\u043e\u0438\u00e0"]);
  assert.match(err, /^ {2}x-name:%D0%B2%D0%BE%D0%B8%C3%A0$/m);
});

test("a mistyped variable of the environment is told on stderr, once", async () => {
  const { code, err } = await run(["version"], { TRUNKLINE_STRIKT: "true", PATH: "/bin" });
  assert.equal(code, 0);
  assert.equal(
    err,
    "ignored the environment variable 'TRUNKLINE_STRIKT': it is no option; did you mean 'TRUNKLINE_STRICT'?\n",
  );
});

test("help and version come by the words that other programs know", async () => {
  const version = await succeed("version");
  assert.equal(await succeed("--version"), version);
  assert.equal(await succeed("-v"), version);
  assert.equal(await succeed("help"), await succeed("--help"));
  assert.equal(await succeed("help", "key", "create"), await succeed("key", "create", "--help"));
  for (const words of [["frobnicate"], ["key", "creat"], ["serve", "key"]]) {
    const { code, out, err } = await run(["help", ...words]);
    const typed = ["trunkline", ...words].join(" ");
    assert.deepEqual([code, out], [2, ""]);
    assert.equal(
      err,
      `Cannot explain '${typed}': there is no such command; see 'trunkline help'\n`,
    );
  }
});

test("the contract and the version are printed", async () => {
  const document = JSON.parse(await succeed("openapi")) as { openapi: string; paths: object };
  assert.equal(document.openapi, "3.1.0");
  assert.ok("/v1/events" in document.paths);
  assert.match(await succeed("version"), /^trunkline \d+\.\d+\.\d+ \(Node v24/);
});
