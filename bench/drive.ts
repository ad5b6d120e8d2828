// Drives HTTP requests with a fixed number of clients and reports rate and latency.
import autocannon from "autocannon";

export type Drive = {
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Answers that were not 200, time-outs included. */
  readonly failures: number;
};

export type BenchRequest = {
  readonly path: string;
  readonly method: "POST" | "GET";
  readonly headers: Record<string, string>;
  readonly body?: string;
};

/** Three rounds after a warm-up; the median one by rate counts. */
export async function drive(
  url: string,
  requests: readonly BenchRequest[],
  { clients, seconds, rounds = 3 }: { clients: number; seconds: number; rounds?: number },
): Promise<Drive> {
  await once(url, requests, clients, 1);
  const results: Drive[] = [];
  for (let round = 0; round < rounds; round += 1) {
    results.push(await once(url, requests, clients, seconds));
  }
  results.sort((a, b) => a.requestsPerSecond - b.requestsPerSecond);
  const median = results[Math.floor(results.length / 2)];
  if (median === undefined) throw new Error("Cannot measure: no rounds");
  return median;
}

async function once(
  url: string,
  requests: readonly BenchRequest[],
  clients: number,
  seconds: number,
): Promise<Drive> {
  const result = await autocannon({
    url,
    connections: clients,
    duration: seconds,
    requests: requests.map((request) => ({ ...request })),
  });
  return {
    requestsPerSecond: result.requests.average,
    p50Ms: result.latency.p50,
    p99Ms: result.latency.p99,
    failures: result.non2xx + result.errors + result.timeouts,
  };
}
