// Installs what the baseline alone needs when it is first asked for, then starts it.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Baseline } from "./baseline/start-baseline.ts";
import type { LoadShape } from "./call-load.ts";

export async function openBaseline(postgresDir: string, shape: LoadShape): Promise<Baseline> {
  const folder = fileURLToPath(new URL("./baseline/", import.meta.url));
  if (!existsSync(new URL("./baseline/node_modules/pg", import.meta.url))) {
    const ran = spawnSync("npm", ["ci"], { cwd: folder, encoding: "utf8" });
    if (ran.status !== 0) throw new Error(`Cannot install the baseline: ${ran.stderr}`);
  }
  // Its packages are found only now.
  const { startBaseline } = await import("./baseline/start-baseline.ts");
  return startBaseline(postgresDir, shape);
}
