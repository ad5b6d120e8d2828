// This checkout beside another one: the same requests to the server of each in turn, in slices so short that both see the
// same machine. Where its speed changes by half within minutes, two runs tell nothing of a change of a few hundredths.
import { pathToFileURL } from "node:url";
import type { LoadShape } from "./call-load.ts";
import { drive, inTurn } from "./drive.ts";
import { EventStream } from "./event-stream.ts";
import type { Figure } from "./figure.ts";
import { accessCodesQuestion, loadLiveCalls } from "./live-load.ts";
import { LoadedServer } from "./loaded-server.ts";
import { medianOf, type Pace } from "./measure.ts";
import { callsOfDay } from "./scenario/s1-calls-of-vdn.ts";
import { batchConnections, batchEvents, driveBatches, sendLead } from "./scenario/s6-ingest.ts";
import { signedRequests, type Question } from "./signed-request.ts";

/** Answers, or batches of events, of one slice: by the clock, and by the server's processor time. */
type Slice = { readonly perSecond: number; readonly cpuUs: number };

/** Drives one of the two servers for so many seconds. */
type Drive = (server: LoadedServer, seconds: number) => Promise<number>;

type Contest = {
  readonly scenario: string;
  readonly what: string;
  readonly clients: number;
  readonly driveOf: Drive;
};

export async function measureAgainst(options: {
  /** The root of the other checkout, with its packages installed. */
  readonly other: string;
  /** Scenarios; none = all. */
  readonly wanted: readonly string[];
  readonly calls: Omit<LoadShape, "endsAt">;
  readonly keepDir: string | undefined;
  readonly clientCounts: readonly number[];
  readonly pace: Pace;
}): Promise<readonly Figure[]> {
  const { other, wanted, calls, keepDir, clientCounts, pace } = options;
  const isWanted = (scenario: string) => wanted.length === 0 || wanted.includes(scenario);
  await using ours = await LoadedServer.start(calls, keepDir);
  await using theirs = await LoadedServer.start(calls, keepDir, pathToFileURL(`${other}/`));
  const servers = [ours, theirs] as const;
  for (const { port, token } of servers) await loadLiveCalls(port, token, Date.now());
  const figures: Figure[] = [];
  for (const contest of contestsOf(ours.shape, clientCounts)) {
    if (isWanted(contest.scenario)) figures.push(...(await measure(contest, servers, pace)));
  }
  if (!isWanted("S6")) return figures;
  const streams = new Map(servers.map((server) => [server, new EventStream(Date.now())]));
  for (const [{ port, token }, stream] of streams) await sendLead(port, token, stream);
  const batches: Contest = {
    scenario: "S6",
    what: `batches of ${batchEvents} events`,
    clients: batchConnections,
    driveOf: async (server, seconds) => {
      const stream = streams.get(server);
      if (stream === undefined) throw new Error("Cannot drive a server that has no stream");
      return (await driveBatches(server.port, server.token, stream)(seconds)).requestsPerSecond;
    },
  };
  figures.push(...(await measure(batches, servers, pace)));
  return figures;
}

function contestsOf(shape: LoadShape, clientCounts: readonly number[]): readonly Contest[] {
  const questions: readonly (readonly [string, string, readonly Question[]])[] = [
    ["S1", "one day inbound, 100 rows and count", callsOfDay(shape, 100)],
    ["S1b", "one day inbound, 10 rows and count", callsOfDay(shape, 10)],
    ["S5", "live counts of 500 access codes", [accessCodesQuestion]],
  ];
  return questions.flatMap(([scenario, what, asked]) =>
    clientCounts.map((clients) => ({
      ...{ scenario, what, clients },
      driveOf: async ({ port }, seconds) => {
        const source = inTurn(port, signedRequests(port, asked), clients);
        return (await drive(port, source, { clients, seconds })).requestsPerSecond;
      },
    })),
  );
}

/** Those of the round whose ratio is the median one. */
async function measure(
  { driveOf, ...about }: Contest,
  servers: readonly [LoadedServer, LoadedServer],
  { seconds, rounds }: Pace,
): Promise<readonly Figure[]> {
  for (const server of servers) await driveOf(server, seconds);
  const ratios = { perSecond: Array<number>(), cpuUs: Array<number>() };
  const slices = servers.map((): Slice[] => []);
  for (let round = 0; round < rounds; round += 1) {
    // Who goes first finds the machine as the round before has left it.
    const order = round % 2 === 0 ? [0, 1] : [1, 0];
    for (const index of order) {
      const server = servers[index];
      if (server !== undefined) slices[index]?.push(await sliceOf(server, driveOf, seconds));
    }
    const [mine, other] = slices.map((of) => of[round]);
    if (mine === undefined || other === undefined) continue;
    ratios.perSecond.push(mine.perSecond / other.perSecond);
    ratios.cpuUs.push(mine.cpuUs / other.cpuUs);
  }
  return (["perSecond", "cpuUs"] as const).map((unit) => {
    const measured = medianOf((slices[0] ?? []).map((slice) => slice[unit]));
    const unitText = unit === "perSecond" ? "requests/s" : "us of processor a request";
    return { ...about, unit: unitText, measured, reference: measured / medianOf(ratios[unit]) };
  });
}

async function sliceOf(server: LoadedServer, driveOf: Drive, seconds: number): Promise<Slice> {
  const [cpuUs, begunAt] = [server.cpuUs, performance.now()];
  const perSecond = await driveOf(server, seconds);
  const answers = perSecond * ((performance.now() - begunAt) / 1000);
  return { perSecond, cpuUs: (server.cpuUs - cpuUs) / answers };
}
