// @ts-check
// Modules are compiled, and their types taken out, once and not at every start: whoever imports this first
// halves the start of all that is imported later.
import { enableCompileCache } from "node:module";
import { fileURLToPath } from "node:url";

const name = "NODE_COMPILE_CACHE";

// Threads and child processes find it there. Where it cannot be written, all goes on without.
process.env[name] ??= fileURLToPath(
  new URL("../../node_modules/.cache/trunkline/", import.meta.url),
);
enableCompileCache(process.env[name]);
