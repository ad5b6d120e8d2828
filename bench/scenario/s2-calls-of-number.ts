// S2: calls of one caller and of one callee; also of a caller with a fiftieth of all calls.
import { bigVdn, benchCall, hotCaller, startOf, type LoadShape } from "../call-load.ts";
import { latencyFigure, rateFigure, type Figure } from "../figure.ts";
import { callsQuestion, daysOf, type ListQuestion } from "../list-question.ts";
import { checkAnswers, measure, measureSets, type Pace, type Ports } from "../measure.ts";
import { signedRequests } from "../signed-request.ts";

const callersAsked = 100;
const calleesOfTenant = 20;

export async function s2CallsOfNumber(options: {
  readonly ports: Ports;
  readonly shape: LoadShape;
  readonly pace: Pace;
  readonly clientCounts: readonly number[];
}): Promise<readonly Figure[]> {
  const { ports, shape, pace, clientCounts } = options;
  const cases = {
    "a caller, 30 days, 100 rows and count": callsOfCallers(shape, 100),
    "the hot caller, 30 days, 100 rows and count": [callsOfCaller(shape, hotCaller, 100)],
    "a callee, one day, 100 rows and count": callsOfCallees(shape),
  };
  const figures: Figure[] = [];
  for (const [what, questions] of Object.entries(cases)) {
    await checkAnswers(ports, questions);
    for (const clients of clientCounts) {
      const requests = signedRequests(ports.trunkline, questions);
      const measured = await measure(ports, requests, { clients, pace });
      const about = { scenario: "S2", what, clients };
      figures.push(rateFigure(about, measured, { than: "baseline", atLeast: 4 }));
    }
  }
  const sets = [callsOfCallers(shape, 1), [callsOfCaller(shape, hotCaller, 1)]];
  const requests = sets.map((questions) => signedRequests(ports.trunkline, questions));
  const [rare, hot] = await measureSets(ports, requests, { clients: 1, pace });
  if (rare === undefined || hot === undefined) return figures;
  const about = {
    scenario: "S2",
    what: "count of the hot caller; compared: of a rare one",
    clients: 1,
  };
  const reference = rare.trunkline.p50Ms;
  const goal = { than: "reference", atMost: 2 } as const;
  return [...figures, latencyFigure(about, "p50Ms", hot, { reference, goal })];
}

function callsOfCaller(shape: LoadShape, callerNo: string, limit: number): ListQuestion {
  const range = { from: startOf(shape), to: shape.endsAt };
  return callsQuestion(shape, {
    vdn: bigVdn,
    ...range,
    isInbound: true,
    callerNo,
    limit,
    offset: 0,
  });
}

/** Callers of calls spread over the load: the more one calls, the likelier it is among them. */
export function callsOfCallers(shape: LoadShape, limit: number): readonly ListQuestion[] {
  const callers = new Set<string>();
  for (let n = 0; n < shape.calls && callers.size < callersAsked; n += 1) {
    const call = benchCall((n * 7919) % shape.calls, shape);
    const isWanted = call.vdn === bigVdn && call.isInbound && call.callerNo !== hotCaller;
    if (isWanted) callers.add(call.callerNo);
  }
  return [...callers].map((callerNo) => callsOfCaller(shape, callerNo, limit));
}

export function callsOfCallees(shape: LoadShape): readonly ListQuestion[] {
  return daysOf(shape).map((range, index) => {
    const calleeNo = `8888${String(1 + (index % calleesOfTenant)).padStart(4, "0")}`;
    const page = { limit: 100, offset: 0 };
    return callsQuestion(shape, { vdn: bigVdn, ...range, isInbound: true, calleeNo, ...page });
  });
}
