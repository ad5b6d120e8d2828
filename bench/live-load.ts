// Calls in progress, in the big tenant: waiting, ringing, talking, each at one of 500 access codes.
import {
  benchCall,
  bigVdn,
  callEvents,
  ccId,
  eventLines,
  scramble,
  type BenchCall,
} from "./call-load.ts";
import { foldCall } from "../server/src/call/fold.ts";
import { postEvents } from "./post-events.ts";
import type { Question } from "./signed-request.ts";

export const liveCalls = 20_000;
const accessCodes = 500;
const callsPerRequest = 1000;
/** All they do lies in the past. */
const agoMs = 3 * 60_000;
/** Where a call stands does not depend on the time; a time of 0 would mean never. */
const anyTime = 1_000_000_000_000;

/** Loads them; `now` is the present time. */
export async function loadLiveCalls(port: number, token: string, now: number): Promise<void> {
  for (let first = 0; first < liveCalls; first += callsPerRequest) {
    let lines = "";
    for (let n = first; n < first + callsPerRequest; n += 1)
      lines += eventLines(liveEvents(n, now));
    await postEvents(port, token, lines);
  }
}

function liveEvents(n: number, now: number) {
  const made = benchCall(n, { calls: liveCalls, tenants: 1, days: 1, endsAt: now });
  const arrivedAt = now - agoMs - (scramble(n) % 60_000);
  const call: BenchCall = {
    ...made,
    arrivedAt,
    // No ended call has such a number.
    callId: `${Math.floor(arrivedAt / 1000)}-${1_000_000 + n}`,
    innoId: 1 + (n % accessCodes),
    isInbound: true,
  };
  const events = callEvents(call);
  return events.slice(0, 2 + (n % (events.length - 2)));
}

export const accessCodesQuestion: Question = {
  path: "/rest/cmsapp/v1/openapi/vdn/queryaccesscodecallinfo",
  body: { ccId, vdn: bigVdn, innoIds: Array.from({ length: accessCodes }, (_, n) => n + 1) },
};

/** Throws unless the counters of all access codes are those of the calls. */
export function checkAccessCodes(text: string): void {
  const counts = Array.from({ length: accessCodes }, () => ({ ivr: 0, queue: 0, agent: 0 }));
  for (let n = 0; n < liveCalls; n += 1) {
    const { phase } = foldCall(liveEvents(n, anyTime));
    const place =
      phase === "ivr" ? "ivr" : phase === "talking" || phase === "held" ? "agent" : "queue";
    const ofCode = counts[n % accessCodes];
    if (ofCode !== undefined) ofCode[place] += 1;
  }
  // The server is ours; a benchmark may trust its answer's shape.
  const { resultDesc } = JSON.parse(text) as { resultDesc: Record<string, number>[] };
  const wrong = counts.findIndex(({ ivr, queue, agent }, index) => {
    const told = resultDesc[index] ?? {};
    const isSame = told["ivrCallCount"] === ivr && told["queueCallCount"] === queue;
    return !isSame || told["agentCallCount"] !== agent || told["innoId"] !== index + 1;
  });
  if (wrong < 0) return;
  const told = JSON.stringify(resultDesc[wrong]);
  throw new Error(
    `Cannot measure wrong counters: ${told}, wanted ${JSON.stringify(counts[wrong])}`,
  );
}
