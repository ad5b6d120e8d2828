// S7: the list of S1 while events come in and S5 is asked.
import type { LoadShape } from "../call-load.ts";
import { drive, inTurn, type Drive } from "../drive.ts";
import { EventStream } from "../event-stream.ts";
import type { Figure } from "../figure.ts";
import { accessCodesQuestion } from "../live-load.ts";
import { inRounds, paceOfIntake, type Pace, type Ports } from "../measure.ts";
import { eventsBytes } from "../post-events.ts";
import { signedRequest, signedRequests } from "../signed-request.ts";
import { callsOfDay } from "./s1-calls-of-vdn.ts";
import { sendLead, sendRest } from "./s6-ingest.ts";

const eventsPerSecond = 20_000;
const batchEvents = 200;
const eventConnections = 4;
const clients = 16;

export async function s7Mixed(options: {
  readonly ports: Ports;
  readonly shape: LoadShape;
  readonly token: string;
  readonly pace: Pace;
}): Promise<readonly Figure[]> {
  const { shape, token, pace } = options;
  const port = options.ports.trunkline;
  const requests = signedRequests(port, callsOfDay(shape, 100));
  const counters = inTurn(port, [signedRequest(port, accessCodesQuestion)], 1);
  const stream = new EventStream(Date.now());
  await sendLead(port, token, stream);
  const list = inTurn(port, requests, clients);
  const alone = (seconds: number) => drive(port, list, { clients, seconds });
  const beside: Drive[] = [];
  const mixed = async (seconds: number) => {
    const [driven, ...others] = await Promise.all([
      alone(seconds),
      drive(port, () => eventsBytes(port, token, stream.lines(batchEvents)), {
        clients: eventConnections,
        seconds,
        requestsPerSecond: eventsPerSecond / batchEvents,
      }),
      drive(port, counters, { clients: 1, seconds }),
    ]);
    beside.splice(0, beside.length, ...others);
    return driven;
  };
  const [first, second] = await inRounds([alone, mixed], paceOfIntake(pace));
  await sendRest(port, token, stream);
  const [events, counts] = beside;
  if (first === undefined || second === undefined) throw new Error("Cannot measure: no rounds");
  const about = { scenario: "S7", clients };
  return [
    {
      ...about,
      what: "S1 beside 20,000 events/s and S5: p99; compared: alone",
      unit: "ms",
      measured: second.p99Ms,
      reference: first.p99Ms,
      goal: { than: "reference", atMost: 2 },
    },
    {
      ...about,
      what: "S1 beside 20,000 events/s and S5; compared: alone",
      unit: "requests/s",
      measured: second.requestsPerSecond,
      reference: first.requestsPerSecond,
    },
    {
      scenario: "S7",
      what: "events meanwhile, last round",
      unit: "events/s",
      measured: (events?.requestsPerSecond ?? 0) * batchEvents,
      ...latencies(events),
      // A slower stream would be no test of the list.
      goal: { than: "nothing", atLeast: eventsPerSecond * 0.95 },
    },
    {
      scenario: "S7",
      what: "S5 meanwhile, last round",
      clients: 1,
      unit: "requests/s",
      measured: counts?.requestsPerSecond ?? 0,
      ...latencies(counts),
    },
  ];
}

function latencies(driven: Drive | undefined): Pick<Figure, "p50Ms" | "p99Ms"> {
  return driven === undefined ? {} : { p50Ms: driven.p50Ms, p99Ms: driven.p99Ms };
}
