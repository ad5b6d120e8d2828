// A server in a process of its own on a free port of this machine: ours, the baseline's, or the ceiling's.
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { setTimeout as delay } from "node:timers/promises";

const lookAgainMs = 5;

export class HttpProcess implements AsyncDisposable {
  readonly port: number;
  readonly #child: ChildProcess;

  private constructor(port: number, child: ChildProcess) {
    this.port = port;
    this.#child = child;
  }

  /** Resolves once `GET /healthz` is answered with 200. */
  static async start(argsOf: (port: number) => readonly string[]): Promise<HttpProcess> {
    const port = await freePort();
    const stdio = ["ignore", "ignore", "inherit"] as const;
    const child = spawn(process.execPath, argsOf(port), { stdio: [...stdio] });
    const started = new HttpProcess(port, child);
    while (!(await isHealthy(port))) {
      if (child.exitCode !== null) throw new Error("Cannot start the server: it has exited");
      await delay(lookAgainMs);
    }
    return started;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Resident memory; MiB. */
  residentMiB(): number {
    const told = spawnSync("ps", ["-o", "rss=", "-p", String(this.#child.pid)]);
    return Number(told.stdout.toString()) / 1024;
  }

  /** Processor time so far, of all its threads; microseconds, by hundredths of a second. Linux alone tells it. */
  cpuUs(): number {
    const told = readFileSync(`/proc/${this.#child.pid}/stat`, "utf8");
    // The name, in brackets, may have blanks.
    const fields = told.slice(told.lastIndexOf(")") + 2).split(" ");
    const ticks = Number(fields[11]) + Number(fields[12]);
    return ticks * 10_000;
  }

  async kill(signal: NodeJS.Signals): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, "exit");
    this.#child.kill(signal);
    await ended;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.kill("SIGTERM");
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("Cannot find a free port");
  return address.port;
}

/** Asks by HTTP only where somebody listens: a fetch that fails takes a fifth of a core, asked so often. */
async function isHealthy(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  try {
    await once(socket, "connect");
    return (await fetch(`http://127.0.0.1:${port}/healthz`)).ok;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
