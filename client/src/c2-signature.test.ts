import assert from "node:assert/strict";
import { test } from "node:test";
import { signC2 } from "./c2-signature.ts";

const body = '{"ccId":1,"vdn":170,"innoIds":[1,2]}';
const host = { host: "cms.example.test:28080" };
const all = {
  ...host,
  "content-type": "application/json;charset=UTF-8",
  "content-length": String(body.length),
};
const second = "2024-10-31T14:06:52Z";
const vectors = [
  [second, all, false, "dd78f55ab549b8a602619885a1cc19556de9516d61554b1045ba0c972c6b4211"],
  [second, all, true, "1c03d064a479c97e792ce5fcca00daf60a6c35886f17c6ca231f70a998c9f0da"],
  [second, host, false, "4fa0ff21ef2e2314869c477ab079db4cfb39bbfc8ce1a11cc0165d073c5bc52a"],
  [second, host, true, "b2034961c293fdbfe25e1f67079c20d22c12c80800e8f52a1995f8f77edfd584"],
  [
    "2024-10-31T14:06:52.123Z",
    all,
    false,
    "af94464c97c6f6f182027abae7a3227b8fb769c9642277ded8ff8363752b1aec",
  ],
] as const;

for (const [at, headers, hasEmptyQueryLine, signature] of vectors) {
  const names = Object.keys(headers).sort().join(";");
  const line = hasEmptyQueryLine ? "an empty query line" : "no query line";
  test(`the signature at ${at} over ${names} with ${line} is that of the vector`, async () => {
    const path = "/rest/cmsapp/v1/openapi/vdn/queryaccesscodecallinfo";
    const signed = await signC2(
      { ak: "testak", sk: "testsk" },
      { path, headers, body, hasEmptyQueryLine },
      new Date(at),
    );
    assert.equal(signed, `auth-v2/testak/${at}/${names}/${signature}`);
  });
}
