// Every finding of the doctor, against a small server that answers as an Asterisk with that fault does.
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

const connection = { username: "trunkline", secret: "not shown" };

function entryOf(changed: Settings = {}) {
  // The fixture is a mapping of settings.
  return { kind: "asterisk-ami", ...(fixture as Settings), ...changed, connection };
}

const queues = ["sales-170", "support-170", "overflow-170", "nobody-170", "full-170", "local-170"];

type Answers = {
  readonly greeting?: string;
  readonly login?: string;
  readonly settings?: string;
  readonly status?: string;
  readonly queues?: string;
  readonly channels?: string;
  /** What is heard once everything is answered. */
  readonly live?: string;
  /** Of the second question for channels. */
  readonly channelsAfter?: string;
};

const block = (...lines: readonly string[]) => `${lines.join("\r\n")}\r\n\r\n`;
const success = (id: string, ...lines: readonly string[]) =>
  block("Response: Success", `ActionID: ${id}`, ...lines);
const denied = (id: string) =>
  block("Response: Error", `ActionID: ${id}`, "Message: Permission denied");

function queueStatus(names: readonly string[], members: readonly string[] = []): string {
  return [
    success("trunkline-queues"),
    ...names.map((name) =>
      block("Event: QueueParams", "ActionID: trunkline-queues", `Queue: ${name}`),
    ),
    ...members.map((name) =>
      block(
        "Event: QueueMember",
        "ActionID: trunkline-queues",
        "Queue: sales-170",
        `Location: ${name}`,
        `StateInterface: ${name}`,
        "Status: 1",
        "Paused: 0",
      ),
    ),
    block("Event: QueueStatusComplete", "ActionID: trunkline-queues"),
  ].join("");
}

function channelList(id: string, uniqueIds: readonly string[] = []): string {
  return [
    success(id),
    ...uniqueIds.map((uniqueId) =>
      block(
        "Event: CoreShowChannel",
        `ActionID: ${id}`,
        `Uniqueid: ${uniqueId}`,
        "Linkedid: elsewhere",
      ),
    ),
    block("Event: CoreShowChannelsComplete", `ActionID: ${id}`),
  ].join("");
}

function liveBlock(event: string, privilege: string, ...lines: readonly string[]): string {
  const time = (Date.now() / 1000).toFixed(6);
  return block(`Event: ${event}`, `Privilege: ${privilege},all`, `Timestamp: ${time}`, ...lines);
}

const arrival = () =>
  liveBlock(
    "Newchannel",
    "call",
    "Channel: PJSIP/trunk-in-00000001",
    "ChannelState: 4",
    "CallerIDNum: 13800000001",
    "Context: from-trunk",
    "Exten: 88880001",
    "Uniqueid: pbx1-1795235373.0",
    "Linkedid: pbx1-1795235373.0",
  );
const step = (application: string) =>
  liveBlock(
    "Newexten",
    "dialplan",
    "Channel: PJSIP/trunk-in-00000001",
    "Context: ivr-170",
    "Exten: 1",
    `Application: ${application}`,
    "AppData: sales-170",
    "Uniqueid: pbx1-1795235373.0",
    "Linkedid: pbx1-1795235373.0",
  );
const hangup = () =>
  liveBlock(
    "Hangup",
    "call",
    "Uniqueid: pbx1-1795235373.0",
    "Linkedid: pbx1-1795235373.0",
    "Cause: 16",
  );

function asterisk(answers: Answers = {}): PbxScript {
  const replies: Readonly<Record<string, string>> = {
    "trunkline-login": answers.login ?? success("trunkline-login"),
    "trunkline-bridges": success("trunkline-bridges"),
    "trunkline-queues": answers.queues ?? queueStatus([...queues, "desk-171"], ["PJSIP/1001"]),
    "trunkline-channels": answers.channels ?? channelList("trunkline-channels"),
    "trunkline-doctor-settings":
      answers.settings ??
      success("trunkline-doctor-settings", "AsteriskVersion: 22.10.1", "SystemName: pbx1"),
    "trunkline-doctor-status":
      (answers.status ??
        success(
          "trunkline-doctor-status",
          "CoreStartupDate: 2026-11-21",
          "CoreStartupTime: 04:29:31",
          "CoreCurrentCalls: 3",
        )) + (answers.live ?? arrival() + step("BackGround") + hangup()),
    "trunkline-doctor-channels": answers.channelsAfter ?? channelList("trunkline-doctor-channels"),
  };
  return {
    greeting: answers.greeting ?? "Asterisk Call Manager/11.0.0\r\n",
    answer: (said) =>
      said
        .split("\r\n\r\n")
        .map((text) => replies[/^ActionID: (.*)$/m.exec(text)?.[1] ?? ""] ?? "")
        .join(""),
  };
}

const lacks = (answers: Answers, settings?: Settings) =>
  lacksOf(asterisk(answers), entryOf(settings));
const onlyLack = (answers: Answers, settings?: Settings) =>
  onlyLackOf(asterisk(answers), entryOf(settings));

test("a PBX that lacks nothing is told so, with its version, and shows three events", async () => {
  const { findings, samples } = await examineScripted(asterisk(), entryOf());
  const text = findings.map(textOfFinding).join("\n");
  assert.deepEqual(
    findings.filter(({ level }) => level !== "ok"),
    [],
  );
  assert.match(text, /Asterisk 22\.10\.1, up since 2026-11-21 04:29:31, calls now: 3/);
  assert.match(text, /unique IDs begin with 'pbx1'/);
  assert.match(text, /7 queues, all of them in the settings/);
  assert.match(text, /1 queue member, all of them agents/);
  assert.match(text, /3 events heard, of class 'call', 'dialplan'/);
  assert.deepEqual(
    samples.map(({ events }) => events.map(({ kind }) => kind)),
    [["arrived"], ["ivrEntered"], ["ended"]],
  );
  assert.equal(samples[0]?.heard[0], "Event: Newchannel");
  assert.ok(samples[0]?.heard.includes("Exten: 88880001"));
});

test("nobody at the port: the lines that open it", async () => {
  const { port, text } = await examineNobody(entryOf());
  assert.match(text, /^failure: Cannot connect to '127\.0\.0\.1:\d+': .*ECONNREFUSED/);
  assert.match(text, new RegExp(`enabled = yes\nport = ${port}\nbindaddr = 127\\.0\\.0\\.1`));
});

test("another service, or none that speaks, is no manager interface", async () => {
  const ssh = await examineScripted(
    { greeting: "SSH-2.0-OpenSSH_9.9\r\n\r\n", answer: () => "" },
    entryOf(),
    shortlyMs,
  );
  assert.match(ssh.findings.map(textOfFinding).join(), /^failure: .* is no manager interface/);
  const silent = await examineScripted({ greeting: "", answer: () => "" }, entryOf(), shortlyMs);
  assert.match(
    silent.findings.map(textOfFinding).join(),
    /is no manager interface.*\n.*\n.*connection:\nport: 5038/,
  );
});

test("a refused login names user, secret and the address that has to be permitted", async () => {
  const login = block(
    "Response: Error",
    "ActionID: trunkline-login",
    "Message: Authentication failed",
  );
  const text = await onlyLack({ login });
  assert.match(text, /^failure: Cannot log in to Asterisk as 'trunkline': Authentication failed/);
  assert.match(
    text,
    /\[trunkline\]\nsecret = \.\.\.\ndeny = .*\npermit = 127\.0\.0\.1\/255\.255\.255\.255/,
  );
  assert.match(text, /failed to pass IP ACL/);
  assert.doesNotMatch(text, /not shown/);
});

test("an Asterisk that does not answer the login is told of in time", async () => {
  const { findings } = await examineScripted(asterisk({ login: "" }), entryOf(), shortlyMs);
  assert.match(findings.map(textOfFinding).join(), /^failure: .*has not answered in time/);
});

test("events without a time: the cost, and timestampevents", async () => {
  const live = (arrival() + step("BackGround")).replaceAll(/^Timestamp: .*\r\n/gm, "");
  const text = await onlyLack({ live });
  assert.match(text, /^warning: events have no time\n.*only as exact as the network/);
  assert.match(text, /manager\.conf, \[general\]:\ntimestampevents = yes/);
});

test("no system name: unique IDs of two PBXs could be the same", async () => {
  const settings = success("trunkline-doctor-settings", "AsteriskVersion: 20.20.0", "SystemName: ");
  const text = await onlyLack({ settings });
  assert.match(text, /^warning: no system name.*\n.*can get one ID/);
  assert.match(text, /asterisk\.conf, \[options\]:\nsystemname = pbx1/);
});

test("an Asterisk whose events are of another age fails", async () => {
  const settings = success("trunkline-doctor-settings", "AsteriskVersion: 1.8.32", "SystemName: a");
  assert.match(
    await onlyLack({ settings }),
    /^failure: Asterisk 1\.8\.32 names its events otherwise/,
  );
});

test("a user without write=reporting is told what a gap costs then", async () => {
  const found = await lacks({
    settings: denied("trunkline-doctor-settings"),
    status: denied("trunkline-doctor-status"),
    channels: denied("trunkline-channels"),
  });
  assert.equal(found.length, 2, found.join("\n\n"));
  assert.match(found[0] ?? "", /^warning: Asterisk does not tell its version/);
  assert.match(
    found[1] ?? "",
    /does not list its channels.*'Permission denied'\n.*stay open until/,
  );
  for (const text of found) assert.match(text, /write = reporting/);
});

test("a class of events that must have come and has not is missing in read=", async () => {
  const read = /read = call,agent,dialplan,user/;
  const dialplan = await onlyLack({ live: arrival() + hangup() });
  assert.match(dialplan, /^failure: nothing of class 'dialplan'/);
  assert.match(dialplan, read);
  const agent = await onlyLack({ live: arrival() + step("Queue") });
  assert.match(agent, /^failure: nothing of class 'agent'/);
  const user = await onlyLack({ live: arrival() + step("UserEvent") });
  assert.match(user, /^failure: nothing of class 'user'/);
  const call = await onlyLack({ live: step("BackGround") });
  assert.match(call, /^failure: nothing of class 'call'/);
});

test("silence while channels come and go fails; silence alone proves nothing", async () => {
  const id = "trunkline-doctor-channels";
  const unheard = await onlyLack({ live: "", channelsAfter: channelList(id, ["pbx1-1.1"]) });
  assert.match(unheard, /^failure: 1 channel came or went, and this user was told of nothing/);
  const silent = await onlyLack({ live: "" });
  assert.match(silent, /^warning: no event was heard\n.*not known\n.*--wait 120/);
});

test("queues that only one side knows: the lines that name them", async () => {
  const found = await lacks({ queues: queueStatus([...queues, "new-170"], ["PJSIP/1001"]) });
  assert.equal(found.length, 2, found.join("\n\n"));
  assert.match(found[0] ?? "", /^warning: 1 queue of the PBX not in the settings: 'new-170'/);
  assert.match(found[0] ?? "", /- \{ name: "new-170", skillId: 7, skillName: "new-170" \}/);
  assert.match(found[1] ?? "", /^warning: 1 queue of the settings not at the PBX: 'desk-171'/);
});

test("queue members that are no agents of the settings: a line for each", async () => {
  const members = ["PJSIP/1001", "PJSIP/1009", "Local/x@phones/n"];
  const text = await onlyLack({ queues: queueStatus([...queues, "desk-171"], members) });
  assert.match(text, /^warning: 2 queue members not in the settings: 'PJSIP\/1009', 'Local/);
  assert.match(text, /- \{ agentId: 1009, interfaces: \["PJSIP\/1009"\] \}/);
  assert.match(text, /- \{ agentId: AGENT_ID, interfaces: \["Local\/x@phones\/n"\] \}/);
});

test("an Asterisk without app_queue lacks something only where the settings have queues", async () => {
  const unknown = block(
    "Response: Error",
    "ActionID: trunkline-queues",
    "Message: Invalid/unknown command: QueueStatus",
  );
  assert.match(await onlyLack({ queues: unknown }), /^warning: Asterisk does not list its queues/);
  const tenants = [{ ccId: 1, vdn: 170, accessCodes: ["88880001"] }];
  assert.deepEqual(await lacks({ queues: unknown }, { tenants, tasks: {} }), []);
});

test("settings that lead nowhere: no trunk's context, a tenant without any way to it", async () => {
  const tenants = [{ ccId: 1, vdn: 170, flows: [] }];
  const found = await lacks(
    { queues: queueStatus([]), live: "" },
    { tenants, inboundContexts: [], tasks: {} },
  );
  assert.match(found.join("\n"), /warning: no context is named as that of a trunk/);
  assert.match(found.join("\n"), /failure: nothing leads to tenant 1\/170/);
});

test("a clock that is far off, and calls that give no event, are told of", async () => {
  const late = (arrival() + step("BackGround")).replaceAll(
    /^Timestamp: .*$/gm,
    "Timestamp: 1795235373.000000",
  );
  assert.match(
    await onlyLack({ live: late }),
    /^warning: the PBX's clock is \d+\.\d s (?:ahead of|behind)/,
  );
  const stray = arrival().replace("from-trunk", "from-nowhere") + step("BackGround");
  assert.match(
    await onlyLack({ live: stray }),
    /^warning: while listening: call in context 'from-nowhere', which is no inbound context/,
  );
});
