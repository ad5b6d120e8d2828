// Where the microseconds of a request go: a profile of the server while one client asks.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LoadShape } from "../call-load.ts";
import { monotonicUs, readMainProfile, usByPart, type Stretch } from "../cpu-profile.ts";
import { drive, inTurn } from "../drive.ts";
import type { Figure } from "../figure.ts";
import { accessCodesQuestion } from "../live-load.ts";
import type { LoadedServer } from "../loaded-server.ts";
import type { Pace } from "../measure.ts";
import { startServer } from "../server-process.ts";
import { signedRequests, type Question } from "../signed-request.ts";
import { callsOfDay } from "./s1-calls-of-vdn.ts";

const warmUpSeconds = 2;
const sampleEveryUs = 100;

type Driven = { readonly name: string; readonly stretch: Stretch; readonly requests: number };

export async function profile(options: {
  readonly loaded: Pick<LoadedServer, "withoutServer">;
  readonly shape: LoadShape;
  readonly pace: Pace;
}): Promise<readonly Figure[]> {
  const { loaded, shape, pace } = options;
  const questions: Readonly<Record<string, readonly Question[]>> = {
    "S1, 100 rows": callsOfDay(shape, 100),
    "S1b, 10 rows": callsOfDay(shape, 10),
    "S5, 500 access codes": [accessCodesQuestion],
  };
  const folder = await mkdtemp(join(tmpdir(), "trunkline-profile-"));
  try {
    const driven = await loaded.withoutServer((dataDir) =>
      driveProfiled({ dataDir, folder, questions, seconds: pace.seconds * pace.rounds }),
    );
    const written = await readMainProfile(folder);
    return driven.flatMap(({ name, stretch, requests }) => {
      const us = [...usByPart(written, stretch)].sort(([, a], [, b]) => b - a);
      const all = us.reduce((sum, [, each]) => sum + each, 0);
      return [["all", all] as const, ...us].map(([part, each]) => ({
        scenario: "profile",
        what: `${name}: ${part}`,
        clients: 1,
        unit: "us a request",
        measured: each / requests,
      }));
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function driveProfiled(options: {
  readonly dataDir: string;
  readonly folder: string;
  readonly questions: Readonly<Record<string, readonly Question[]>>;
  readonly seconds: number;
}): Promise<readonly Driven[]> {
  const { dataDir, folder, questions, seconds } = options;
  const flags = ["--cpu-prof", "--cpu-prof-dir", folder];
  const interval = ["--cpu-prof-interval", String(sampleEveryUs)];
  await using server = await startServer(dataDir, { flagsOfNode: [...flags, ...interval] });
  const driven: Driven[] = [];
  for (const [name, asked] of Object.entries(questions)) {
    const source = inTurn(server.port, signedRequests(server.port, asked), 1);
    await drive(server.port, source, { clients: 1, seconds: warmUpSeconds });
    const from = monotonicUs();
    const { requestsPerSecond } = await drive(server.port, source, { clients: 1, seconds });
    const to = monotonicUs();
    const requests = requestsPerSecond * ((to - from) / 1e6);
    driven.push({ name, stretch: { from, to }, requests });
  }
  return driven;
}
