// Runs the examples of the SDK's guide and README as they stand, one after the other, against a server.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { startTestServer, testKey, type TestServer } from "./test-server.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const run = promisify(execFile);
const app = { appKey: "sdk-app", appSecret: "sdk-secret" };
let server: TestServer;

before(async () => {
  const flags = {
    "webhook.allowHttp": "true",
    "webhook.privateNetworksAllowed": "127.0.0.0/8",
  };
  server = await startTestServer({ flags });
  server.registry.putApp({ ...app, scope: { kind: "global" } });
});

after(() => server[Symbol.asyncDispose]());

type Example = { readonly name: string; readonly code: string; readonly output: string };

const examples = [
  ...(await examplesOf("docs/guide/sdk.md")),
  ...(await examplesOf("client/README.md")),
];

/** Blocks of TypeScript; a block of text right below one is what it prints. */
async function examplesOf(path: string): Promise<readonly Example[]> {
  const page = await readFile(join(root, path), "utf8");
  const blocks = page.matchAll(/^```ts\n(.*?)^```\n(?:\n```text\n(.*?)^```\n)?/gms);
  return [...blocks].map(([, code = "", output = ""], at) => ({
    name: `example ${at + 1} of ${path}`,
    code,
    output,
  }));
}

for (const { name, code, output } of examples) {
  test(`${name} does what it says`, async () => {
    const environment = {
      ...process.env,
      TRUNKLINE_URL: server.url,
      TRUNKLINE_KEY: server.bearer("admin", "1/170"),
      CMS_AK: testKey.ak,
      CMS_SK: testKey.sk,
      CMS_APP_KEY: app.appKey,
      CMS_APP_SECRET: app.appSecret,
    };
    const words = ["--input-type=module-typescript", "--eval", code];
    const options = { cwd: root, env: environment, timeout: 30_000 };
    const { stdout, stderr } = await run(process.execPath, words, options);
    assert.equal(stderr, "");
    if (output !== "") assert.equal(stdout, output);
  });
}
