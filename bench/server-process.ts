// The real server as a process of its own, with keys made by its own command line.
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";
import { setTimeout as delay } from "node:timers/promises";

const main = fileURLToPath(new URL("../server/src/main.ts", import.meta.url));

export const benchKey = { ak: "benchak", sk: "bench-secret" };
export const benchApp = { appKey: "benchapp", appSecret: "bench-app-secret" };

export class ServerProcess implements AsyncDisposable {
  readonly port: number;
  readonly dataDir: string;
  readonly #child: ChildProcess;

  private constructor(port: number, dataDir: string, child: ChildProcess) {
    this.port = port;
    this.dataDir = dataDir;
    this.#child = child;
  }

  static async start(dataDir: string, flags: readonly string[] = []): Promise<ServerProcess> {
    const port = await freePort();
    const args = [main, "serve", "--port", String(port), "--data", dataDir, ...flags];
    const child = spawn(process.execPath, args, { stdio: ["ignore", "ignore", "inherit"] });
    const server = new ServerProcess(port, dataDir, child);
    for (;;) {
      if (child.exitCode !== null) throw new Error("Cannot start the server: it has exited");
      if (await isHealthy(server.url)) return server;
      await delay(20);
    }
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Resident memory; MiB. */
  residentMiB(): number {
    const status = readFileSync(`/proc/${this.#child.pid}/status`, "utf8");
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
  }

  kill(signal: NodeJS.Signals): Promise<unknown> {
    const ended = once(this.#child, "exit");
    this.#child.kill(signal);
    return ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null)
      await this.kill("SIGTERM");
  }
}

/** Runs a command of the product; returns what it printed. */
export function runCommand(...args: readonly string[]): string {
  const ran = spawnSync(process.execPath, [main, ...args], { encoding: "utf8" });
  if (ran.status !== 0) throw new Error(`Cannot run '${args.join(" ")}': ${ran.stderr}`);
  return ran.stdout.trim();
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("Cannot find a free port");
  return address.port;
}

async function isHealthy(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/healthz`)).ok;
  } catch {
    return false;
  }
}
