// A real Chromium from npm: nothing to install, also as root on a bare machine.
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import sparticuz, { inflate } from "@sparticuz/chromium";
import { chromium, type Browser } from "playwright-core";

/** A single process is for machines that forbid others; pages must obey the rules of the web as always. */
const unwanted = ["--single-process", "--disable-web-security", "--allow-running-insecure-content"];

export async function openBrowser(): Promise<Browser> {
  const executablePath = await sparticuz.executablePath();
  const packed = fileURLToPath(
    new URL("../bin/al2023.tar.br", import.meta.resolve("@sparticuz/chromium")),
  );
  // Libraries that a server's image often lacks; the system's own go first where it has them.
  const libraries = join(await inflate(packed), "lib");
  const { LD_LIBRARY_PATH = "" } = process.env;
  const searched = [LD_LIBRARY_PATH, libraries].filter((path) => path !== "").join(":");
  return chromium.launch({
    executablePath,
    args: sparticuz.args.filter((flag) => !unwanted.includes(flag)),
    env: { ...process.env, LD_LIBRARY_PATH: searched },
  });
}
