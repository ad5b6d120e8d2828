import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import type { AccessKey } from "../storage/registry.ts";
import { signC2, type QueryLine, type SignedRequest } from "./c2-signature.ts";
import { SigningKeys, verifyC2 } from "./c2-verify.ts";

const minute = 60_000;
const key: AccessKey = { ak: "testak", sk: "testsk", scope: { kind: "global" } };

const request: SignedRequest = {
  method: "POST",
  path: "/rest/cmsapp/v1/openapi/vdn/queryaccesscodecallinfo",
  query: "",
  headers: {
    host: "cms.example.test:28080",
    "content-type": "application/json;charset=UTF-8",
    "content-length": "36",
  },
  body: Buffer.from('{"ccId":1,"vdn":170,"innoIds":[1,2]}'),
};

/** Of all tests: what one leaves must not let another's request in. */
const signingKeys = new SigningKeys();
const signedAt = Date.parse("2024-10-31T14:06:52Z");

function verify(
  authorization: string | undefined,
  {
    sent = request,
    now = signedAt,
    keys = [key],
    explainSignatures = false,
  }: {
    sent?: SignedRequest;
    now?: number;
    keys?: readonly AccessKey[];
    explainSignatures?: boolean;
  } = {},
) {
  return verifyC2({
    request: { ...sent, headers: { ...sent.headers, authorization } },
    accessKey: (ak) => keys.find((key) => key.ak === ak),
    signingKeys,
    decoySecret: "decoy",
    now,
    signatureAgeMaxMs: 15 * minute,
    explainSignatures,
  });
}

function authorize(sent: SignedRequest, overrides: Partial<Parameters<typeof signC2>[0]> = {}) {
  return signC2({
    request: sent,
    ak: key.ak,
    sk: key.sk,
    timestamp: "2024-10-31T14:06:52Z",
    signedHeaders: "content-length;content-type;host",
    ...overrides,
  });
}

const vectors: readonly (readonly [string, string, QueryLine, string])[] = [
  [
    "2024-10-31T14:06:52Z",
    "content-length;content-type;host",
    "absent",
    "dd78f55ab549b8a602619885a1cc19556de9516d61554b1045ba0c972c6b4211",
  ],
  [
    "2024-10-31T14:06:52Z",
    "content-length;content-type;host",
    "empty",
    "1c03d064a479c97e792ce5fcca00daf60a6c35886f17c6ca231f70a998c9f0da",
  ],
  [
    "2024-10-31T14:06:52Z",
    "host",
    "absent",
    "4fa0ff21ef2e2314869c477ab079db4cfb39bbfc8ce1a11cc0165d073c5bc52a",
  ],
  [
    "2024-10-31T14:06:52Z",
    "host",
    "empty",
    "b2034961c293fdbfe25e1f67079c20d22c12c80800e8f52a1995f8f77edfd584",
  ],
  [
    "2024-10-31T14:06:52.123Z",
    "content-length;content-type;host",
    "absent",
    "af94464c97c6f6f182027abae7a3227b8fb769c9642277ded8ff8363752b1aec",
  ],
];

for (const [timestamp, signedHeaders, queryLine, signature] of vectors) {
  test(`the published vector of ${timestamp}, ${signedHeaders}, query line ${queryLine} is made and accepted`, () => {
    const steps = authorize(request, { timestamp, signedHeaders, queryLine });
    assert.equal(steps.signature, signature);
    assert.equal(steps.authorization, `auth-v2/testak/${timestamp}/${signedHeaders}/${signature}`);
    assert.deepEqual(verify(steps.authorization), {
      kind: "admitted",
      key: "testak",
      scope: { kind: "global" },
    });
  });
}

test("the signing key of the first vector is as published", () => {
  assert.equal(
    authorize(request).signingKey,
    "f70f08db10211489ff1c7f7ad6477bab37642786fc6529c8c4db206ebf59c3e1",
  );
});

test("a timestamp may be 15 minutes old or ahead, and no more", () => {
  const { authorization } = authorize(request);
  for (const offset of [-15 * minute, 15 * minute]) {
    assert.equal(verify(authorization, { now: signedAt + offset }).kind, "admitted");
  }
  const old = verify(authorization, { now: signedAt + 15 * minute + 1000 });
  assert.equal(
    old.kind === "refused" && old.message,
    "Cannot accept the signature: its timestamp is 901 s old, 900 s are allowed",
  );
  const ahead = verify(authorization, { now: signedAt - 16 * minute });
  assert.match(ahead.kind === "refused" ? ahead.message : "", /960 s ahead of this server's clock/);
});

test("an unknown key and a wrong signature give the same answer", () => {
  const { authorization } = authorize(request);
  const wrong = authorization.replace(/.$/, (last) => (last === "0" ? "1" : "0"));
  const refusal = verify(wrong);
  assert.deepEqual(refusal, verify(authorization, { keys: [] }));
  assert.deepEqual(refusal, {
    kind: "refused",
    status: 401,
    message: "The access key is unknown or the signature does not match",
    isGuess: true,
  });
});

test("a secret that has changed signs no more, though its signing key of this second is remembered", () => {
  const { authorization } = authorize(request);
  assert.equal(verify(authorization).kind, "admitted");
  const changed = { ...key, sk: "changed" };
  assert.equal(verify(authorization, { keys: [changed] }).kind, "refused");
  const anew = authorize(request, { sk: changed.sk }).authorization;
  assert.equal(verify(anew, { keys: [changed] }).kind, "admitted");
  assert.equal(verify(anew).kind, "refused");
});

test("a signature made with the decoy secret of an unknown key is refused", () => {
  const { authorization } = authorize(request, { sk: "decoy" });
  assert.equal(verify(authorization, { keys: [] }).kind, "refused");
});

test("the explanation shows prefix and canonical strings, and neither key nor right signature", () => {
  const { authorization } = authorize(request, { sk: "other" });
  const verdict = verify(authorization, { explainSignatures: true });
  assert.ok(verdict.kind === "refused");
  const rightly = authorize(request);
  assert.equal(verdict.explanation?.prefix, rightly.prefix);
  assert.deepEqual(verdict.explanation?.canonical, [
    rightly.canonical,
    authorize(request, { queryLine: "empty" }).canonical,
  ]);
  const text = JSON.stringify(verdict);
  assert.ok(!text.includes(key.sk) && !text.includes(rightly.signature));
  assert.ok(!text.includes(rightly.signingKey));
  assert.deepEqual(verify(authorization, { explainSignatures: true, keys: [] }), verdict);
});

test("a token on this interface is told that a signature is wanted", () => {
  const verdict = verify("Bearer abc");
  assert.equal(
    verdict.kind === "refused" && verdict.message,
    "This interface takes a C2 signature ('auth-v2/...'), not a token",
  );
});

const hex = "0".repeat(64);
const malformed: readonly (readonly [string, string | undefined, RegExp])[] = [
  ["no header", undefined, /no Authorization header/],
  ["another scheme", "auth-v1/a/b/c/d", /does not begin with 'auth-v2\/'/],
  ["too few parts", "auth-v2/testak/2024-10-31T14:06:52Z/host", /it has 4 parts/],
  ["no access key", `auth-v2//2024-10-31T14:06:52Z/host/${hex}`, /access key is empty/],
  ["epoch seconds as timestamp", `auth-v2/testak/1730383612/host/${hex}`, /timestamp is not/],
  ["a timestamp with a zone", `auth-v2/testak/2024-10-31T14:06:52+01:00/host/${hex}`, /timestamp/],
  ["no host signed", `auth-v2/testak/2024-10-31T14:06:52Z/content-type/${hex}`, /'host' is not/],
  ["upper case names", `auth-v2/testak/2024-10-31T14:06:52Z/Host/${hex}`, /lower case/],
  ["an absent header", `auth-v2/testak/2024-10-31T14:06:52Z/host;x-a/${hex}`, /'x-a' is not in/],
  [
    "a name of the prototype",
    `auth-v2/t/2024-10-31T14:06:52Z/constructor;host/${hex}`,
    /'constructor' is/,
  ],
  [
    "thousands of signed headers",
    `auth-v2/testak/2024-10-31T14:06:52Z/host${";host".repeat(3000)}/${hex}`,
    /names 3001 signed headers, at most 64/,
  ],
  ["a short signature", "auth-v2/testak/2024-10-31T14:06:52Z/host/abc", /64 lower-case hex/],
  ["more parts", `auth-v2/testak/2024-10-31T14:06:52Z/host/${hex}/x`, /64 lower-case hex/],
];

for (const [name, authorization, message] of malformed) {
  test(`an Authorization with ${name} is refused with its reason, and is no guess`, () => {
    const verdict = verify(authorization);
    assert.ok(verdict.kind === "refused");
    assert.match(verdict.message, message);
    assert.equal(verdict.isGuess, false);
  });
}

test("a query string is signed sorted and encoded, and both line forms need it", () => {
  const sent = { ...request, query: "b=2&a=%e4%b8%ad%20x&c" };
  const steps = authorize(sent);
  assert.match(steps.canonical, /\na=%E4%B8%AD%20x&b=2&c=\n/);
  assert.equal(verify(steps.authorization, { sent }).kind, "admitted");
  assert.equal(verify(steps.authorization).kind, "refused");
});

test("a signed header is trimmed of spaces and tabs alone: its UTF-8 may end in the byte A0", () => {
  const text = Buffer.from("voil\u00e0").toString("latin1");
  const sent = { ...request, headers: { ...request.headers, "x-name": ` \t${text} ` } };
  const steps = authorize(sent, { signedHeaders: "host;x-name" });
  assert.match(steps.canonical, /\nx-name:voil%C3%A0\n/);
});

const headerValue = fc.string({ unit: "grapheme-ascii", minLength: 1, maxLength: 30 });
const signedRequest = fc.record({
  method: fc.constantFrom("POST", "GET", "PUT"),
  path: fc.webPath({ size: "small" }).map((path) => `/${path.replace(/^\/+/, "")}`),
  query: fc.constantFrom("", "", "a=1", "z=%20&a=%2F"),
  headers: fc.dictionary(fc.stringMatching(/^[a-z][a-z-]{0,10}$/), headerValue, { maxKeys: 5 }),
  body: fc.uint8Array({ maxLength: 200 }),
});

const withSecret = fc.record({
  sent: signedRequest,
  host: headerValue,
  secret: fc.string({ minLength: 1, maxLength: 100 }),
  queryLine: fc.constantFrom<QueryLine>("absent", "empty"),
});

function signed({
  sent,
  host,
  secret,
  queryLine,
}: typeof withSecret extends fc.Arbitrary<infer T> ? T : never) {
  const headers: SignedRequest["headers"] = { ...sent.headers, host };
  const complete = { ...sent, headers };
  const signedHeaders = Object.keys(headers).sort().join(";");
  const { authorization } = authorize(complete, { sk: secret, signedHeaders, queryLine });
  return { complete, authorization, keys: [{ ...key, sk: secret }] };
}

test("whatever is signed is accepted: any body, headers, path and secret", () => {
  fc.assert(
    fc.property(withSecret, (sample) => {
      const { complete, authorization, keys } = signed(sample);
      assert.equal(verify(authorization, { sent: complete, keys }).kind, "admitted");
    }),
  );
});

test("any changed byte of body, path, signed header or Authorization is refused", () => {
  const place = fc.constantFrom("body", "path", "host", "authorization");
  fc.assert(
    fc.property(
      withSecret,
      place,
      fc.nat(),
      fc.integer({ min: 1, max: 255 }),
      (sample, where, at, flip) => {
        const { complete, authorization, keys } = signed(sample);
        const change = (text: string): string => {
          const bytes = Buffer.from(text, "latin1");
          if (bytes.length === 0) return "x";
          const index = at % bytes.length;
          bytes[index] = (bytes[index] ?? 0) ^ flip;
          return bytes.toString("latin1");
        };
        const { body, path, headers } = complete;
        const host = String(headers["host"]);
        const changed: SignedRequest =
          where === "body"
            ? {
                ...complete,
                body: Buffer.from(change(Buffer.from(body).toString("latin1")), "latin1"),
              }
            : where === "path"
              ? { ...complete, path: change(path) }
              : where === "host"
                ? { ...complete, headers: { ...headers, host: change(host) } }
                : complete;
        fc.pre(where !== "host" || String(changed.headers["host"]).trim() !== host.trim());
        const sent = where === "authorization" ? change(authorization) : authorization;
        fc.pre(sent.trim() === sent);
        assert.equal(verify(sent, { sent: changed, keys }).kind, "refused");
      },
    ),
    { numRuns: 300 },
  );
});
