// Growth: what ten times as many calls cost. A smaller server stands beside, a tenth of the load in it.
import { setTimeout as delay } from "node:timers/promises";
import { bigVdn, hotCaller, startOf, type LoadShape } from "../call-load.ts";
import { drive, inTurn } from "../drive.ts";
import { EventStream } from "../event-stream.ts";
import type { Figure } from "../figure.ts";
import { callsQuestion } from "../list-question.ts";
import { accessCodesQuestion, liveCalls, loadLiveCalls } from "../live-load.ts";
import { LoadedServer } from "../loaded-server.ts";
import { inRounds, paceOfIntake, type Pace } from "../measure.ts";
import { signedRequests, type Question } from "../signed-request.ts";
import { callsOfDay } from "./s1-calls-of-vdn.ts";
import { callsOfCallees, callsOfCallers } from "./s2-calls-of-number.ts";
import { missedOfDay } from "./s4-missed-calls.ts";
import { driveBatches, sendLead, sendRest } from "./s6-ingest.ts";

const timesFewer = 10;
/** After the last question; what answers have left behind is collected by then. */
const restSeconds = 90;

type Loaded = Pick<LoadedServer, "port" | "shape" | "token" | "bytesPerCall" | "residentMiB">;

export async function growth(options: {
  readonly loaded: Loaded;
  /** Resident memory before the first question. */
  readonly unaskedMiB: number;
  readonly pace: Pace;
  readonly keepDir: string | undefined;
}): Promise<readonly Figure[]> {
  const { loaded, unaskedMiB, pace, keepDir } = options;
  const calls = loaded.shape.calls.toLocaleString("en");
  const resident = `resident memory, ${calls} calls and ${liveCalls.toLocaleString("en")} live`;
  const residentGoal = { than: "nothing", atMost: 300 } as const;
  const size: readonly Figure[] = [
    {
      scenario: "growth",
      what: `on disk of a call, indexes included, ${calls} calls`,
      unit: "bytes",
      measured: loaded.bytesPerCall,
      goal: { than: "nothing", atMost: 220 },
    },
    {
      scenario: "growth",
      what: `${resident}, before the first question`,
      unit: "MiB",
      measured: unaskedMiB,
      goal: residentGoal,
    },
    {
      scenario: "growth",
      what: `${resident}, after all questions above`,
      unit: "MiB",
      measured: loaded.residentMiB,
      goal: residentGoal,
    },
    {
      scenario: "growth",
      what: `${resident}, ${restSeconds} s after them`,
      unit: "MiB",
      measured: await residentAtRest(loaded),
      goal: residentGoal,
    },
  ];
  const fewer = Math.floor(loaded.shape.calls / timesFewer);
  await using small = await LoadedServer.start({ ...loaded.shape, calls: fewer }, keepDir);
  await loadLiveCalls(small.port, small.token, Date.now());
  return [
    ...size,
    ...(await compareQuestions({ loaded, small, pace })),
    await compareIngest({ loaded, pace }),
  ];
}

async function residentAtRest(loaded: Loaded): Promise<number> {
  await delay(restSeconds * 1000);
  return loaded.residentMiB;
}

function questionsOf(shape: LoadShape): Readonly<Record<string, readonly Question[]>> {
  const month = { vdn: bigVdn, isInbound: true, from: startOf(shape), to: shape.endsAt };
  const pageOf = (offset: number) => [callsQuestion(shape, { ...month, offset, limit: 100 })];
  return {
    "S1, 100 rows": callsOfDay(shape, 100),
    "S1b, 10 rows": callsOfDay(shape, 10),
    "S2, a caller": callsOfCallers(shape, 100),
    "S2, the hot caller": [
      callsQuestion(shape, { ...month, callerNo: hotCaller, offset: 0, limit: 100 }),
    ],
    "S2, a callee": callsOfCallees(shape),
    "S3, a tenth of the calls skipped": pageOf(Math.floor(shape.calls / 10)),
    "S4, limit 100": missedOfDay(shape, 100),
    S5: [accessCodesQuestion],
  };
}

async function compareQuestions(options: {
  readonly loaded: Loaded;
  readonly small: Loaded;
  readonly pace: Pace;
}): Promise<readonly Figure[]> {
  const { loaded, small, pace } = options;
  const fewer = small.shape.calls.toLocaleString("en");
  const figures: Figure[] = [];
  for (const name of Object.keys(questionsOf(loaded.shape))) {
    const drives = [loaded, small].map(({ port, shape }) => {
      const source = inTurn(port, signedRequests(port, questionsOf(shape)[name] ?? []), 1);
      return (seconds: number) => drive(port, source, { clients: 1, seconds });
    });
    const [more, less] = await inRounds(drives, pace);
    if (more === undefined || less === undefined) throw new Error("Cannot measure: no rounds");
    figures.push({
      scenario: "growth",
      what: `${name}; compared: ${fewer} calls`,
      clients: 1,
      unit: "ms, p50",
      measured: more.p50Ms,
      reference: less.p50Ms,
      goal: { than: "reference", atMost: 1.2 },
    });
  }
  return figures;
}

/** How fast calls come in beside all that are there, and into an empty history. */
async function compareIngest(options: {
  readonly loaded: Loaded;
  readonly pace: Pace;
}): Promise<Figure> {
  const { loaded, pace } = options;
  await using empty = await LoadedServer.start({ ...loaded.shape, calls: 0 }, undefined);
  // As many are live beside all calls.
  await loadLiveCalls(empty.port, empty.token, Date.now());
  const streams = [];
  for (const { port, token } of [loaded, empty]) {
    const stream = new EventStream(Date.now());
    await sendLead(port, token, stream);
    streams.push({ port, token, stream });
  }
  const drives = streams.map(({ port, token, stream }) => driveBatches(port, token, stream));
  const [full, first] = await inRounds(drives, paceOfIntake(pace));
  for (const { port, token, stream } of streams) await sendRest(port, token, stream);
  if (full === undefined || first === undefined) throw new Error("Cannot measure: no rounds");
  return {
    scenario: "growth",
    what: "loading beside all calls; compared: into an empty history",
    unit: "batches/s",
    measured: full.requestsPerSecond,
    reference: first.requestsPerSecond,
    goal: { than: "reference", atLeast: 0.9 },
  };
}
