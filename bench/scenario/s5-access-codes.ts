// S5: the counters of 500 access codes with 20,000 calls in progress.
import { rateFigure, type Figure } from "../figure.ts";
import { accessCodesQuestion, checkAccessCodes } from "../live-load.ts";
import { answerText, measure, type Pace, type Ports } from "../measure.ts";
import { readMetric } from "../read-metric.ts";
import { signedRequest } from "../signed-request.ts";

export async function s5AccessCodes(options: {
  readonly ports: Ports;
  readonly pace: Pace;
  readonly clientCounts: readonly number[];
}): Promise<readonly Figure[]> {
  const { pace, clientCounts } = options;
  const port = options.ports.trunkline;
  checkAccessCodes(await answerText(port, signedRequest(port, accessCodesQuestion)));
  const before = await timeInServer(port);
  const figures: Figure[] = [];
  for (const clients of clientCounts) {
    const about = { scenario: "S5", what: "live counts of 500 access codes", clients };
    const request = signedRequest(port, accessCodesQuestion);
    const measured = await measure({ trunkline: port }, [request], { clients, pace });
    figures.push(rateFigure(about, measured, { than: "ceiling", atLeast: 0.6 }));
  }
  const after = await timeInServer(port);
  const measured = ((after.seconds - before.seconds) / (after.answers - before.answers)) * 1000;
  const what = "live counts of 500 access codes, inside the server, mean";
  const goal = { than: "nothing", atMost: 1 } as const;
  return [...figures, { scenario: "S5", what, unit: "ms", measured, goal }];
}

async function timeInServer(port: number) {
  const labels = '{endpoint="queryAccessCodeCallInfo"}';
  return {
    seconds: await readMetric(port, `trunkline_query_seconds_sum${labels}`),
    answers: await readMetric(port, `trunkline_query_seconds_count${labels}`),
  };
}
