// Measures servers side by side: the same requests to each in turn, round after round, so that all see
// the same state of the machine; the median round counts.
import { isDeepStrictEqual } from "node:util";
import { drive, inTurn, type BenchRequest, type Drive } from "./drive.ts";
import { startCannedServer } from "./server-process.ts";
import type { ListQuestion } from "./list-question.ts";
import { signedRequest } from "./signed-request.ts";

export type Pace = { readonly seconds: number; readonly rounds: number };

const intakeSecondsMin = 5;

/** Rounds in which the journal turns several times: in shorter ones it may not turn at all. */
export function paceOfIntake({ seconds, rounds }: Pace): Pace {
  return { seconds: Math.max(seconds, intakeSecondsMin), rounds };
}

/** Where the servers listen; no baseline where none is compared. */
export type Ports = { readonly trunkline: number; readonly baseline?: number };

export type Measured = {
  readonly trunkline: Drive;
  readonly baseline?: Drive;
  readonly ceiling?: Drive;
};

const warmUpSeconds = 0.5;
/** Answers that are compared with the load's arithmetic before their speed is measured. */
const answersChecked = 3;

/** Beside the ceiling: the web framework with as many canned bytes as an answer has. */
export async function measure(
  ports: Ports,
  requests: readonly BenchRequest[],
  { clients, pace }: { readonly clients: number; readonly pace: Pace },
): Promise<Measured> {
  const bytes = await meanBytes(ports.trunkline, requests);
  await using canned = await startCannedServer(bytes);
  const [measured] = await measureSets({ ...ports, ceiling: canned.port }, [requests], {
    clients,
    pace,
  });
  if (measured === undefined) throw new Error("Cannot measure: no requests");
  return measured;
}

/** Several sets of requests side by side; one result for each. */
export async function measureSets(
  ports: Ports & { readonly ceiling?: number },
  sets: readonly (readonly BenchRequest[])[],
  { clients, pace }: { readonly clients: number; readonly pace: Pace },
): Promise<readonly Measured[]> {
  const cells = sets.flatMap((requests, set) => {
    return Object.entries(ports).map(([name, port]) => {
      const source = inTurn(port, requests, clients);
      return { set, name, run: (seconds: number) => drive(port, source, { clients, seconds }) };
    });
  });
  const driven = await inRounds(
    cells.map(({ run }) => run),
    pace,
  );
  return sets.map((_, set) => {
    const ofSet = cells.flatMap((cell, index) => {
      const result = driven[index];
      return cell.set === set && result !== undefined ? [[cell.name, result]] : [];
    });
    // The names are those of the ports.
    return Object.fromEntries(ofSet) as Measured;
  });
}

export function medianOf(rounds: readonly number[]): number {
  return rounds.toSorted((a, b) => a - b)[Math.floor(rounds.length / 2)] ?? Number.NaN;
}

/** Warms all up, then lets them take turns; one result for each, of the median round by rate. */
export async function inRounds(
  drives: readonly ((seconds: number) => Promise<Drive>)[],
  { seconds, rounds }: Pace,
): Promise<readonly Drive[]> {
  for (const one of drives) await one(warmUpSeconds);
  const results = drives.map((): Drive[] => []);
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, one] of drives.entries()) {
      const driven = await one(seconds);
      if (driven.failures > 0) {
        throw new Error(`Cannot measure: ${driven.failures} answers were not 200`);
      }
      results[index]?.push(driven);
    }
  }
  return results.flatMap((driven) => {
    driven.sort((a, b) => a.requestsPerSecond - b.requestsPerSecond);
    return driven[Math.floor(driven.length / 2)] ?? [];
  });
}

/** The answers must be right before their speed counts. */
export async function checkAnswers(
  ports: Ports,
  questions: readonly ListQuestion[],
): Promise<void> {
  for (const question of questions.slice(0, answersChecked)) {
    const expected = question.expected();
    for (const port of Object.values(ports)) {
      const text = await answerText(port, signedRequest(ports.trunkline, question));
      if (!isDeepStrictEqual(JSON.parse(text), expected)) {
        const wanted = JSON.stringify(expected).slice(0, 500);
        throw new Error(`Cannot measure a wrong answer: ${text.slice(0, 500)}, wanted ${wanted}`);
      }
    }
  }
}

async function meanBytes(port: number, requests: readonly BenchRequest[]): Promise<number> {
  let bytes = 0;
  for (const request of requests) bytes += Buffer.byteLength(await answerText(port, request));
  return Math.round(bytes / requests.length);
}

export async function answerText(port: number, { path, ...init }: BenchRequest): Promise<string> {
  const reply = await fetch(`http://127.0.0.1:${port}${path}`, init);
  const text = await reply.text();
  if (!reply.ok) throw new Error(`Cannot get an answer: ${reply.status} ${text.slice(0, 300)}`);
  return text;
}
