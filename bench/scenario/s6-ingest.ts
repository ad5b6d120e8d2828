// S6: events in, on disk before the answer; in batches, and one by one on many connections.
import { countStreamCalls } from "../count-stream-calls.ts";
import { drive } from "../drive.ts";
import { EventStream } from "../event-stream.ts";
import type { Figure } from "../figure.ts";
import { inRounds, paceOfIntake, type Pace, type Ports } from "../measure.ts";
import { eventsBytes, postEvents } from "../post-events.ts";
import { readMetric } from "../read-metric.ts";
import { startCannedServer } from "../server-process.ts";

export const batchEvents = 1000;
export const batchConnections = 8;
const singleConnections = 64;
const answerBytes = 44;

type Options = {
  readonly ports: Ports;
  readonly token: string;
  readonly pace: Pace;
};

export async function s6Ingest(options: Options): Promise<readonly Figure[]> {
  const { ports, token } = options;
  const stream = new EventStream(Date.now());
  const before = await acceptedEvents(ports.trunkline);
  await sendLead(ports.trunkline, token, stream);
  const figures = [
    await measureBatches(options, stream),
    ...(await measureSingles(options, stream)),
  ];
  await sendRest(ports.trunkline, token, stream);
  const accepted = (await acceptedEvents(ports.trunkline)) - before;
  const range = { from: stream.startsAt, to: Date.now() };
  const counted = await countStreamCalls(ports.trunkline, range);
  if (accepted !== stream.told || counted !== stream.endedCalls) {
    const wanted = `${stream.told} events and ${stream.endedCalls} calls`;
    throw new Error(
      `Cannot measure the ingest: ${accepted} events and ${counted} calls came of ${wanted}`,
    );
  }
  return figures;
}

/** So that from here on as many calls end as begin. */
export async function sendLead(port: number, token: string, stream: EventStream): Promise<void> {
  while (stream.told < stream.leadEvents) {
    await postEvents(port, token, stream.lines(batchEvents));
  }
}

/** Ends the calls that the stream has begun, so that they are no burden to what comes next. */
export async function sendRest(port: number, token: string, stream: EventStream): Promise<void> {
  stream.stop();
  for (let lines = stream.lines(batchEvents); lines !== ""; lines = stream.lines(batchEvents)) {
    await postEvents(port, token, lines);
  }
}

/** Events a second. */
export function driveBatches(
  port: number,
  token: string,
  stream: EventStream,
): (seconds: number) => ReturnType<typeof drive> {
  const source = () => eventsBytes(port, token, stream.lines(batchEvents));
  return (seconds) => drive(port, source, { clients: batchConnections, seconds });
}

async function measureBatches(
  { ports, token, pace }: Options,
  stream: EventStream,
): Promise<Figure> {
  await using canned = await startCannedServer(answerBytes);
  const wasted = new EventStream(Date.now());
  const [driven, ceiling] = await inRounds(
    [driveBatches(ports.trunkline, token, stream), driveBatches(canned.port, token, wasted)],
    paceOfIntake(pace),
  );
  if (driven === undefined || ceiling === undefined) throw new Error("Cannot measure: no rounds");
  return {
    scenario: "S6",
    what: "batches of 1,000 events",
    clients: batchConnections,
    unit: "events/s",
    measured: driven.requestsPerSecond * batchEvents,
    p50Ms: driven.p50Ms,
    p99Ms: driven.p99Ms,
    ceiling: ceiling.requestsPerSecond * batchEvents,
    goal: { than: "nothing", atLeast: 150_000 },
  };
}

async function measureSingles(
  { ports, token, pace }: Options,
  stream: EventStream,
): Promise<readonly Figure[]> {
  await using canned = await startCannedServer(answerBytes);
  const all = [
    ports.trunkline,
    canned.port,
    ...(ports.baseline === undefined ? [] : [ports.baseline]),
  ];
  const wasted = new EventStream(Date.now());
  const drives = all.map((port) => {
    const from = port === ports.trunkline ? stream : wasted;
    const source = () => eventsBytes(port, token, from.lines(1));
    return (seconds: number) => drive(port, source, { clients: singleConnections, seconds });
  });
  const [driven, ceiling, baseline] = await inRounds(drives, pace);
  if (driven === undefined || ceiling === undefined) throw new Error("Cannot measure: no rounds");
  const figure: Figure = {
    scenario: "S6",
    what: "single events",
    clients: singleConnections,
    unit: "events/s",
    measured: driven.requestsPerSecond,
    p50Ms: driven.p50Ms,
    p99Ms: driven.p99Ms,
    ceiling: ceiling.requestsPerSecond,
    goal: { than: "nothing", atLeast: 10_000 },
  };
  if (baseline === undefined) return [figure];
  const withBaseline = { ...figure, baseline: baseline.requestsPerSecond };
  return [figure, { ...withBaseline, goal: { than: "baseline", atLeast: 3 } }];
}

function acceptedEvents(port: number): Promise<number> {
  return readMetric(port, 'trunkline_events_total{outcome="accepted"}');
}
