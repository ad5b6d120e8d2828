// trunkline serve
import type { Command } from "commander";
import type { LoadedOptions } from "../config/load-options.ts";
import { optionNames, type Options } from "../config/option-table.ts";
import { UsageError } from "../config/usage-error.ts";
import { version } from "../config/version.ts";
import { tenantKey, tenantText } from "../lib/tenant-key.ts";
import { openLogger } from "../observe/open-logger.ts";
import { busyTimeZone } from "../simulate/busy-time-zone.ts";
import { demoTenant } from "../simulate/demo-tenant.ts";
import type { History } from "../storage/history.ts";
import type { Registry } from "../storage/registry.ts";
import {
  createDemo,
  demoTimeZone,
  findDemoKeys,
  hasKeys,
  isRegistryEmpty,
  type DemoKeys,
} from "./demo-keys.ts";
import { openData, registryMissingText } from "./open-data.ts";
import { mainMissingText, openRecords } from "./open-records.ts";
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
  const { configurationFile } = loaded;
  const options = isDemo ? demoOptions(loaded) : loaded.options;
  const { now, signal } = terminal;
  const dataDir = options["data.dir"];
  await using log = openLogger(options["log.level"]);
  const { logger } = log;
  await using opened = new AsyncDisposableStack();
  const { registry, masterKey } = openData(options, terminal, (file) =>
    logger.error({ file }, registryMissingText),
  );
  opened.use(registry);
  // Loaded while the thread of the history reads what a crash may have left.
  const [opening, loading] = await Promise.allSettled([
    openRecords(options, {
      updating: (days) => {
        logger.info({ days }, "bringing day files up to date, once: some seconds a million calls");
      },
      mainMissing: (file, days) => logger.error({ file, days }, mainMissingText),
    }),
    Promise.all([import("../server.ts"), import("../storage/sqlite/sqlite-webhook-store.ts")]),
  ]);
  if (opening.status === "rejected") throw opening.reason;
  const history = opened.use(opening.value);
  if (loading.status === "rejected") throw loading.reason;
  const [{ startServer }, { openSqliteWebhookStore }] = loading.value;
  const webhookStore = opened.use(openSqliteWebhookStore({ dataDir, masterKey }));
  prepareRegistry(registry, loaded, isDemo, terminal);
  const keys = findDemoKeys(registry, dataDir);
  const demo = isDemo && keys !== undefined ? await openDemo(history, keys, terminal) : undefined;
  // The server closes them from here on.
  opened.move();
  await using server = await startServer({
    options,
    history,
    registry,
    webhookStore,
    masterKey,
    version,
    now,
    logger,
    ...(demo === undefined ? {} : { callNow: demo.clock.now }),
  });
  const { url, internalUrl, hasDashboard } = server.http;
  const where = { url, internalUrl, hasDashboard, dataDir, version, configurationFile };
  terminal.out(startUpText({ ...where, hasKeys: hasKeys(registry) }));
  if (keys !== undefined) {
    terminal.out(demoText({ keys, url, dataDir, now: now(), isTraffic: isDemo, hasDashboard }));
  }
  terminal.out("\nStop with Ctrl-C.");
  await Promise.all([aborted(signal), demo?.run(server.ingest)]);
  logger.info("stopping");
}

async function openDemo(history: History, keys: DemoKeys, terminal: Terminal) {
  const { openDemoTraffic } = await import("./demo-traffic.ts");
  return openDemoTraffic(history, demoTimeZone(keys), terminal);
}

/**
 * While the demo replays, its today is not the visitor's, so its lists are open to all days; and its
 * terminal shows the traffic, not a line for each question.
 */
function demoOptions({ options, sourceOf }: LoadedOptions): Options {
  return {
    ...options,
    ...(sourceOf("history.window") === "default" ? { "history.window": "all" } : {}),
    ...(sourceOf("log.audit") === "default" ? { "log.audit": false } : {}),
  };
}

/** What the configuration says of tenants; and keys to try with where nobody has made any. */
function prepareRegistry(
  registry: Registry,
  { options, configurationFile, sourceOf }: LoadedOptions,
  isDemo: boolean,
  { now, randomBytes }: Terminal,
): void {
  const dataDir = options["data.dir"];
  putTenantEntries(registry, options.tenants);
  const isFirstTry =
    configurationFile === "" && sourceOf("data.dir") === "default" && isRegistryEmpty(registry);
  if (!isFirstTry && (!isDemo || findDemoKeys(registry, dataDir) !== undefined)) return;
  if (registry.tenant(tenantKey(demoTenant)) !== undefined) {
    throw new UsageError(
      `Cannot run the demo in '${dataDir}': it has a tenant ${tenantText(demoTenant)} of its own; choose another --data`,
    );
  }
  // Undefined, whatever its type says, where the variable TZ names no zone.
  const own = new Intl.DateTimeFormat().resolvedOptions().timeZone as string | undefined;
  const timeZone = busyTimeZone(now(), own);
  createDemo(registry, { dataDir, now: now(), timeZone, randomBytes });
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
