// Events on their way in.
import { requestBytes, type BenchRequest } from "./drive.ts";
import { answerText } from "./measure.ts";

/** A request with events, as NDJSON. */
function eventsRequest(token: string, lines: string): BenchRequest {
  const headers = { "content-type": "application/x-ndjson", authorization: `Bearer ${token}` };
  return { method: "POST", path: "/v1/events", headers, body: lines };
}

export function eventsBytes(port: number, token: string, lines: string): Buffer {
  return requestBytes(port, eventsRequest(token, lines));
}

/** Throws unless all are accepted. */
export async function postEvents(port: number, token: string, lines: string): Promise<void> {
  const text = await answerText(port, eventsRequest(token, lines));
  // The server is ours; a benchmark may trust its answer's shape.
  const { accepted } = JSON.parse(text) as { readonly accepted: number };
  const sent = lines.split("\n").length - 1;
  if (accepted !== sent) throw new Error(`Cannot load ${sent} events: ${text.slice(0, 300)}`);
}
