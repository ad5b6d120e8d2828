import assert from "node:assert/strict";
import { test } from "node:test";
import { Value } from "typebox/value";
import { Vcon } from "@trunkline/contract";
import { arrival, arrivedIn, callEvents } from "../cms/test-call-centre.ts";
import { marksOfB, startApi, type AskOptions, type TestApi } from "../test-api.ts";

const at = (s: number) => new Date(arrival + s * 1000).toISOString();

async function vconOf(api: TestApi, callId: string, options: AskOptions = {}): Promise<Vcon> {
  const { status, headers, body } = await api.ask(`/v1/calls/${callId}/vcon`, options);
  assert.equal(status, 200, JSON.stringify(body));
  assert.equal(headers["content-type"], "application/vcon+json;charset=UTF-8");
  assert.deepEqual([...Value.Errors(Vcon, body)], []);
  // Just checked.
  const vcon = body as unknown as Vcon;
  checkPlaces(vcon);
  return vcon;
}

/** What the schema cannot say: every place named is that of a party, or of a dialog of the right type. */
function checkPlaces({ parties, dialog, attachments }: Vcon): void {
  const isParty = (place: number) => assert.ok(parties[place] !== undefined, `party ${place}`);
  for (const each of dialog) {
    if (each.type === "transfer") {
      [each.transferee, each.transferor, each.transfer_target].forEach(isParty);
      assert.equal(dialog[each.original]?.type, "recording-set");
      assert.notEqual(dialog[each.target_dialog]?.type ?? "transfer", "transfer");
      continue;
    }
    each.parties.forEach(isParty);
    assert.equal(new Set(each.parties).size, each.parties.length);
    if (each.type === "recording-set") each.party_history.forEach(({ party }) => isParty(party));
  }
  for (const { party, dialog: place } of attachments) {
    isParty(party);
    assert.ok(dialog[place] !== undefined);
  }
}

test("an answered call is its parties, its conversations and our record", async () => {
  await using api = await startApi();
  const callId = "1776220200-1447";
  const vcon = await vconOf(api, callId);
  const { uuid: agentUuid } = vcon.parties[3] ?? {};
  assert.deepEqual(vcon.parties, [
    { type: "person", tel: "13800000001" },
    { type: "organization", tel: "88880001", name: "A tenant", validation: "none" },
    { type: "bot", name: "IVR flow 3", validation: "none", org: "A tenant" },
    {
      ...{ type: "person", name: "A desk 1", validation: "none" },
      ...{ uuid: agentUuid, org: "A tenant", dept: "sales" },
    },
  ]);
  assert.deepEqual(vcon.dialog, [
    {
      ...{ type: "recording-set", start: at(0), duration: 6, parties: [0, 2], recordings: [] },
      party_history: [
        { party: 2, time: at(0), event: "join" },
        { party: 2, time: at(6), event: "drop" },
      ],
    },
    {
      ...{ type: "recording-set", start: at(19), duration: 45, parties: [0, 3], recordings: [] },
      party_history: [
        { party: 3, time: at(19), event: "join" },
        { party: 3, time: at(64), event: "drop" },
      ],
    },
  ]);
  const { body: told } = await api.ask(`/v1/calls/${callId}`);
  const { generatedAt: _generatedAt, completeUpTo: _completeUpTo, ...record } = told;
  assert.deepEqual(vcon.attachments[0]?.body, record);
  assert.equal(vcon.attachments[0]?.party, 1);
  assert.deepEqual(await vconOf(api, callId), vcon);
});

test("offers that failed, holds and transfers are told as what they are", async () => {
  await using api = await startApi();
  await api.post(
    callEvents("passed-on", [
      { ...arrivedIn, callerNo: "13800000009", s: 700 },
      { kind: "queued", s: 701, skillId: 21, skillName: "sales" },
      { kind: "offered", s: 702, agentId: 1001 },
      { kind: "unanswered", s: 712, agentId: 1001, reason: "noAnswer" },
      { kind: "offered", s: 713, agentId: 1002 },
      { kind: "answered", s: 715, agentId: 1002 },
      { kind: "held", s: 720, agentId: 1002 },
      { kind: "resumed", s: 730, agentId: 1002 },
      { kind: "transferred", s: 740, to: { kind: "external", number: "+8613900000000" } },
      { kind: "answered", s: 745 },
      { kind: "ended", s: 790, by: "customer" },
    ]),
  );
  const { dialog, parties } = await vconOf(api, "passed-on");
  assert.deepEqual(
    parties.map(({ name, tel }) => name ?? tel),
    ["13800000009", "A tenant", "A desk 1", "agent 1002", "+8613900000000"],
  );
  const history = (party: number, s: readonly number[]) => [
    { party, time: at(s[0] ?? 0), event: "join" },
    { party, time: at(s[1] ?? 0), event: "drop" },
  ];
  const [join, drop] = history(3, [715, 740]);
  assert.deepEqual(dialog, [
    {
      ...{ type: "incomplete", start: at(702), duration: 10, parties: [0, 2] },
      disposition: "no-answer",
    },
    {
      ...{ type: "recording-set", start: at(715), duration: 25, parties: [0, 3], recordings: [] },
      party_history: [
        join,
        { party: 0, time: at(720), event: "hold" },
        { party: 0, time: at(730), event: "unhold" },
        drop,
      ],
    },
    {
      ...{ type: "recording-set", start: at(745), duration: 45, parties: [0, 4], recordings: [] },
      party_history: history(4, [745, 790]),
    },
    {
      ...{ type: "transfer", start: at(740), transferee: 0, transferor: 3, transfer_target: 4 },
      ...{ original: 1, target_dialog: 2 },
    },
  ]);
});

test("a call without a conversation is an incomplete dialog that says why", async () => {
  await using api = await startApi();
  const cases = { abandoned: "hung-up", missed: "no-answer", "in-vain": "no-answer" };
  for (const [callId, disposition] of Object.entries(cases)) {
    const { dialog } = await vconOf(api, callId);
    assert.deepEqual(
      dialog.map((each) => (each.type === "incomplete" ? each.disposition : each.type)),
      [disposition],
    );
  }
  const outbound = await vconOf(api, "called-back");
  assert.equal(outbound.parties[0]?.tel, "13800000002");
});

test("a call in progress, or of another tenant, is no vCon", async () => {
  await using api = await startApi();
  const live = await api.ask("/v1/calls/live-talk/vcon");
  assert.deepEqual([live.status, live.body["code"]], [409, "notEnded"]);
  const unknown = await api.ask("/v1/calls/nobody/vcon");
  assert.deepEqual([unknown.status, unknown.body["code"]], [404, "unknownCall"]);
  const own = JSON.stringify(await vconOf(api, "abandoned"));
  for (const mark of marksOfB) assert.ok(!own.includes(mark), mark);
});

test("where numbers are masked no number is in a vCon, and it says of which one it is a redaction", async () => {
  await using api = await startApi({ flags: { "privacy.maskNumbersForRoles": "read" } });
  const masked = await vconOf(api, "1776220200-1447");
  assert.doesNotMatch(JSON.stringify(masked), /1380000/);
  assert.deepEqual(masked.parties[0], { type: "person", name: "********001" });
  const whole = await vconOf(api, "1776220200-1447", { key: api.keys.superviseA });
  assert.deepEqual(masked.redacted, { uuid: whole.uuid, type: "telephone numbers" });
  assert.notEqual(masked.uuid, whole.uuid);
  assert.equal(whole.redacted, undefined);
});
