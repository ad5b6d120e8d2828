// Events per second through POST /v1/events: every answer comes after an fsync.
import { ccId, scramble } from "../call-load.ts";
import { postEvents } from "../load-calls.ts";
import type { ServerProcess } from "../server-process.ts";

export type IngestResult = {
  readonly what: string;
  readonly connections: number;
  readonly eventsPerSecond: number;
};

const cases = [
  { what: "batches of 1,000 events", connections: 4, eventsPerRequest: 1000 },
  { what: "single events", connections: 64, eventsPerRequest: 1 },
];

export async function ingest(options: {
  readonly server: ServerProcess;
  readonly token: string;
  readonly seconds: number;
}): Promise<readonly IngestResult[]> {
  const { server, token, seconds } = options;
  const results: IngestResult[] = [];
  let serial = 0;
  for (const { what, connections, eventsPerRequest } of cases) {
    const endsAt = performance.now() + seconds * 1000;
    let events = 0;
    const client = async () => {
      while (performance.now() < endsAt) {
        serial += eventsPerRequest;
        // Read after the wait: other clients add meanwhile.
        const accepted = await postEvents(server.url, token, shortCalls(serial, eventsPerRequest));
        events += accepted;
      }
    };
    const begun = performance.now();
    await Promise.all(Array.from({ length: connections }, client));
    const took = (performance.now() - begun) / 1000;
    results.push({ what, connections, eventsPerSecond: Math.round(events / took) });
  }
  return results;
}

/** Calls of five events each that begin and end, so that records are written too. */
function shortCalls(serial: number, count: number): string {
  let body = "";
  for (let index = 0; index < count; index += 1) {
    const n = serial + index;
    const call = Math.floor(n / 5);
    const at = 1_600_000_000_000 + call * 10;
    const common = `"ccId":${ccId},"vdn":${1 + (scramble(call) % 50)},"callId":"${1_600_000_000 + Math.floor(call / 1000)}-${call}"`;
    body += [
      `{"kind":"arrived","at":${at},${common},"direction":"in","callerNo":"13800000001","calleeNo":"88880001","innoId":1}\n`,
      `{"kind":"queued","at":${at + 1000},${common},"skillId":1}\n`,
      `{"kind":"offered","at":${at + 2000},${common},"agentId":1001}\n`,
      `{"kind":"answered","at":${at + 3000},${common},"agentId":1001}\n`,
      `{"kind":"ended","at":${at + 9000},${common},"by":"customer"}\n`,
    ][n % 5];
  }
  return body;
}
