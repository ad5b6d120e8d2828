import assert from "node:assert/strict";
import { createHash, createHmac } from "node:crypto";
import { test } from "node:test";
import { compareCapturedRequest } from "./c2-comparison.ts";
import { c2SigningKey, signC2 } from "./c2-signature.ts";

const timestamp = "2026-04-15T02:30:00Z";
const now = Date.parse(timestamp) + 1000;
const path = "/rest/cmsapp/v1/ping";
const sentBody = '{"a": "x y"}';

function capture({
  authorization,
  body = sentBody,
  end = "",
  length = Buffer.byteLength(body),
}: {
  authorization: string;
  body?: string;
  end?: string;
  length?: number;
}): Buffer {
  return Buffer.from(
    `POST ${path} HTTP/1.1\r\nHost: cms.example.test:28080\r\nContent-Type: application/json\r\n` +
      `Content-Length: ${length}\r\nAuthorization: ${authorization}\r\n\r\n${body}${end}`,
  );
}

const headers = {
  host: "cms.example.test:28080",
  "content-type": "application/json",
  "content-length": String(sentBody.length),
};

function steps(overrides: { sk?: string; queryLine?: "empty"; signedHeaders?: string } = {}) {
  return signC2({
    request: { method: "POST", path, query: "", headers, body: Buffer.from(sentBody) },
    ak: "testak",
    sk: "testsk",
    timestamp,
    signedHeaders: "content-type;host",
    ...overrides,
  });
}

function compare(captured: Uint8Array, at = now) {
  return compareCapturedRequest({
    captured,
    secretOf: (ak) => (ak === "testak" ? "testsk" : undefined),
    now: at,
    signatureAgeMaxMs: 900_000,
  });
}

test("a right request has every step right, and its line end after the body does not matter", () => {
  const result = compare(capture({ authorization: steps().authorization, end: "\n" }));
  assert.equal(result.firstWrong, undefined);
  assert.deepEqual(
    result.steps.map((step) => step.name),
    ["request", "body", "Authorization", "access key", "signature", "timestamp"],
  );
  assert.equal(result.explanation?.canonical[0], steps().canonical);
  const empty = compare(capture({ authorization: steps({ queryLine: "empty" }).authorization }));
  assert.match(empty.steps[4]?.finding ?? "", /empty query line/);
});

test("a capture with bare line feeds reads the same", () => {
  const text = capture({ authorization: steps().authorization })
    .toString()
    .replaceAll("\r\n", "\n");
  assert.equal(compare(Buffer.from(text)).firstWrong, undefined);
});

test("signed headers that are not sorted, or repeated, are accepted with a remark", () => {
  for (const signedHeaders of ["host;content-type", "content-type;host;host"]) {
    const { authorization } = steps({ signedHeaders });
    const result = compare(capture({ authorization }));
    assert.equal(result.firstWrong, undefined);
    const remark = result.steps.find(({ state }) => state === "remark");
    assert.equal(remark?.name, "signed headers");
    assert.match(remark.finding, /sorted, each once: 'content-type;host'$/);
  }
});

test("a body in chunks is compared without its framing, and a broken framing is wrong", () => {
  const { authorization } = steps();
  const chunked = (framed: string) =>
    Buffer.from(
      capture({ authorization, body: framed })
        .toString()
        .replace(/Content-Length: \d+/, "Transfer-Encoding: chunked"),
    );
  const framed = `3\r\n${sentBody.slice(0, 3)}\r\n9\r\n${sentBody.slice(3)}\r\n0\r\n\r\n`;
  assert.equal(compare(chunked(framed)).firstWrong, undefined);
  const { firstWrong } = compare(chunked(framed.replace("9", "A")));
  assert.equal(firstWrong?.name, "body");
});

test("the first thing that is wrong is named: captures, headers, keys, ages", () => {
  const { authorization } = steps();
  const wrongs: readonly (readonly [Uint8Array, string, RegExp, number?])[] = [
    [Buffer.from("hello"), "request", /no empty line after the headers/],
    [Buffer.from("hello\n\n"), "request", /not a request line: 'hello'/],
    [Buffer.from("GET / HTTP/1.1\nx\n\n"), "request", /not a header line: 'x'/],
    [capture({ authorization, length: 99 }), "body", /87 bytes fewer/],
    [capture({ authorization: "Bearer x" }), "Authorization", /not a token/],
    [capture({ authorization: authorization.replace("testak", "other") }), "access key", /'other'/],
    [capture({ authorization }), "timestamp", /1000 s old/, now + 999_000],
    [
      capture({ authorization: steps({ sk: "wrong" }).authorization }),
      "signature",
      /the secret key differs/,
    ],
  ];
  for (const [captured, name, finding, at] of wrongs) {
    const { firstWrong } = compare(captured, at);
    assert.equal(firstWrong?.name, name);
    assert.match(firstWrong.finding, finding);
  }
});

const rightly = steps();
const hmac = (key: string | Buffer, text: string) =>
  createHmac("sha256", key).update(text).digest("hex");
const signedAs = (change: (canonical: string) => string) =>
  hmac(rightly.signingKey, change(rightly.canonical));
const bodyAs = (text: string) =>
  signedAs((canonical) => canonical.slice(0, canonical.lastIndexOf("\n") + 1) + text);

const mistakes: readonly (readonly [string, RegExp])[] = [
  [bodyAs(sentBody), /signed as it is/],
  [bodyAs(createHash("sha256").update(sentBody).digest("hex")), /hashed/],
  [bodyAs(""), /left out/],
  [bodyAs("%7B%22a%22%3A%20%22x+y%22%7D".replaceAll("%20", "+")), /form-encoded/],
  [bodyAs("%7B%22a%22%3A%22x%20y%22%7D"), /compact JSON/],
  [signedAs((text) => text.replace(/%[0-9A-F]{2}/g, (hex) => hex.toLowerCase())), /lower-case hex/],
  [signedAs((text) => text.replace("%2F", "/").replace("%3A28080", ":28080")), /header values/],
  [signedAs((text) => text.replace("%3A28080", "")), /has no port/],
  [signedAs((text) => text.replace(path, encodeURIComponent(path))), /path was percent-encoded/],
  [signedAs((text) => text.replace("POST", "post")), /method/],
  [signedAs((text) => text.replaceAll("\n", "\r\n")), /CR LF/],
  [signedAs((text) => `${text}\n`), /line end follows/],
  [hmac(Buffer.from(rightly.signingKey, "hex"), rightly.canonical), /32 bytes/],
  [hmac("testsk", rightly.canonical), /directly/],
  [hmac(c2SigningKey(rightly.prefix, "testsk"), rightly.canonical), /changed places/],
];

for (const [signature, finding] of mistakes) {
  test(`the mistake is recognised: ${finding.source}`, () => {
    const { firstWrong } = compare(capture({ authorization: `${rightly.prefix}/${signature}` }));
    assert.equal(firstWrong?.name, "signature");
    assert.match(firstWrong.finding, finding);
  });
}
