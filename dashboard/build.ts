// npm run build: writes dashboard/dist, unless it is up to date already. `npm start` runs it first.
import { createHash } from "node:crypto";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { isAbsolute, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import type { Rolldown } from "vite";
import { buildConfiguration } from "./build-configuration.ts";

const folder = fileURLToPath(new URL(".", import.meta.url));
const dist = join(folder, "dist");
const fingerprintPath = join(dist, "fingerprint");
const inputs = [
  "src",
  // Bundled into the page, too.
  "../client/src",
  "public",
  "index.html",
  "package.json",
  "build.ts",
  "build-configuration.ts",
];
const compressible = /\.(?:js|css|html|svg)$/;

const startedAt = performance.now();
const fingerprint = await fingerprintOfInputs();
const builtFrom = await readFile(fingerprintPath, "utf8").catch(() => "");
if (builtFrom !== fingerprint) await buildDashboard();

async function buildDashboard(): Promise<void> {
  const vite = await import("vite").catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ERR_MODULE_NOT_FOUND") throw error;
  });
  if (vite === undefined) {
    console.error(
      "Cannot build the dashboard: its tools are not installed (npm ci without --omit)",
    );
    return;
  }
  await rm(dist, { recursive: true, force: true });
  const built = await vite.build(buildConfiguration(folder));
  for (const bundle of [built].flat()) if ("output" in bundle) refuseOtherInputs(bundle.output);
  const bytes = await compressFiles();
  await writeFile(fingerprintPath, fingerprint);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(`Dashboard built in ${seconds} s: ${Math.round(bytes / 1024)} KiB gzip in all`);
}

/** Else a change of such a file would go unnoticed. */
function refuseOtherInputs(output: Rolldown.RolldownOutput["output"]): void {
  const known = inputs.map((input) => join(folder, input));
  for (const id of output.flatMap((part) => (part.type === "chunk" ? part.moduleIds : []))) {
    const path = id.split("?")[0] ?? "";
    if (!isAbsolute(path) || path.includes("/node_modules/")) continue;
    if (known.some((input) => path === input || path.startsWith(`${input}/`))) continue;
    const named = relative(folder, path);
    throw new Error(`Cannot build the dashboard: '${named}' is none of the inputs of build.ts`);
  }
}

/** Once here, so that the server never compresses; returns the sum of the gzip sizes. */
async function compressFiles(): Promise<number> {
  let bytes = 0;
  for (const path of await filesUnder(dist)) {
    if (!compressible.test(path)) continue;
    const content = await readFile(path);
    const gzip = gzipSync(content, { level: 9 });
    const params = { [constants.BROTLI_PARAM_QUALITY]: 11 };
    await writeFile(`${path}.gz`, gzip);
    await writeFile(`${path}.br`, brotliCompressSync(content, { params }));
    bytes += gzip.length;
  }
  return bytes;
}

/** By content: a checkout or a copy gives files new times. */
async function fingerprintOfInputs(): Promise<string> {
  const hash = createHash("sha256");
  for (const input of inputs) {
    for (const path of await filesUnder(join(folder, input))) {
      if (path.endsWith(".test.ts")) continue;
      hash.update(relative(folder, path)).update("\0");
      hash.update(await readFile(path)).update("\0");
    }
  }
  return hash.digest("hex");
}

async function filesUnder(path: string): Promise<string[]> {
  try {
    const entries = await readdir(path, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort();
  } catch {
    // A file of its own.
    return [path];
  }
}
