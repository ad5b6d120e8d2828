import assert from "node:assert/strict";
import { test } from "node:test";
import { ignoredVariables } from "./ignored-variables.ts";
import { loadOptions } from "./load-options.ts";
import { environmentName, flagName } from "./option-name.ts";
import { optionNames, optionOf } from "./option-table.ts";
import { valueOfYaml } from "./option-value.ts";
import { UsageError } from "./usage-error.ts";

type Given = {
  readonly file?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly flags?: Readonly<Record<string, string>>;
};

function load({ file, environment = {}, flags = {} }: Given) {
  return loadOptions({
    flags,
    environment,
    configurationFile: file === undefined ? undefined : "trunkline.yaml",
    readFile: () => file ?? "",
  });
}

function refusalOf(given: Given): string {
  try {
    load(given);
  } catch (error) {
    assert.ok(error instanceof UsageError, String(error));
    return error.message;
  }
  return "accepted";
}

test("every default fits its own schema, and no two options share a flag or a variable", () => {
  for (const name of optionNames) {
    assert.equal(valueOfYaml(optionOf(name), optionOf(name).default).kind, "value", name);
  }
  assert.equal(new Set(optionNames.map(flagName)).size, optionNames.length);
  assert.equal(new Set(optionNames.map(environmentName)).size, optionNames.length);
});

test("names of flags and variables follow from the option's name", () => {
  assert.equal(flagName("http.bodyBytesMax"), "--http-body-bytes-max");
  assert.equal(environmentName("http.bodyBytesMax"), "TRUNKLINE_HTTP_BODY_BYTES_MAX");
  assert.equal(environmentName("http.port"), "TRUNKLINE_HTTP_PORT");
  assert.equal(flagName("explainSignatures"), "--explain-signatures");
});

test("a flag wins over the environment, that over the file, that over the default", () => {
  const file = "http:\n  port: 1\n  host: 0.0.0.0\nstrict: true\n";
  const environment = { TRUNKLINE_HTTP_PORT: "2", TRUNKLINE_HTTP_HOST: "::" };
  const { options, sourceOf } = load({ file, environment, flags: { "http.port": "3" } });
  assert.equal(options["http.port"], 3);
  assert.equal(options["http.host"], "::");
  assert.equal(options.strict, true);
  assert.equal(options["history.window"], "documented");
  assert.deepEqual(
    (["http.port", "http.host", "strict", "history.window"] as const).map(sourceOf),
    ["flag", "environment", "file", "default"],
  );
});

test("dotted and nested names mean the same, also mixed", () => {
  for (const file of [
    "history.window: all\nhttp.headerBytesMax: 2048",
    "history:\n  window: all\nhttp:\n  headerBytesMax: 2048",
    "history: {window: all}\nhttp: {headerBytesMax: 2048}",
  ]) {
    const { options } = load({ file });
    assert.equal(options["history.window"], "all");
    assert.equal(options["http.headerBytesMax"], 2048);
  }
});

test("groups nest as deep as names have dots", () => {
  const file =
    "http:\n  tls:\n    certFile: a.pem\n    keyFile: b.pem\ncall.expireAfterMs: {ivr: 1000}";
  const { options } = load({ file });
  assert.equal(options["http.tls.keyFile"], "b.pem");
  assert.equal(options["call.expireAfterMs.ivr"], 1000);
});

test("a certificate without its key is refused", () => {
  assert.match(refusalOf({ file: "http.tls.certFile: a.pem" }), /^Cannot speak TLS: set both/);
});

test("an empty file, and names without a value, leave the defaults", () => {
  for (const file of ["", "# nothing\n", "http:\n", "http:\n  port:\n"]) {
    assert.equal(load({ file }).options["http.port"], 28_080);
  }
});

test("lists are written with commas in flags and variables, as lists in the file", () => {
  const environment = { TRUNKLINE_HTTP_TRUSTED_PROXIES: "10.0.0.0/8, 192.168.1.1" };
  const list = ["10.0.0.0/8", "192.168.1.1"];
  assert.deepEqual(load({ environment }).options["http.trustedProxies"], list);
  const file = "http: {trustedProxies: [10.0.0.0/8, 192.168.1.1]}";
  assert.deepEqual(load({ file }).options["http.trustedProxies"], list);
});

test("tenants come from the file", () => {
  const file = `
tenants:
  - ccId: 1
    vdn: 170
    timeZone: Asia/Shanghai
    accessCodes: [{innoId: 1, number: "88880001"}]
`;
  const [tenant] = load({ file }).options.tenants;
  assert.deepEqual(tenant?.accessCodes, [{ innoId: 1, number: "88880001" }]);
});

test("an unknown name in the file is refused with its line and the nearest known name", () => {
  assert.equal(
    refusalOf({ file: "strict: true\nhttp:\n  prot: 1\n" }),
    "Cannot read 'trunkline.yaml', line 3: 'http.prot' is not an option; did you mean 'http.port'?",
  );
  assert.match(refusalOf({ file: "port: 1" }), /line 1: 'port' .* did you mean 'http.port'/);
  assert.match(refusalOf({ file: "nothingLikeIt: 1" }), /'nothingLikeIt' is not an option$/);
});

test("a source of an unknown kind is refused with its line, the known kinds and the nearest one", () => {
  assert.equal(
    refusalOf({
      file: "sources:\n  - kind: asterisk-ami\n  - { source: b, kind: asterisk-amy }\n",
    }),
    "Cannot read 'trunkline.yaml', line 3: 'asterisk-amy' is not a kind of source: it must be asterisk-ami, freeswitch-esl (live), or asterisk-cel, asterisk-cdr, asterisk-queue-log, freeswitch-json-cdr, freeswitch-xml-cdr, freeswitch-cdr-csv, csv (records); did you mean 'asterisk-ami'?",
  );
  // An alias of YAML is followed.
  const file = "sources: [{ kind: &kind avaya }, { kind: *kind }]";
  assert.match(refusalOf({ file }), /line 1: 'avaya' is not a kind of source: [^;]+$/);
});

test("a value that does not fit is refused with its place, itself and what is allowed", () => {
  const cases: readonly (readonly [Given, string])[] = [
    [
      { flags: { "http.port": "70000" } },
      "Cannot use the flag --http-port: it must be an integer from 0 to 65535, got '70000'",
    ],
    [
      { environment: { TRUNKLINE_HISTORY_WINDOW: "week" } },
      "Cannot use the environment variable TRUNKLINE_HISTORY_WINDOW: it must be one of documented, all, got 'week'",
    ],
    [
      { file: "strict: maybe" },
      "Cannot read 'trunkline.yaml', line 1: 'strict' must be true or false, got 'maybe'",
    ],
    [{ file: "http: 8080" }, "line 1: 'http' is a group of options, not one"],
    [{ file: "http:\n  port: 1\nhttp.port: 2" }, "line 3: 'http.port' is set twice"],
    [{ file: "- a\n- b" }, "it must be a list of names and values"],
    [
      { file: "tenants:\n- {ccId: 1, vdn: 1}\n- {ccId: 1}" },
      "line 3: 'tenants' '1' must have required properties vdn",
    ],
    [
      { file: "tenants:\n- ccId: 1\n  vdn: 1\n  keepDays: -1" },
      "line 4: 'tenants' '0.keepDays' must be >= 0, got '-1'",
    ],
    [{ file: "tenants: [{ccId: 1, vdn: 1, zone: UTC}]" }, "'0.zone' is not known"],
    [{ file: "http: [" }, "Cannot read 'trunkline.yaml'"],
  ];
  for (const [given, expected] of cases) {
    assert.ok(refusalOf(given).includes(expected), `${refusalOf(given)} | ${expected}`);
  }
});

test("a file that is no YAML is refused with what is wrong and where, in one whole line", () => {
  assert.match(refusalOf({ file: "http: port: 1" }), /^Cannot read .* at line 1, column 7$/);
});

test("a pause that no timer can wait is refused: it would be one of a millisecond", () => {
  const timers = [
    ...["http.requestTimeoutMs", "http.keepAliveTimeoutMs", "http.stopTimeoutMs"],
    ...["connector.reconnectFirstMs", "connector.reconnectMostMs", "connector.connectTimeoutMs"],
    ...["connector.silenceMs", "ingest.commitRetryAfterMs", "webhook.queueCheckMs"],
    ...["registry.noteQueuesEveryMs", "key.noteUseEveryMs"],
  ];
  for (const name of timers) {
    const refusal = refusalOf({ file: `${name}: 2147483648` });
    assert.match(refusal, new RegExp(`'${name}' must be an integer from \\d+ to 2100000000, got`));
  }
});

test("what an entry holds is not shown: it may be a secret", () => {
  const file = "sources: {kind: asterisk-ami, secret: hunter2}";
  assert.match(refusalOf({ file }), /line 1: 'sources' must be array$/);
});

test("thresholds of reports are those that waits are counted by", () => {
  const refusal = refusalOf({ flags: { "report.thresholdSeconds": "21" } });
  assert.match(refusal, /^Cannot use report.thresholdSeconds '21': it must be one of 5, 10, /);
  const { options } = load({ flags: { "report.shortAbandonSeconds": "0" } });
  assert.equal(options["report.shortAbandonSeconds"], 0);
});

test("a variable that is no option is told with the nearest one, and refused by nobody", () => {
  const told = (name: string) => ignoredVariables({ [name]: "1" });
  const ignored = (name: string) => `ignored the environment variable '${name}': it is no option`;
  assert.deepEqual(told("TRUNKLINE_HTTP_PRT"), [
    `${ignored("TRUNKLINE_HTTP_PRT")}; did you mean 'TRUNKLINE_HTTP_PORT'?`,
  ]);
  assert.deepEqual(told("TRUNKLINE_PORT"), [
    `${ignored("TRUNKLINE_PORT")}; did you mean 'TRUNKLINE_HTTP_PORT'?`,
  ]);
  // Only the file has a place for it.
  assert.deepEqual(told("TRUNKLINE_SOURCES"), [ignored("TRUNKLINE_SOURCES")]);
  assert.deepEqual(told("TRUNKLINE_HTTP_PORT"), []);
  assert.deepEqual(told("TRUNKLINE_TOKEN"), []);
  assert.deepEqual(ignoredVariables({ TRUNKLINE_HTTP_PRT: "", HTTP_PRT: "1" }), []);
  const ofKubernetes = {
    TRUNKLINE_SERVICE_HOST: "10.0.0.5",
    TRUNKLINE_PORT: "tcp://10.0.0.5:8080",
    TRUNKLINE_PORT_8080_TCP_ADDR: "10.0.0.5",
  };
  assert.deepEqual(ignoredVariables(ofKubernetes), []);
});

test("a configuration file that cannot be read is a usage error that names it", () => {
  assert.throws(
    () =>
      loadOptions({
        environment: { TRUNKLINE_CONFIG: "gone.yaml" },
        readFile: () => {
          throw new Error("no such file");
        },
      }),
    /^UsageError: Cannot read the configuration file 'gone.yaml': no such file$/,
  );
});
