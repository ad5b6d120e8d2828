import { streamVdns } from "./event-stream.ts";
import { askForCalls } from "./list-question.ts";
import { answerText } from "./measure.ts";
import { signedRequest } from "./signed-request.ts";

/** Calls of event streams that have arrived in the range, as the server counts them. */
export async function countStreamCalls(
  port: number,
  range: { readonly from: number; readonly to: number },
): Promise<number> {
  let count = 0;
  for (const vdn of streamVdns) {
    const question = askForCalls({ vdn, ...range, isInbound: true, offset: 0, limit: 1 });
    // The server is ours; a benchmark may trust its answer's shape.
    const { resultDesc } = JSON.parse(await answerText(port, signedRequest(port, question))) as {
      readonly resultDesc: { readonly count: number };
    };
    count += resultDesc.count;
  }
  return count;
}
