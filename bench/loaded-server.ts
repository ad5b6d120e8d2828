// The server with a load of calls in its history. A kept load is used by many runs, each of which
// writes to a copy of it.
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import {
  chmod,
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LoadShape } from "./call-load.ts";
import type { HttpProcess } from "./http-process.ts";
import { loadHistory } from "./load-history.ts";
import { createKeys, startServer, thisCheckout, type BenchTokens } from "./server-process.ts";

const callLoad = new URL("./call-load.ts", import.meta.url);
const migrations = new URL("../server/src/storage/sqlite/migrations/", import.meta.url);

type Kept = { readonly shape: LoadShape; readonly bytesPerCall: number };

type Parts = BenchTokens & {
  readonly postgresDir: string;
  readonly dataDir: string;
  readonly checkout: URL;
  readonly server: HttpProcess;
  readonly owned: AsyncDisposable;
};

export class LoadedServer implements AsyncDisposable {
  readonly shape: LoadShape;
  /** On disk, indexes included, without the journal: that has a size of its own. */
  readonly bytesPerCall: number;
  /** The bearer key for events. */
  readonly token: string;
  /** The bearer key for questions. */
  readonly readToken: string;
  /** Where a baseline keeps the same calls. */
  readonly postgresDir: string;
  readonly #dataDir: string;
  readonly #checkout: URL;
  readonly #owned: AsyncDisposable;
  #server: HttpProcess;

  private constructor(kept: Kept, parts: Parts) {
    this.shape = kept.shape;
    this.bytesPerCall = kept.bytesPerCall;
    this.token = parts.token;
    this.readToken = parts.readToken;
    this.postgresDir = parts.postgresDir;
    this.#dataDir = parts.dataDir;
    this.#checkout = parts.checkout;
    this.#owned = parts.owned;
    this.#server = parts.server;
  }

  /**
   * With `keepDir` the load is kept there, and found there by the next run. `checkout`: whose server, which must read
   * the files that this one writes.
   */
  static async start(
    wanted: Omit<LoadShape, "endsAt">,
    keepDir: string | undefined,
    checkout = thisCheckout,
  ): Promise<LoadedServer> {
    await using opened = new AsyncDisposableStack();
    const temporary = await mkdtemp(join(tmpdir(), "trunkline-bench-"));
    opened.defer(() => rm(temporary, { recursive: true, force: true }));
    // PostgreSQL may run as another user.
    await chmod(temporary, 0o755);
    const folder = keepDir === undefined ? temporary : join(keepDir, await nameOf(wanted));
    const kept = (await findLoad(folder)) ?? (await load(folder, wanted));
    let dataDir = join(folder, "server");
    if (keepDir !== undefined) {
      dataDir = join(temporary, "server");
      await cp(join(folder, "server"), dataDir, { recursive: true });
    }
    const tokens = createKeys(dataDir, wanted.tenants);
    const server = await startServer(dataDir, { checkout });
    const postgresDir = join(folder, "postgres");
    return new LoadedServer(kept, {
      ...tokens,
      postgresDir,
      dataDir,
      checkout,
      server,
      owned: opened.move(),
    });
  }

  get port(): number {
    return this.#server.port;
  }

  get residentMiB(): number {
    return this.#server.residentMiB();
  }

  /** Processor time of the server so far; microseconds. */
  get cpuUs(): number {
    return this.#server.cpuUs();
  }

  /** Ends the process as a power cut would. */
  kill(): Promise<void> {
    return this.#server.kill("SIGKILL");
  }

  async startAgain(): Promise<void> {
    this.#server = await startServer(this.#dataDir, { checkout: this.#checkout });
  }

  /** Lends the data directory while no server has it open. */
  async withoutServer<Result>(work: (dataDir: string) => Promise<Result>): Promise<Result> {
    await this.#server[Symbol.asyncDispose]();
    try {
      return await work(this.#dataDir);
    } finally {
      await this.startAgain();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server[Symbol.asyncDispose]();
    await this.#owned[Symbol.asyncDispose]();
  }
}

/** Tells loads apart that are made otherwise, or lie otherwise on disk. */
async function nameOf({ calls, tenants, days }: Omit<LoadShape, "endsAt">): Promise<string> {
  const hash = createHash("sha256").update(await readFile(callLoad));
  for (const name of (await readdir(migrations, { recursive: true })).sort()) {
    if (/^(day|journal|main)\b.*\.sql$/.test(name))
      hash.update(await readFile(new URL(name, migrations)));
  }
  const print = hash.digest("hex").slice(0, 8);
  return `${calls}-calls-${tenants}-tenants-${days}-days-${print}`;
}

async function findLoad(folder: string): Promise<Kept | undefined> {
  const path = join(folder, "load.json");
  if (!existsSync(path)) return undefined;
  // Written below.
  return JSON.parse(await readFile(path, "utf8")) as Kept;
}

async function load(folder: string, wanted: Omit<LoadShape, "endsAt">): Promise<Kept> {
  const shape = { ...wanted, endsAt: Math.floor(Date.now() / 1000) * 1000 };
  const dataDir = join(folder, "server");
  await rm(folder, { recursive: true, force: true });
  await mkdir(dataDir, { recursive: true });
  await chmod(folder, 0o755);
  await loadHistory(dataDir, shape);
  const kept = { shape, bytesPerCall: (await recordBytes(dataDir)) / shape.calls };
  await writeFile(join(folder, "load.json"), JSON.stringify(kept));
  return kept;
}

async function recordBytes(dataDir: string): Promise<number> {
  let bytes = 0;
  for (const entry of await readdir(dataDir, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || entry.name.startsWith("journal-")) continue;
    bytes += (await stat(join(entry.parentPath, entry.name))).size;
  }
  return bytes;
}
