// trunkline serve
import type { Command } from "commander";
import type { LoadedOptions } from "../config/load-options.ts";
import { optionNames } from "../config/option-table.ts";
import { version } from "../config/version.ts";
import { openLogger } from "../observe/open-logger.ts";
import { openHistory } from "../storage/open-history.ts";
import type { Registry } from "../storage/registry.ts";
import { startServer } from "../server.ts";
import { createDemo, findDemoKeys, hasKeys, isRegistryEmpty } from "./demo-keys.ts";
import { openData } from "./open-data.ts";
import { addOptionFlags, loadFromFlags } from "./option-flags.ts";
import { demoText, startUpText } from "./start-up-text.ts";
import { putTenantEntries } from "./tenant-entries.ts";
import type { Terminal } from "./terminal.ts";

type ServeFlags = { readonly demo?: true };

export function addServeCommand(program: Command, terminal: Terminal): void {
  const serve = program
    .command("serve")
    .description("runs the server until SIGINT or SIGTERM")
    .option("--demo", "with a demo tenant and simulated traffic");
  addOptionFlags(serve, optionNames).action((flags: ServeFlags) =>
    runServer(loadFromFlags(serve, terminal), flags.demo === true, terminal),
  );
}

async function runServer(
  loaded: LoadedOptions,
  isDemo: boolean,
  terminal: Terminal,
): Promise<void> {
  const { options, configurationFile } = loaded;
  const { now, signal } = terminal;
  const dataDir = options["data.dir"];
  using log = openLogger(options["log.level"]);
  const { registry, masterKey } = openData(options, terminal);
  const history = await openHistoryBeside(registry, dataDir);
  putTenantEntries(registry, options.tenants);
  // Data that was not pointed at is a first try: it gets keys to try with.
  const isFirstTry = configurationFile === "" && loaded.sourceOf("data.dir") === "default";
  if ((isDemo || isFirstTry) && isRegistryEmpty(registry)) {
    createDemo(registry, { dataDir, now: now(), randomBytes: terminal.randomBytes });
  }
  await using server = await startServer({
    ...{ options, history, registry, masterKey, version, now },
    logger: log.logger,
  });
  const { url, internalUrl } = server.http;
  const listening = { url, internalUrl, dataDir, version, configurationFile };
  terminal.out(startUpText({ ...listening, hasKeys: hasKeys(registry) }));
  const keys = findDemoKeys(registry, dataDir);
  if (keys !== undefined) {
    terminal.out(demoText({ keys, url, dataDir, now: now(), isTraffic: isDemo }));
  }
  terminal.out("\nStop with Ctrl-C.");
  await aborted(signal);
  log.logger.info("stopping");
}

async function openHistoryBeside(registry: Registry, dataDir: string) {
  try {
    return await openHistory({ dataDir });
  } catch (error) {
    registry[Symbol.dispose]();
    throw error;
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
