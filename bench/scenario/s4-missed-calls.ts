// S4: missed calls of a day.
import { bigVdn, type LoadShape } from "../call-load.ts";
import { rateFigure, type Figure } from "../figure.ts";
import { daysOf, missedQuestion, type ListQuestion } from "../list-question.ts";
import { checkAnswers, measure, type Pace, type Ports } from "../measure.ts";
import { signedRequests } from "../signed-request.ts";

export function missedOfDay(shape: LoadShape, limit: number): readonly ListQuestion[] {
  return daysOf(shape).map((range) =>
    missedQuestion(shape, { vdn: bigVdn, ...range, offset: 0, limit }),
  );
}

export async function s4MissedCalls(options: {
  readonly ports: Ports;
  readonly shape: LoadShape;
  readonly pace: Pace;
  readonly clientCounts: readonly number[];
}): Promise<readonly Figure[]> {
  const { ports, shape, pace, clientCounts } = options;
  const figures: Figure[] = [];
  for (const limit of [100, 5000]) {
    const questions = missedOfDay(shape, limit);
    await checkAnswers(ports, questions);
    for (const clients of clientCounts) {
      const what = `missed calls of one day, limit ${limit.toLocaleString("en")}`;
      const requests = signedRequests(ports.trunkline, questions);
      const measured = await measure(ports, requests, { clients, pace });
      const goal = { than: "baseline", atLeast: 3 } as const;
      figures.push(rateFigure({ scenario: "S4", what, clients }, measured, goal));
    }
  }
  return figures;
}
