// The house rules that no linter knows: names, lengths, the direction of imports, left-overs.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { problems } from "@trunkline/contract";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const linesMax = 400;
const sourceEndings = [".ts", ".tsx", ".js", ".css", ".sql"];
const sourceFolders = ["contract/src", "client/src", "dashboard/src", "server/src", "bench"];

/** What each folder of the server may import from its neighbours. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  lib: [],
  call: ["lib"],
  live: ["call", "lib"],
  storage: ["call", "lib"],
  connector: ["call", "lib"],
  simulate: ["lib"],
  ingest: ["storage", "live", "call", "lib"],
  query: ["storage", "live", "call", "lib"],
  webhook: ["storage", "live", "call", "lib"],
  access: ["storage", "lib"],
  observe: ["live", "storage", "lib"],
  config: ["lib"],
  cms: ["query", "access", "storage", "live", "call", "lib"],
  api: ["query", "access", "observe", "connector", "webhook", "storage", "live", "call", "lib"],
  http: ["api", "cms", "query", "ingest", "access", "observe", "storage", "live", "lib"],
};

async function sourceFiles(endings: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const folder of sourceFolders.filter((folder) => existsSync(join(root, folder)))) {
    const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true });
    for (const entry of entries) {
      const path = relative(root, join(entry.parentPath, entry.name));
      const isSource = entry.isFile() && endings.some((ending) => entry.name.endsWith(ending));
      if (isSource && !/(^|\/)(fixtures|node_modules|dist)\//.test(path)) found.push(path);
    }
  }
  return found;
}

async function offenders(
  endings: readonly string[],
  fault: (text: string, path: string) => string | undefined,
): Promise<string[]> {
  const found: string[] = [];
  for (const path of await sourceFiles(endings)) {
    const text = await readFile(join(root, path), "utf8");
    const said = fault(text, path);
    if (said !== undefined) found.push(`${path}: ${said}`);
  }
  return found;
}

test("no source file is longer than 400 lines", async () => {
  const long = await offenders(sourceEndings, (text) => {
    const lines = text.split("\n").length - 1;
    return lines > linesMax ? `${lines} lines` : undefined;
  });
  assert.deepEqual(long, []);
});

test("files are named in kebab-case, after what they hold", async () => {
  const banned = /^(utils?|types?|constants?|helpers?|common|misc|manager)\.tsx?$/;
  const wrong = await offenders(sourceEndings, (_, path) => {
    const name = path.split("/").at(-1) ?? "";
    if (banned.test(name)) return "says nothing of what it holds";
    if (!/^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z]+)+$/.test(name)) return "is not kebab-case";
    const isDoor = path === `${path.split("/")[0]}/src/index.ts`;
    return name === "index.ts" && !isDoor ? "index.ts is only a package's door" : undefined;
  });
  assert.deepEqual(wrong, []);
});

test("the server's folders import inward only", async () => {
  const wrong = await offenders([".ts"], (text, path) => {
    const from = /^server\/src\/([a-z]+)\//.exec(path)?.[1];
    const allowed = from === undefined ? undefined : mayImport[from];
    if (from === undefined || allowed === undefined || /\.(test|conformance)\.ts$/.test(path)) {
      return undefined;
    }
    for (const [, target = ""] of text.matchAll(/from "((?:\.\.\/)+[^"]+)"/g)) {
      const to = relative(root, join(root, dirname(path), target)).split("/")[2] ?? "";
      if (to !== from && !to.endsWith(".ts") && !allowed.includes(to)) return `imports ${to}/`;
    }
    return undefined;
  });
  assert.deepEqual(wrong, []);
});

test("only http/ knows the web framework, and only storage/ a database", async () => {
  const owners = { fastify: "server/src/http/", "node:sqlite": "server/src/storage/" };
  const wrong = await offenders([".ts"], (text, path) => {
    if (!path.startsWith("server/") || path.endsWith(".test.ts")) return undefined;
    for (const [name, owner] of Object.entries(owners)) {
      if (text.includes(`from "${name}"`) && !path.startsWith(owner)) return `imports ${name}`;
    }
    return undefined;
  });
  assert.deepEqual(wrong, []);
});

test("no left-overs: no marks of unfinished work, no skipped or lonely tests", async () => {
  const marks = new RegExp(
    `\\b(${["TO" + "DO", "FIX" + "ME", "X" + "XX", "HA" + "CK"].join("|")})\\b`,
  );
  const lonely = /\b(?:test|it|describe)\.(?:only|skip)\(/;
  const wrong = await offenders(sourceEndings, (text) => {
    if (marks.test(text)) return `has ${marks.exec(text)?.[0]}`;
    return lonely.test(text) ? `has ${lonely.exec(text)?.[0]}` : undefined;
  });
  assert.deepEqual(wrong, []);
});

test("every problem of the contract is told by some source of the server", async () => {
  const untold = new Set(Object.keys(problems));
  for (const path of await sourceFiles([".ts"])) {
    if (!path.startsWith("server/") || path.endsWith(".test.ts")) continue;
    const text = await readFile(join(root, path), "utf8");
    for (const code of untold) if (text.includes(`"${code}"`)) untold.delete(code);
  }
  assert.deepEqual([...untold], []);
});

test("no source names a path of somebody's machine", async () => {
  const machinePath = /(^|[\s"'`(=])\/(work|root|home|Users)\//m;
  const wrong = await offenders(sourceEndings, (text) =>
    machinePath.test(text) ? "names a path of a machine" : undefined,
  );
  assert.deepEqual(wrong, []);
});

test("every source file is used", async () => {
  const paths = (await sourceFiles([".ts", ".js"])).filter((path) =>
    path.startsWith("server/src/"),
  );
  const used = new Set<string>();
  for (const path of paths) {
    const text = await readFile(join(root, path), "utf8");
    for (const [, target = ""] of text.matchAll(
      /(?:from|import\(?|import\.meta\.resolve\(|new URL\()\s*"(\.[^"]+)"/g,
    )) {
      used.add(relative(root, join(root, dirname(path), target)));
    }
  }
  const dead = paths.filter((path) => !used.has(path) && !path.endsWith(".test.ts"));
  assert.deepEqual(dead, []);
});
