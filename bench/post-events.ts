// Loads benchmark calls through the server's own door, several batches at a time.
import { once } from "node:events";
import { Agent, request, type IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import { benchCall, eventLines, type LoadShape } from "./call-load.ts";

const callsPerBatch = 1000;
const batchesInFlight = 4;

export type Loaded = { readonly events: number; readonly seconds: number };

/** Posts calls [from, to) of the shape; throws when one is refused. */
export async function loadCalls(
  url: string,
  token: string,
  shape: LoadShape,
  { from = 0, to = shape.calls }: { from?: number; to?: number } = {},
): Promise<Loaded> {
  const begun = performance.now();
  let next = from;
  let events = 0;
  const worker = async () => {
    while (next < to) {
      const first = next;
      next = Math.min(first + callsPerBatch, to);
      let body = "";
      for (let n = first; n < next; n += 1) body += eventLines(benchCall(n, shape), n);
      // Read after the wait: other workers add meanwhile.
      const accepted = await postEvents(url, token, body);
      events += accepted;
    }
  };
  await Promise.all(Array.from({ length: batchesInFlight }, worker));
  return { events, seconds: (performance.now() - begun) / 1000 };
}

const agent = new Agent({ keepAlive: true, maxSockets: 256 });

/** Resolves to the number of events accepted. */
export async function postEvents(url: string, token: string, body: string): Promise<number> {
  const sent = request(`${url}/v1/events`, {
    method: "POST",
    agent,
    headers: { "content-type": "application/x-ndjson", authorization: `Bearer ${token}` },
  });
  sent.end(body);
  // The type of the event's argument is fixed by Node.
  const [reply] = (await once(sent, "response")) as [IncomingMessage];
  const said = await text(reply);
  // The server is ours; a benchmark may trust its answer's shape.
  const answer = JSON.parse(said) as { accepted: number; refused: object[] };
  if (reply.statusCode !== 200 || answer.refused.length > 0) {
    throw new Error(`Cannot load events: ${reply.statusCode} ${said.slice(0, 300)}`);
  }
  return answer.accepted;
}
