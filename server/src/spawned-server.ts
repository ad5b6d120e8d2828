// The program as its users run it: a process of its own, for the black-box tests.
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** The address that others start; it passes through main.js, which the scripts of package.json start. */
const main = fileURLToPath(new URL("./main.ts", import.meta.url));

export type Ran = { readonly code: number | null; readonly out: string; readonly err: string };

/** Runs a command to its end. */
export function runCommand(
  words: readonly string[],
  { cwd, input }: { readonly cwd?: string; readonly input?: string } = {},
): Ran {
  const ran = spawnSync(process.execPath, [main, ...words], { encoding: "utf8", cwd, input });
  return { code: ran.status, out: ran.stdout, err: ran.stderr };
}

export class SpawnedServer implements AsyncDisposable {
  readonly url: string;
  readonly #child: ChildProcess;
  readonly #texts: { out: string; err: string };

  private constructor(url: string, child: ChildProcess, texts: { out: string; err: string }) {
    this.url = url;
    this.#child = child;
    this.#texts = texts;
  }

  /** Resolves once the server has said where it listens. */
  static async start(
    words: readonly string[],
    options: { readonly cwd?: string } = {},
  ): Promise<SpawnedServer> {
    const args = [main, "serve", "--port", "0", ...words];
    const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"], ...options });
    const texts = { out: "", err: "" };
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      texts.err += text;
    });
    const url = await new Promise<string>((resolve, reject) => {
      child.stdout.setEncoding("utf8").on("data", (text: string) => {
        texts.out += text;
        const [, found] = /listens on +(\S+)[\s\S]*Stop with/.exec(texts.out) ?? [];
        if (found !== undefined) resolve(found);
      });
      child.once("exit", (code) => {
        reject(new Error(`Cannot start the server: exit code ${code}: ${texts.err}`));
      });
    });
    return new SpawnedServer(url, child, texts);
  }

  get out(): string {
    return this.#texts.out;
  }

  get err(): string {
    return this.#texts.err;
  }

  /** Resolves once the log has that text. */
  async logged(text: string): Promise<void> {
    while (!this.err.includes(text)) await once(this.#child.stderr ?? this.#child, "data");
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Resolves to the exit code; null when a signal ended it. */
  async ended(): Promise<number | null> {
    const { exitCode, signalCode } = this.#child;
    if (exitCode === null && signalCode === null) await once(this.#child, "close");
    return this.#child.exitCode;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.signal("SIGKILL");
    await this.ended();
  }
}
