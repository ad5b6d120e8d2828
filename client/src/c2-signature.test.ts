import assert from "node:assert/strict";
import { test } from "node:test";
import { signC2 } from "./c2-signature.ts";

test("the signature over host alone is that of the published vector", async () => {
  const signed = await signC2(
    { ak: "testak", sk: "testsk" },
    {
      path: "/rest/cmsapp/v1/openapi/vdn/queryaccesscodecallinfo",
      host: "cms.example.test:28080",
      body: '{"ccId":1,"vdn":170,"innoIds":[1,2]}',
    },
    new Date("2024-10-31T14:06:52Z"),
  );
  const signature = "4fa0ff21ef2e2314869c477ab079db4cfb39bbfc8ce1a11cc0165d073c5bc52a";
  assert.equal(signed, `auth-v2/testak/2024-10-31T14:06:52Z/host/${signature}`);
});
