// The real server as a process of its own, with keys made by its own command line.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { ccId } from "./call-load.ts";
import { streamVdns } from "./event-stream.ts";
import { HttpProcess } from "./http-process.ts";

/** The root of the checkout that this file is in. */
export const thisCheckout = new URL("../", import.meta.url);
const canned = fileURLToPath(new URL("./canned-server.ts", import.meta.url));

type PackageFile = { readonly scripts: { readonly trunkline: string } };

export const benchKey = { ak: "benchak", sk: "bench-secret" };
export const benchApp = { appKey: "benchapp", appSecret: "bench-app-secret" };

export function startServer(
  dataDir: string,
  {
    checkout = thisCheckout,
    flagsOfNode = [],
  }: { readonly checkout?: URL; readonly flagsOfNode?: readonly string[] } = {},
): Promise<HttpProcess> {
  const flags = ["--history-window", "all", "--log-audit", "false", "--log-level", "warn"];
  return HttpProcess.start((port) => [
    ...nodeFlags(checkout),
    ...flagsOfNode,
    ...[mainOf(checkout), "serve", "--port", String(port), "--data", dataDir],
    ...flags,
  ]);
}

function mainOf(checkout: URL): string {
  return fileURLToPath(new URL("server/src/main.js", checkout));
}

/** As the script of package.json has them. */
function nodeFlags(checkout: URL): readonly string[] {
  const text = readFileSync(new URL("package.json", checkout), "utf8");
  const { scripts } = JSON.parse(text) as PackageFile;
  return scripts.trunkline.split(" ").filter((word) => word.startsWith("--"));
}

/** The ceiling: the web framework answers so many bytes to anything. */
export function startCannedServer(bytes: number): Promise<HttpProcess> {
  return HttpProcess.start((port) => [canned, String(port), String(bytes)]);
}

/** Bearer keys, for events and for questions. */
export type BenchTokens = { readonly token: string; readonly readToken: string };

/** Makes the keys of all tenants. */
export function createKeys(dataDir: string, tenants: number): BenchTokens {
  const data = ["--data", dataDir];
  const vdns = [...Array.from({ length: tenants }, (_, n) => n + 1), ...streamVdns];
  const all = vdns.flatMap((vdn) => ["--tenant", `${ccId}/${vdn}`]);
  runCommand("key", "create", ...data, "--ak", benchKey.ak, "--sk", benchKey.sk, ...all);
  const app = ["--app-key", benchApp.appKey, "--app-secret", benchApp.appSecret];
  runCommand("app", "create", ...data, ...app, ...all);
  const tokenOf = (role: string) => runCommand("token", "create", ...data, "--role", role, ...all);
  return { token: tokenOf("ingest"), readToken: tokenOf("read") };
}

/** Runs a command of the product; returns what it printed. */
function runCommand(...args: readonly string[]): string {
  const ran = spawnSync(process.execPath, [mainOf(thisCheckout), ...args], { encoding: "utf8" });
  if (ran.status !== 0) throw new Error(`Cannot run '${args.join(" ")}': ${ran.stderr}`);
  return ran.stdout.trim();
}
