// The SDK as one file for browsers and Node, made in memory.
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "vite";

export type Bundle = { readonly code: string; readonly gzipBytes: number };

export async function bundleClient(): Promise<Bundle> {
  const outputs = await build({
    root: fileURLToPath(new URL(".", import.meta.url)),
    configFile: false,
    logLevel: "warn",
    build: {
      write: false,
      target: "es2022",
      // Readable: whoever bundles it minifies it.
      minify: false,
      lib: { entry: "src/index.ts", formats: ["es"], fileName: "index" },
    },
  });
  const [output] = Array.isArray(outputs) ? outputs : [outputs];
  if (output === undefined || !("output" in output)) throw new Error("Cannot bundle: no output");
  const [{ code }, ...rest] = output.output;
  if (rest.length > 0) throw new Error(`Cannot bundle into one file: ${rest.length} more came out`);
  return { code, gzipBytes: gzipSync(code, { level: 9 }).length };
}
