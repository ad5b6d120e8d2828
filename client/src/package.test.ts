// The package as it is published: its size, its types, and that it works once installed.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { minifySync } from "vite";
import { writePackage } from "../write-package.ts";

const gzipBytesMax = 10_000;
const root = fileURLToPath(new URL("../..", import.meta.url));
const run = promisify(execFile);
let project = "";

before(async () => {
  project = await mkdtemp(join(tmpdir(), "trunkline-sdk-"));
  const folder = join(project, "package");
  await writePackage(folder);
  const pack = ["pack", folder, "--json", "--pack-destination", project];
  const packed = await run("npm", pack, { cwd: project });
  // npm prints a list of what it has packed.
  const [{ filename }] = JSON.parse(packed.stdout) as [{ readonly filename: string }];
  await writeFile(join(project, "package.json"), JSON.stringify({ private: true, type: "module" }));
  const offline = ["--offline", "--no-audit", "--no-fund"];
  await run("npm", ["install", ...offline, join(project, filename)], { cwd: project });
});

after(() => rm(project, { recursive: true }));

const installed = (name: string) => join(project, "node_modules/@trunkline/client", name);

test("the SDK is one file without imports and below 10 kB of gzip", async (t) => {
  const code = await readFile(installed("index.js"), "utf8");
  assert.doesNotMatch(code, /^import |import\(|typebox/m);
  const gzipBytes = gzipSync(code, { level: 9 }).length;
  const minified = minifySync("index.js", code, { module: true }).code;
  const minifiedBytes = gzipSync(minified, { level: 9 }).length;
  t.diagnostic(`SDK: ${gzipBytes} bytes of gzip as published, ${minifiedBytes} minified`);
  assert.ok(gzipBytes < gzipBytesMax, `${gzipBytes} bytes`);
});

test("an installed package runs in Node as it is", async () => {
  const server = createServer((request, reply) => {
    const { authorization } = request.headers;
    reply.setHeader("content-type", "application/json");
    reply.end(JSON.stringify({ asked: request.url, authorization }));
  });
  const { promise: isListening, resolve } = Promise.withResolvers<void>();
  server.listen(0, "127.0.0.1", resolve);
  await isListening;
  // A TCP listener's address is never a text.
  const { port } = server.address() as AddressInfo;
  const code = `
    import { openTrunkline } from "@trunkline/client";
    const trunkline = openTrunkline({ url: "http://127.0.0.1:${port}/base/", key: "KEY" });
    console.log(JSON.stringify(await trunkline.getCall({ callId: "a/b", tenant: ["1/170"] })));`;
  await writeFile(join(project, "example.mjs"), code);
  try {
    const flags = ["--no-experimental-strip-types", "example.mjs"];
    const { stdout } = await run(process.execPath, flags, { cwd: project });
    const asked = "/base/v1/calls/a%2Fb?tenant=1%2F170";
    assert.deepEqual(JSON.parse(stdout), { asked, authorization: "Bearer KEY" });
  } finally {
    server.close();
  }
});

test("its types are the contract's, and the examples of guide and README obey them", async () => {
  await writeFile(join(project, "same-types.ts"), sameTypes(join(root, "client/src/contract.ts")));
  const pages = ["docs/guide/sdk.md", "client/README.md"];
  const texts = await Promise.all(pages.map((page) => readFile(join(root, page), "utf8")));
  const examples = texts.flatMap((text) => [...text.matchAll(/^```ts\n(.*?)^```/gms)]);
  assert.ok(examples.length > 5);
  await Promise.all(
    examples.map(([, code = ""], at) => writeFile(join(project, `example-${at}.ts`), code)),
  );
  const configuration = {
    extends: join(root, "tsconfig.json"),
    compilerOptions: { typeRoots: [join(root, "node_modules/@types")] },
    include: ["*.ts"],
  };
  await writeFile(join(project, "tsconfig.json"), JSON.stringify(configuration));
  const compiler = join(root, "node_modules/typescript/bin/tsc");
  const told = run(process.execPath, [compiler, "-p", project]);
  const { stdout } = await told.catch((error: { readonly stdout: string }) => error);
  assert.equal(stdout, "");
});

/** Compiles if each type of the package may stand for the contract's, and the other way round. */
function sameTypes(contract: string): string {
  return `
import type * as Contract from ${JSON.stringify(contract)};
import type * as Package from "@trunkline/client";
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
type Differing<A, B> = {
  [Id in keyof A | keyof B]: Id extends keyof A & keyof B
    ? Same<A[Id], B[Id]> extends true ? never : Id
    : Id;
}[keyof A | keyof B];
type None<Names extends never> = Names;
export type All = [
  None<Differing<Contract.ApiRequests, Package.ApiRequests>>,
  None<Differing<Contract.ApiReplies, Package.ApiReplies>>,
  None<Differing<Contract.CmsRequests, Package.CmsRequests>>,
  None<Differing<Contract.CmsReplies, Package.CmsReplies>>,
  None<Differing<{ a: Contract.LiveMessage }, { a: Package.LiveMessage }>>,
  None<Differing<{ a: Contract.ProblemDocument }, { a: Package.ProblemDocument }>>,
  None<Differing<{ a: Contract.SentEvent }, { a: Package.SentEvent }>>,
  None<Differing<{ a: Contract.WebhookMessage }, { a: Package.WebhookMessage }>>,
];
`;
}
