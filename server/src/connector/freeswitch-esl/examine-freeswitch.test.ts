// Every finding of the doctor, against a small server that answers as a FreeSWITCH with that fault does.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { parse } from "yaml";
import { examineNobody, examineScripted, lacksOf, onlyLackOf } from "../scripted-pbx.ts";
import { shortlyMs, textOfFinding, type PbxScript } from "../scripted-pbx.ts";

const fixture: unknown = parse(
  await readFile(new URL("fixtures/settings.yaml", import.meta.url), "utf8"),
);

type Settings = { readonly [name: string]: unknown };

function entryOf(changed: Settings = {}) {
  const connection = { password: "not shown" };
  // The fixture is a mapping of settings.
  return { kind: "freeswitch-esl", ...(fixture as Settings), connection, ...changed };
}

const version = "FreeSWITCH Version 1.10.12-release~64bit (-release 64bit)";
const agents = ["1001@170", "1002@170", "1003@170", "1004@170", "2001@171"];
const queues = ["sales@170", "support@170", "overflow@170", "nobody@170", "desk@171"];

function list(columns: string, names: readonly string[]): string {
  return [columns, ...names.map((name) => `${name}|x|Available|Waiting`), "+OK", ""].join("\n");
}

const agentList = (names: readonly string[]) => list("name|instance_id|status|state", names);
const queueList = (names: readonly string[]) => list("name|strategy|moh_sound|time_base", names);

type Answers = {
  readonly greeting?: string;
  readonly auth?: string;
  readonly subscription?: string;
  /** Answers to api commands; undefined = this user may not use them. */
  readonly api?: Readonly<Record<string, string | undefined>>;
  /** What is heard once everything is answered. */
  readonly live?: string;
};

const reply = (text: string) => `Content-Type: command/reply\nReply-Text: ${text}\n\n`;

function withBody(contentType: string, body: string): string {
  return `Content-Length: ${Buffer.byteLength(body)}\nContent-Type: ${contentType}\n\n${body}`;
}

let sequence = 0;

function event(
  name: string,
  values: Readonly<Record<string, string>>,
  micros = Date.now() * 1000,
): string {
  sequence += 1;
  const headers = {
    "Event-Name": name,
    "Core-UUID": "15e19dc9-1ac6-4e14-a945-de24c464cd96",
    "Event-Date-Timestamp": String(micros),
    "Event-Sequence": String(sequence),
    ...values,
  };
  const lines = Object.entries(headers).map(
    ([key, value]) => `${key}: ${encodeURIComponent(value)}\n`,
  );
  return withBody("text/event-plain", `${lines.join("")}\n`);
}

const caller = {
  "Unique-ID": "1e0541a2-1152-4071-9043-64704b4d6ea7",
  "Call-Direction": "inbound",
  "Caller-Context": "public",
  "Caller-Caller-ID-Number": "13800000001",
  "Caller-Destination-Number": "88880001",
};

const call = (micros?: number) =>
  event("CHANNEL_CREATE", caller, micros) +
  event("CHANNEL_ANSWER", { ...caller, "Answer-State": "answered" }, micros) +
  event(
    "CHANNEL_EXECUTE",
    { ...caller, Application: "play_and_get_digits", "Application-Data": "1 1" },
    micros,
  ) +
  event("CHANNEL_HANGUP_COMPLETE", { ...caller, "Answer-State": "hangup" }, micros);

const healthy: Readonly<Record<string, string | undefined>> = {
  version,
  "callcenter_config agent list": agentList(agents),
  "show channels as json": JSON.stringify({ row_count: 0 }),
  "module_exists mod_callcenter": "true",
  "module_exists mod_json_cdr": "true",
  "module_exists mod_xml_cdr": "false",
  "callcenter_config queue list": queueList(queues),
};

function freeswitch(answers: Answers = {}): PbxScript {
  const api = { ...healthy, ...answers.api };
  const answerOne = (command: string) => {
    if (/^(?:user)?auth /.test(command)) return answers.auth ?? reply("+OK accepted");
    if (command.startsWith("event ")) return answers.subscription ?? reply("+OK event listener");
    const body = api[command.replace(/^api /, "")];
    const isLast = command === "api callcenter_config queue list";
    const answer =
      body === undefined ? reply("-ERR permission denied") : withBody("api/response", body);
    return answer + (isLast ? (answers.live ?? call()) : "");
  };
  return {
    greeting: answers.greeting ?? "Content-Type: auth/request\n\n",
    answer: (said) =>
      said
        .split("\n\n")
        .filter((command) => command !== "")
        .map(answerOne)
        .join(""),
  };
}

const lacks = (answers: Answers, settings?: Settings) =>
  lacksOf(freeswitch(answers), entryOf(settings));
const onlyLack = (answers: Answers, settings?: Settings) =>
  onlyLackOf(freeswitch(answers), entryOf(settings));

test("a PBX that lacks nothing is told so, with its version, and shows three events", async () => {
  const { findings, samples } = await examineScripted(freeswitch(), entryOf());
  const text = findings.map(textOfFinding).join("\n");
  assert.doesNotMatch(text, /^(?:warning|failure)/m, text);
  assert.match(text, /^ok: FreeSWITCH Version 1\.10\.12/m);
  assert.match(text, /5 queues, all of them in the settings/);
  assert.match(text, /5 agents, all of them in the settings/);
  assert.match(text, /4 events heard/);
  assert.deepEqual(
    samples.flatMap(({ events }) => events.map(({ kind }) => kind)),
    ["arrived", "ivrEntered", "ended"],
  );
  assert.equal(samples[0]?.heard[0], "Event-Name: CHANNEL_CREATE");
  assert.ok(samples[0]?.heard.includes("Caller-Destination-Number: 88880001"));
});

test("nobody at the port: the lines that open it", async () => {
  const { port, text } = await examineNobody(entryOf());
  assert.match(text, /^failure: Cannot connect to '127\.0\.0\.1:\d+': .*ECONNREFUSED/);
  assert.match(text, new RegExp(`<param name="listen-port" value="${port}"/>`));
});

test("another service is no event socket", async () => {
  const script = { greeting: "SSH-2.0-OpenSSH_9.9\r\n\n\n", answer: () => "" };
  const { findings } = await examineScripted(script, entryOf(), shortlyMs);
  assert.match(findings.map(textOfFinding).join(), /^failure: .* is no event socket/);
});

test("an address that the access list refuses: the list that lets it in", async () => {
  const greeting = withBody("text/rude-rejection", "Access Denied, go away.\n");
  const text = await onlyLack({ greeting });
  assert.match(text, /^failure: .*its access list refuses this address/);
  assert.match(text, /<node type="allow" cidr="127\.0\.0\.1\/32"\/>/);
  assert.match(text, /<param name="apply-inbound-acl" value="trunkline"\/>/);
});

test("a refused password, of the socket or of a user of the directory", async () => {
  const auth = reply("-ERR invalid");
  const text = await onlyLack({ auth });
  assert.match(text, /^failure: Cannot log in to FreeSWITCH: -ERR invalid/);
  assert.match(text, /<param name="password" value="\.\.\."\/>/);
  assert.doesNotMatch(text, /not shown/);
  const connection = { user: "trunkline@pbx", password: "not shown" };
  const ofUser = await onlyLack({ auth }, { connection });
  assert.match(ofUser, /user trunkline@pbx.*\n<param name="esl-password"/);
});

test("a user who may not have the events fails", async () => {
  const text = await onlyLack({ subscription: reply("-ERR permission denied") });
  assert.match(text, /^failure: Cannot subscribe to FreeSWITCH's events: -ERR permission denied/);
  assert.match(text, /esl-allowed-events/);
});

test("a user who may not use the api commands is told what a gap costs then", async () => {
  const api = Object.fromEntries(Object.keys(healthy).map((command) => [command, undefined]));
  const text = await onlyLack({ api });
  assert.match(text, /^warning: .*'version', 'callcenter_config', 'show', 'module_exists'/);
  assert.match(text, /stay open until they expire/);
  assert.match(text, /esl-allowed-api" value="version uptime show uuid_dump/);
});

test("without mod_callcenter queues of the settings fail, and none are no failure", async () => {
  const gone = "-ERR callcenter_config Command not found!\n";
  const api = {
    "module_exists mod_callcenter": "false",
    "callcenter_config agent list": gone,
    "callcenter_config queue list": gone,
  };
  const text = await onlyLack({ api });
  assert.match(text, /^failure: mod_callcenter is not loaded/);
  assert.match(text, /<load module="mod_callcenter"\/>/);
  const tenants = [{ ccId: 1, vdn: 170, accessCodes: ["88880001"] }];
  assert.match(await onlyLack({ api }, { tenants }), /^warning: mod_callcenter is not loaded/);
});

test("queues and agents that only one side knows: the lines that name them", async () => {
  const found = await lacks({
    api: {
      "callcenter_config queue list": queueList([...queues.slice(1), "new@170"]),
      "callcenter_config agent list": agentList([...agents.slice(1), "1009@170", "ann"]),
    },
  });
  const text = found.join("\n");
  assert.match(text, /1 queue of the PBX not in the settings: 'new@170'/);
  assert.match(text, /- \{ name: "new@170", skillId: 5, skillName: "new@170" \}/);
  assert.match(text, /1 queue of the settings not at the PBX: 'sales@170'/);
  assert.match(text, /2 agents of mod_callcenter not in the settings: '1009@170', 'ann'/);
  assert.match(text, /- \{ agentId: 1009, names: \["1009@170"\] \}/);
  assert.match(text, /- \{ agentId: AGENT_ID, names: \["ann"\] \}/);
  assert.match(text, /1 agent of the settings not in mod_callcenter: '1001@170'/);
});

test("without a module that posts records lost ends stay presumed", async () => {
  const none = { "module_exists mod_json_cdr": "false", "module_exists mod_xml_cdr": "false" };
  const text = await onlyLack({ api: none });
  assert.match(text, /^warning: neither mod_json_cdr .*\n.*ends as of its last sign of life/);
});

test("either module that posts records is enough", async () => {
  const api = { "module_exists mod_json_cdr": "false", "module_exists mod_xml_cdr": "true" };
  assert.deepEqual(await lacks({ api }), []);
});

test("silence, a clock that is off, and calls of nobody are told of", async () => {
  assert.match(await onlyLack({ live: "" }), /^warning: no event was heard\n.*\n.*--wait 120/);
  const late = await onlyLack({ live: call(1_795_236_902_347_153) });
  assert.match(late, /^warning: the PBX's clock is \d+\.\d s (?:ahead of|behind)/);
  const stray = call().replaceAll("88880001", "88889999");
  assert.match(
    await onlyLack({ live: stray }),
    /^warning: while listening: call to '88889999' in context 'public' of no tenant/,
  );
});

test("settings with a tenant that nothing leads to fail", async () => {
  const tenants = [...(entryOf() as unknown as { tenants: object[] }).tenants, { ccId: 1, vdn: 9 }];
  assert.match(await onlyLack({}, { tenants }), /^failure: nothing leads to tenant 1\/9/);
});
