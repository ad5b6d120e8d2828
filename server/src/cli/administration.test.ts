import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { MemoryRegistry } from "../storage/memory/memory-registry.ts";
import { openSqliteRegistry } from "../storage/sqlite/sqlite-registry.ts";
import { runInTest } from "./run-in-test.ts";
import { putTenantEntries } from "./tenant-entries.ts";

const masterKey = Buffer.alloc(32, 7);
const environment = { TRUNKLINE_MASTER_KEY: masterKey.toString("hex") };
let dir = "";

before(async () => {
  dir = await mkdtemp(join(tmpdir(), "trunkline-"));
});

after(() => rm(dir, { recursive: true, force: true }));

/** Runs in a data directory of its own; `refuse` gives the one line that says why not. */
function openCommands(name: string) {
  const dataDir = join(dir, name);
  const run = (words: readonly string[]) =>
    runInTest([...words, "--data", dataDir], { environment });
  const succeed = async (...words: readonly string[]) => {
    const { code, said } = await run(words);
    assert.equal(code, 0, said);
    return said.trimEnd();
  };
  const refuse = async (...words: readonly string[]) => {
    const { code, said } = await run(words);
    assert.notEqual(code, 0, words.join(" "));
    return said.trimEnd();
  };
  return { dataDir, succeed, refuse };
}

test("a tenant keeps its name when something else is set, and when a file says nothing of it", async () => {
  const { succeed } = openCommands("names");
  const tenant = ["--tenant", "1/170"];
  await succeed("tenant", "set", ...tenant, "--name", "Service line");
  await succeed("tenant", "set", ...tenant, "--keep-days", "800");
  assert.match(await succeed("tenant", "list"), /^1\/170 +Service line +UTC +800$/m);
  using registry = new MemoryRegistry();
  registry.putTenant({
    ccId: 1,
    vdn: 170,
    name: "A",
    timeZone: "UTC",
    keepDays: 0,
    accessCodes: [],
  });
  putTenantEntries(registry, [{ ccId: 1, vdn: 170, timeZone: "Asia/Tokyo" }]);
  const [settings] = registry.tenants();
  assert.deepEqual([settings?.name, settings?.timeZone], ["A", "Asia/Tokyo"]);
});

test("who keeps records for less than the server does is told that it has no effect", async () => {
  const { succeed } = openCommands("kept");
  const keep = (days: string) => succeed("tenant", "set", "--tenant", "1/170", "--keep-days", days);
  assert.match(await keep("30"), /^Its records are kept for 400 days all the same: /m);
  for (const days of ["0", "400", "800"]) assert.equal(await keep(days), "set tenant 1/170");
});

test("access codes are set field by field, listed and removed one by one", async () => {
  const { succeed, refuse } = openCommands("codes");
  const one = ["--tenant", "1/170", "--inno-id", "1"];
  const two = ["--tenant", "1/170", "--inno-id", "2"];
  await succeed("tenant", "set", "--tenant", "1/171");
  assert.equal(
    await refuse("access-code", "set", ...one, "--number", "88880001"),
    "Cannot set access code '1': there is no tenant 1/170; see 'trunkline tenant list'",
  );
  await succeed("tenant", "set", "--tenant", "1/170", "--access-code", "2=88880002");
  assert.equal(
    await refuse("access-code", "set", ...one),
    "Cannot set access code '1': a new one needs --number",
  );
  await succeed("access-code", "set", ...one, "--number", "88880001", "--description", "sales");
  await succeed("access-code", "set", ...one, "--media-type", "8");
  const list = await succeed("access-code", "list", "--tenant", "1/170");
  assert.match(list, /^1\/170 +1 +88880001 +8 +sales\n1\/170 +2 +88880002 +5$/m);
  assert.equal(
    await refuse("access-code", "set", ...one, "--number", "88880002"),
    "Cannot set access code '1': access code '2' has number '88880002'",
  );
  await succeed("access-code", "remove", ...two);
  assert.doesNotMatch(await succeed("access-code", "list"), /88880002/);
  assert.equal(
    await refuse("access-code", "remove", ...two),
    "Cannot remove access code '2': tenant 1/170 has none such; see 'trunkline access-code list'",
  );
});

test("an access code that is given twice is refused by its name, on the command line and in a file", async () => {
  const { refuse } = openCommands("codes-twice");
  for (const codes of ["1=8,1=9", "1=8,2=8"]) {
    const said = await refuse("tenant", "set", "--tenant", "1/170", "--access-code", codes);
    assert.match(said, /each ID and each number once; '[12]=[89]' follows '1=8'; see/, codes);
  }
  using registry = new MemoryRegistry();
  for (const second of [
    { innoId: 1, number: "9" },
    { innoId: 2, number: "8" },
  ]) {
    const accessCodes = [{ innoId: 1, number: "8" }, second];
    assert.throws(
      () => putTenantEntries(registry, [{ ccId: 1, vdn: 170, accessCodes }]),
      /^UsageError: Cannot use tenant 1\/170: .* each ID and each number once; '[12]=[89]' follows '1=8'$/,
    );
  }
});

test("a tenant is removed when no key names it any more", async () => {
  const { succeed, refuse } = openCommands("removed");
  const tenant = ["--tenant", "1/710"];
  await succeed("key", "create", "--ak", "AK", "--sk", "secret", ...tenant);
  await succeed("app", "create", "--app-key", "crm", ...tenant, "--tenant", "1/170");
  const cannot = "Cannot remove tenant 1/710:";
  assert.equal(
    await refuse("tenant", "remove", ...tenant),
    `${cannot} access key 'AK' and 1 other key name it`,
  );
  await succeed("app", "revoke", "--app-key", "crm");
  assert.equal(await refuse("tenant", "remove", ...tenant), `${cannot} access key 'AK' names it`);
  await succeed("key", "revoke", "--ak", "AK");
  assert.equal(await succeed("tenant", "remove", ...tenant), "removed tenant 1/710");
  assert.equal(
    await refuse("tenant", "remove", ...tenant),
    `${cannot} there is no tenant 1/710; see 'trunkline tenant list'`,
  );
});

test("a tenant that a file lists twice is refused, and nothing of the file is written", () => {
  using registry = new MemoryRegistry();
  const [one, other] = [
    { ccId: 1, vdn: 170, accessCodes: [] },
    { ccId: 1, vdn: 171 },
  ];
  assert.throws(
    () => putTenantEntries(registry, [one, other, one]),
    /^UsageError: Cannot use tenant 1\/170: it is listed twice$/,
  );
  const misspelt = { ...other, timeZone: "Asia/Shangai" };
  assert.throws(() => putTenantEntries(registry, [one, misspelt]), /not an IANA time zone/);
  assert.deepEqual(registry.tenants(), []);
});

test("agents and queues are named, listed and forgotten", async () => {
  const { succeed, refuse } = openCommands("agents");
  const tenant = ["--tenant", "1/170"];
  const agent = [...tenant, "--agent", "1001"];
  await succeed("tenant", "set", "--tenant", "1/171");
  assert.match(await refuse("agent", "set", ...agent, "--name", "Desk 1"), /no tenant 1\/170/);
  await succeed("tenant", "set", ...tenant);
  await succeed("agent", "set", ...agent, "--name", "Desk 1");
  await succeed("agent", "set", "--tenant", "1/171", "--agent", "1001", "--name", "Elsewhere");
  await succeed("queue", "set", ...tenant, "--queue", "21", "--name", "Sales team");
  assert.match(await succeed("agent", "list"), /^1\/170 +1001 +Desk 1\n1\/171 +1001 +Elsewhere$/m);
  assert.doesNotMatch(await succeed("agent", "list", ...tenant), /Elsewhere/);
  assert.match(await succeed("queue", "list", ...tenant), /^1\/170 +21 +Sales team$/m);
  await succeed("agent", "remove", ...agent);
  assert.equal(
    await refuse("agent", "remove", ...agent),
    "Cannot remove the name of agent '1001': tenant 1/170 has none; see 'trunkline agent list'",
  );
  assert.match(
    await refuse("agent", "set", ...tenant, "--agent", "60000", "--name", "x"),
    /from 101 to 59999 or 70000 to 999999/,
  );
});

test("a bearer key that is rotated keeps all but its text, and its last use is listed", async () => {
  const { dataDir, succeed, refuse } = openCommands("tokens");
  const made = ["--role", "read", "--tenant", "1/170", "--name", "wallboard"];
  const expires = ["--expires-at", "2027-01-01T00:00:00Z"];
  const text = await succeed("token", "create", ...made, ...expires);
  assert.match(
    await refuse("token", "create", ...made, "--expires-at", "2026-11-21T08:00:00Z"),
    /--expires-at must lie in the future/,
  );
  const row =
    /^(\w+) +read +wallboard +2026-11-21T08:00:00\.000Z +(\S+) +2027-01-01T00:00:00\.000Z +1\/170$/m;
  const [, id = "", unused] = row.exec(await succeed("token", "list")) ?? [];
  assert.equal(unused, "-");
  using registry = openSqliteRegistry({ dataDir, masterKey });
  registry.noteKeyUses([{ kind: "bearer", id, at: Date.parse("2026-11-21T09:00:00Z") }]);
  const again = await succeed("token", "rotate", "--id", id);
  assert.match(again, /^tl_[\w-]{43}$/);
  assert.notEqual(again, text);
  const [, same, used] = row.exec(await succeed("token", "list")) ?? [];
  assert.deepEqual([same, used], [id, "2026-11-21T09:00:00.000Z"]);
  assert.match(
    await refuse("token", "rotate", "--id", "none"),
    /^Cannot rotate bearer key 'none': there is none such; see/,
  );
});

test("access keys and apps get a new secret and keep their tenants", async () => {
  const { dataDir, succeed, refuse } = openCommands("secrets");
  await succeed("key", "create", "--ak", "AK", "--sk", "old", "--tenant", "1/170");
  const said = await succeed("key", "rotate", "--ak", "AK");
  const [, sk] =
    /^gave access key 'AK' a new secret\nsecret key \(shown only now\): (\S+)$/.exec(said) ?? [];
  await succeed("app", "create", "--app-key", "crm", "--app-secret", "old", "--global");
  const given = await succeed("app", "rotate", "--app-key", "crm", "--app-secret", "new");
  assert.equal(given, "gave app 'crm' a new secret");
  using registry = openSqliteRegistry({ dataDir, masterKey });
  const scope = { kind: "tenants", tenants: [8192 + 170] };
  assert.deepEqual(registry.accessKey("AK"), { ak: "AK", sk, scope });
  assert.deepEqual(registry.app("crm"), {
    appKey: "crm",
    appSecret: "new",
    scope: { kind: "global" },
  });
  const at = Date.parse("2026-11-21T09:00:00Z");
  registry.noteKeyUses([{ kind: "access", id: "AK", at }]);
  assert.match(await succeed("key", "list"), /^AK +2026-11-21T09:00:00\.000Z +1\/170$/m);
  assert.match(await succeed("app", "list"), /^crm +- +/m);
  assert.match(await refuse("key", "rotate", "--ak", "B"), /^Cannot rotate access key 'B': there/);
  assert.match(await refuse("app", "rotate", "--app-key", "b"), /^Cannot rotate app 'b': there/);
});

test("a command that changes what is there makes no data where there is none", async () => {
  const { dataDir, refuse } = openCommands("typo");
  const tenant = ["--tenant", "1/170"];
  const access = [...tenant, "--inno-id", "1"];
  const agent = [...tenant, "--agent", "1001"];
  for (const words of [
    ...["key", "app", "token", "tenant", "access-code", "agent", "queue"].map((group) => [
      group,
      "list",
    ]),
    ["key", "rotate", "--ak", "A"],
    ["key", "revoke", "--ak", "A"],
    ["app", "revoke", "--app-key", "A"],
    ["token", "rotate", "--id", "A"],
    ["token", "revoke", "--id", "A"],
    ["access-code", "set", ...access, "--number", "1"],
    ["access-code", "remove", ...access],
    ["tenant", "remove", ...tenant],
    ["agent", "set", ...agent, "--name", "A"],
    ["agent", "remove", ...agent],
  ]) {
    const typed = `trunkline ${words.slice(0, 2).join(" ")}`;
    assert.equal(
      await refuse(...words),
      `Cannot run '${typed}': there is no data in '${dataDir}'; see --data`,
    );
  }
  assert.equal(existsSync(dataDir), false);
});

test("sources are listed with kind and place, and without secrets or their files", async () => {
  const file = join(dir, "sources.yaml");
  await writeFile(
    file,
    `sources:
  - kind: asterisk-ami
    source: pbx1
    connection: { host: 10.0.0.5, username: trunkline, secretFile: /nowhere/secret }
    tenants: [{ ccId: 1, vdn: 170 }, { ccId: 1, vdn: 171 }]
  - kind: freeswitch-esl
    source: pbx2
    connection: { host: 10.0.0.6, password: swordfish, tls: true }
    tenants: [{ ccId: 2, vdn: 1 }]
  - { kind: asterisk-cdr, source: old }
`,
  );
  const { code, said } = await runInTest(["source", "list", "--config", file]);
  assert.equal(code, 0, said);
  const rows = said
    .trimEnd()
    .split("\n")
    .map((line) => line.split(/ {2,}/));
  assert.deepEqual(rows, [
    ["NAME", "KIND", "WHERE", "TENANTS"],
    ["pbx1", "asterisk-ami", "10.0.0.5:5038", "1/170, 1/171"],
    ["pbx2", "freeswitch-esl", "10.0.0.6:8021 (TLS)", "2/1"],
    ["old", "asterisk-cdr", "import only"],
  ]);
});
