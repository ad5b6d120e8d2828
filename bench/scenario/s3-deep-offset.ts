// S3: pages far into a list, and the count of a day with half of the load's calls in one tenant.
import { bigVdn, dayMs, startOf, type LoadShape } from "../call-load.ts";
import { latencyFigure, type Figure } from "../figure.ts";
import { callsQuestion, type ListQuestion } from "../list-question.ts";
import { LoadedServer } from "../loaded-server.ts";
import { checkAnswers, measureSets, type Pace, type Ports } from "../measure.ts";
import { signedRequests } from "../signed-request.ts";

const minuteMs = 60_000;
/** Of the busy day. */
const callsOfDayMax = 5_000_000;

export async function s3DeepOffset(options: {
  readonly ports: Ports;
  readonly shape: LoadShape;
  readonly pace: Pace;
  readonly keepDir: string | undefined;
}): Promise<readonly Figure[]> {
  const { ports, shape, pace, keepDir } = options;
  const offsets = [shape.calls / 100, shape.calls / 10].map(Math.floor);
  const ofMonth = await compareOffsets({ ports, shape, pace, offsets, days: "30 days" });
  const calls = Math.min(Math.floor(shape.calls / 2), callsOfDayMax);
  await using busy = await LoadedServer.start({ calls, tenants: 1, days: 1 }, keepDir);
  const ofDay = { ports: { trunkline: busy.port }, shape: busy.shape, pace };
  return [
    ...ofMonth,
    ...(await compareOffsets({ ...ofDay, offsets: [Math.floor(calls / 5)], days: "one day" })),
    await compareCounts(ofDay),
  ];
}

async function compareOffsets(options: {
  readonly ports: Ports;
  readonly shape: LoadShape;
  readonly pace: Pace;
  readonly offsets: readonly number[];
  readonly days: string;
}): Promise<readonly Figure[]> {
  const { ports, shape, pace, offsets, days } = options;
  const range = { from: startOf(shape), to: shape.endsAt };
  const pages = [0, ...offsets].map((offset) => [
    questionOf(shape, { ...range, offset, limit: 100 }),
  ]);
  for (const questions of pages) await checkAnswers(ports, questions);
  const requests = pages.map((questions) => signedRequests(ports.trunkline, questions));
  const [first, ...others] = await measureSets(ports, requests, { clients: 1, pace });
  const goal = { than: "reference", atMost: 1.5 } as const;
  return others.map((measured, index) => {
    const offset = (offsets[index] ?? 0).toLocaleString("en");
    const what = `offset ${offset} of ${days}, 100 rows and count; compared: offset 0`;
    const reference = first?.trunkline.p50Ms ?? 0;
    return latencyFigure({ scenario: "S3", what, clients: 1 }, "p50Ms", measured, {
      reference,
      goal,
    });
  });
}

/** All but the edges of the day, so that no count of a whole day helps. */
async function compareCounts(options: {
  readonly ports: Ports;
  readonly shape: LoadShape;
  readonly pace: Pace;
}): Promise<Figure> {
  const { ports, shape, pace } = options;
  const from = startOf(shape) + 30_500;
  const page = { offset: 0, limit: 1 };
  const day = [questionOf(shape, { from, to: from + dayMs - minuteMs, ...page })];
  const minute = [questionOf(shape, { from, to: from + minuteMs, ...page })];
  for (const questions of [day, minute]) await checkAnswers(ports, questions);
  const requests = [day, minute].map((questions) => signedRequests(ports.trunkline, questions));
  const [ofDay, ofMinute] = await measureSets(ports, requests, { clients: 1, pace });
  if (ofDay === undefined || ofMinute === undefined) throw new Error("Cannot measure: no rounds");
  const calls = shape.calls.toLocaleString("en");
  const what = `count of a day of ${calls} calls; compared: of one minute`;
  const goal = { than: "reference", atMost: 2 } as const;
  const reference = ofMinute.trunkline.p50Ms;
  return latencyFigure({ scenario: "S3", what, clients: 1 }, "p50Ms", ofDay, { reference, goal });
}

function questionOf(
  shape: LoadShape,
  query: {
    readonly from: number;
    readonly to: number;
    readonly offset: number;
    readonly limit: number;
  },
): ListQuestion {
  return callsQuestion(shape, { vdn: bigVdn, isInbound: true, ...query });
}
