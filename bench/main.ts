// npm run bench -- [scenario ...] [--calls N] [--seconds N] [--json FILE]
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { ccId, type LoadShape } from "./call-load.ts";
import { loadCalls } from "./load-calls.ts";
import { fiveInterfaces } from "./scenario/five-interfaces.ts";
import { ingest } from "./scenario/ingest.ts";
import { benchApp, benchKey, runCommand, ServerProcess } from "./server-process.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    calls: { type: "string", default: "100000" },
    seconds: { type: "string", default: "5" },
    json: { type: "string" },
  },
});
const scenarios = positionals.length > 0 ? positionals : ["ingest", "five-interfaces"];
const seconds = Number(values.seconds);
const shape: LoadShape = {
  calls: Number(values.calls),
  tenants: 50,
  days: 30,
  endsAt: Math.floor(Date.now() / 1000) * 1000,
};

const dataDir = await mkdtemp(join(tmpdir(), "trunkline-bench-"));
try {
  const report: Record<string, unknown> = {
    machine: `${cpus()[0]?.model ?? "?"}, ${cpus().length} cores, Node ${process.version}`,
    date: new Date().toISOString(),
    calls: shape.calls,
  };
  const token = createKeys();
  await using server = await ServerProcess.start(dataDir, [
    ...["--history-window", "all", "--log-audit", "false", "--log-level", "warn"],
  ]);
  if (scenarios.includes("ingest")) {
    report["ingest"] = await ingest({ server, token, seconds });
    console.table(report["ingest"]);
  }
  const loaded = await loadCalls(server.url, token, shape);
  report["load"] = { ...loaded, eventsPerSecond: Math.round(loaded.events / loaded.seconds) };
  console.table([report["load"]]);
  if (scenarios.includes("five-interfaces")) {
    report["fiveInterfaces"] = await fiveInterfaces({ server, token, shape, seconds });
    console.table(report["fiveInterfaces"]);
  }
  report["residentMiB"] = Math.round(server.residentMiB());
  console.log(`resident memory: ${String(report["residentMiB"])} MiB`);
  if (values.json !== undefined) await writeFile(values.json, JSON.stringify(report, null, 2));
} finally {
  await rm(dataDir, { recursive: true, force: true });
}

function createKeys(): string {
  const data = ["--data", dataDir];
  const tenants = Array.from({ length: shape.tenants }, (_, n) => ["--tenant", `${ccId}/${n + 1}`]);
  runCommand("key", "create", ...data, "--ak", benchKey.ak, "--sk", benchKey.sk, ...tenants.flat());
  const app = ["--app-key", benchApp.appKey, "--app-secret", benchApp.appSecret];
  runCommand("app", "create", ...data, ...app, ...tenants.flat());
  return runCommand("token", "create", ...data, "--role", "ingest", ...tenants.flat());
}
