// Writes the folder that is published: one JavaScript file, the types, README, licence.
import { execFile } from "node:child_process";
import { copyFile, cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { bundleClient } from "./bundle.ts";
import { typeSource } from "./type-source.ts";

const client = fileURLToPath(new URL(".", import.meta.url));
const compiler = fileURLToPath(new URL("../node_modules/typescript/bin/tsc", import.meta.url));

/** Returns the size of the bundle. */
export async function writePackage(
  folder: string,
): Promise<{ readonly bytes: number; readonly gzipBytes: number }> {
  await mkdir(folder, { recursive: true });
  const { code, gzipBytes } = await bundleClient();
  await writeFile(join(folder, "index.js"), code);
  await writeTypes(folder);
  await writeFile(join(folder, "package.json"), await manifest());
  await copyFile(join(client, "README.md"), join(folder, "README.md"));
  await copyFile(join(client, "../LICENSE"), join(folder, "LICENSE"));
  return { bytes: Buffer.byteLength(code), gzipBytes };
}

/** Compiled as for a page, with the types of the contract written out. */
async function writeTypes(folder: string): Promise<void> {
  const work = await mkdtemp(join(tmpdir(), "trunkline-client-"));
  try {
    const isSource = (path: string) => !path.endsWith(".test.ts");
    await cp(join(client, "src"), join(work, "src"), { recursive: true, filter: isSource });
    await writeFile(join(work, "src/contract.ts"), typeSource());
    await writeFile(join(work, "tsconfig.json"), JSON.stringify(typesConfiguration(folder)));
    await promisify(execFile)(process.execPath, [compiler, "-p", work]);
  } finally {
    await rm(work, { recursive: true });
  }
}

function typesConfiguration(outDir: string): object {
  return {
    compilerOptions: {
      target: "es2022",
      lib: ["es2022", "dom", "dom.iterable", "dom.asynciterable"],
      module: "nodenext",
      types: [],
      strict: true,
      exactOptionalPropertyTypes: true,
      allowImportingTsExtensions: true,
      rewriteRelativeImportExtensions: true,
      declaration: true,
      emitDeclarationOnly: true,
      rootDir: "src",
      outDir,
    },
    include: ["src"],
  };
}

async function manifest(): Promise<string> {
  // It is our own file beside this one.
  const own = JSON.parse(await readFile(join(client, "package.json"), "utf8")) as Record<
    string,
    unknown
  >;
  const { name, version, description, keywords, license, type, sideEffects, engines } = own;
  const published = {
    ...{ name, version, description, keywords, license, type, sideEffects, engines },
    exports: { ".": { types: "./index.d.ts", default: "./index.js" } },
    types: "./index.d.ts",
    files: ["index.js", "*.d.ts"],
  };
  return `${JSON.stringify(published, undefined, 2)}\n`;
}
