// S1: inbound calls of the big tenant of one day, with their exact count. S1b: ten rows of them.
import { bigVdn, type LoadShape } from "../call-load.ts";
import { latencyFigure, rateFigure, type Figure, type Goal } from "../figure.ts";
import { callsQuestion, daysOf, type ListQuestion } from "../list-question.ts";
import { checkAnswers, measure, type Pace, type Ports } from "../measure.ts";
import { signedRequests } from "../signed-request.ts";

type Options = {
  readonly ports: Ports;
  readonly shape: LoadShape;
  readonly pace: Pace;
  readonly clientCounts: readonly number[];
};

/** By the number of clients. */
const goals: Readonly<Record<number, Goal>> = {
  1: { than: "baseline", atLeast: 3 },
  16: { than: "baseline", atLeast: 5 },
};

export function callsOfDay(shape: LoadShape, limit: number): readonly ListQuestion[] {
  return daysOf(shape).map((range) =>
    callsQuestion(shape, { vdn: bigVdn, ...range, isInbound: true, limit, offset: 0 }),
  );
}

export async function s1CallsOfVdn(options: Options): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const [clients, measured] of await measureRows(100, options)) {
    const about = { scenario: "S1", what: "one day inbound, 100 rows and count", clients };
    figures.push(rateFigure(about, measured, goals[clients]));
    if (clients !== 16) continue;
    const goal: Goal = { than: "baseline", atMost: 1 };
    figures.push(latencyFigure(about, "p99Ms", measured, { goal }));
  }
  return figures;
}

export async function s1bTenCallsOfVdn(options: Options): Promise<readonly Figure[]> {
  const goal: Goal = { than: "ceiling", atLeast: 0.5 };
  return (await measureRows(10, options)).map(([clients, measured]) =>
    rateFigure(
      { scenario: "S1b", what: "one day inbound, 10 rows and count", clients },
      measured,
      goal,
    ),
  );
}

async function measureRows(limit: number, { ports, shape, pace, clientCounts }: Options) {
  const questions = callsOfDay(shape, limit);
  await checkAnswers(ports, questions);
  const measured = [];
  for (const clients of clientCounts) {
    const requests = signedRequests(ports.trunkline, questions);
    measured.push([clients, await measure(ports, requests, { clients, pace })] as const);
  }
  return measured;
}
