// What is made of numbers and names, and what stays.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Disguise, type FieldKind } from "./disguise.ts";
import { NumberCipher } from "./number-cipher.ts";

const settings = {
  connection: { username: "trunkline", secret: "13811112222" },
  tenants: [
    {
      accessCodes: ["88880001"],
      agents: [{ agentId: 1001, interfaces: ["PJSIP/62000001"], memberNames: ["Agent 1001"] }],
      queues: [{ name: "sales" }],
    },
  ],
};
const disguise = new Disguise({ key: Buffer.alloc(32, 1), settings });

const one = (kind: FieldKind, value: string) => disguise.of([{ kind, value }])[0];
const made = disguise.number("13800000001");

const digits = fc.string({
  unit: fc.constantFrom(...Array.from("0123456789")),
  minLength: 6,
  maxLength: 20,
});
const keys = fc.uint8Array({ minLength: 32, maxLength: 32 });

test("different numbers of one length become different numbers of that length, and never a kept one", () => {
  const numbers = fc.uniqueArray(digits, { minLength: 2, maxLength: 200 });
  fc.assert(
    fc.property(keys, numbers, fc.uniqueArray(digits, { maxLength: 20 }), (key, numbers, kept) => {
      const keptSet = new Set(kept);
      const cipher = new NumberCipher({ key, kept: keptSet });
      const others = numbers.filter((number) => !keptSet.has(number));
      const made = others.map((number) => cipher.of(number));
      assert.equal(new Set(made).size, others.length);
      assert.deepEqual(
        made.map((number) => number.length),
        others.map((number) => number.length),
      );
      assert.ok(made.every((number) => !keptSet.has(number)));
      assert.deepEqual(
        kept.map((number) => cipher.of(number)),
        kept,
      );
    }),
  );
});

test("names that a dialplan sets, of two characters, and numbers written with their country code are made up in any text", () => {
  for (const text of [
    "CALLERID(name)=Schmidt, Ann",
    "CALLERID(all)=Schmidt, Ann <101>",
    "CONNECTEDLINE(name,i)=Schmidt, Ann",
    "effective_caller_id_name=Schmidt, Ann",
    "{origination_caller_id_name='Schmidt, Ann',ignore_early_media=true}sofia/int/1001",
    '"\u738B\u4F1F" <101>',
    "CALLERID(name)=\u738B\u4F1F",
  ]) {
    assert.doesNotMatch(one("text", text) ?? "", /Schmidt|Ann|\u738B/, text);
  }
  assert.equal(
    one("text", "{origination_caller_id_name=Max,a=b}x"),
    `{origination_caller_id_name=${one("name", "Max")},a=b}x`,
  );
  const plain = one("number", "493012345678") ?? "";
  assert.equal(one("text", "tel:+49 (30) 1234-5678")?.replaceAll(/\D/g, ""), plain);
  assert.equal(one("text", "2026-11-21 04:29:33"), "2026-11-21 04:29:33");
});

test("where nearly every number is kept, the others still find their places", () => {
  const all = Array.from({ length: 100 }, (_, n) => String(n).padStart(2, "0"));
  const [first = "", second = "", ...kept] = all;
  const cipher = new NumberCipher({ key: Buffer.alloc(32), kept: new Set(kept) });
  assert.deepEqual(new Set([cipher.of(first), cipher.of(second)]), new Set([first, second]));
});

test("a number is the same wherever it stands and however it is written", () => {
  assert.match(made, /^(?!13800000001)\d{11}$/);
  assert.equal(one("number", "13800000001"), made);
  assert.equal(one("text", "Dial(PJSIP/13800000001@carrier,8)"), `Dial(PJSIP/${made}@carrier,8)`);
  assert.equal(one("name", "13800000001"), made);
  assert.equal(one("number", "138 0000-0001")?.replaceAll(/\D/g, ""), made);
  assert.match(one("number", "+49 (30) 123-4567") ?? "", /^\+\d\d \(\d\d\) \d{3}-\d{4}$/);
});

test("another key gives another number", () => {
  const other = new Disguise({ key: Buffer.alloc(32, 2), settings });
  assert.notEqual(other.number("13800000001"), made);
});

test("what the settings name stays; the secret of the connection is none of it", () => {
  assert.equal(one("number", "88880001"), "88880001");
  assert.equal(one("text", "PJSIP/62000001-0000004a"), "PJSIP/62000001-0000004a");
  assert.equal(one("name", "Agent 1001"), "Agent 1001");
  assert.notEqual(one("number", "13811112222"), "13811112222");
});

test("extensions, unique IDs, UUIDs, times and the counters of channels stay", () => {
  for (const value of [
    "8500",
    "pbx1-1795235373.12",
    "1e0541a2-1152-4071-9043-64704b4d6ea7",
    "1795236963:4c50b87b-4a09-47be-b980-4d2f1a4392a9:bl_xfer:q_1/queues/XML",
    "PJSIP/trunk-in-00000021",
    "Local/1005@from-agent-00000000;2",
    "rtt=0.000000;rxmes=87.231481",
    "<unknown>",
  ]) {
    assert.equal(one("text", value), value);
  }
});

test("a landline number behind a dash is no counter of a channel", () => {
  assert.notEqual(one("text", "PJSIP/010-62345678@carrier"), "PJSIP/010-62345678@carrier");
  assert.notEqual(one("text", "010-62345678"), "010-62345678");
});

test("a name goes wherever its message repeats it, and only as a whole word", () => {
  const [name, text, quoted] = disguise.of([
    { kind: "name", value: "Li Lei" },
    { kind: "text", value: "hello Li Lei, not Li Leipzig" },
    { kind: "text", value: '"Han Meimei" <13800000001> called, said Han Meimei' },
  ]);
  assert.match(name ?? "", /^Name [A-Z]{8}$/);
  assert.equal(text, `hello ${name}, not Li Leipzig`);
  assert.match(quoted ?? "", /^"(Name [A-Z]{8})" <\d{11}> called, said \1$/);
  assert.equal(one("name", "Anonymous"), "Anonymous");
});

test("a secret keeps its length alone, and fields of the machine stay whole", () => {
  assert.equal(one("secret", "4711-secret"), "xxxxxxxxxxx");
  assert.equal(one("machine", "13800000001"), "13800000001");
});
