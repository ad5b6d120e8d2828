// That calls loaded through the storage port are as if their events had come through the server's door.
import assert from "node:assert/strict";
import {
  benchCall,
  bigVdn,
  callEvents,
  eventLines,
  startOf,
  type LoadShape,
} from "../call-load.ts";
import type { Figure } from "../figure.ts";
import { callsQuestion, missedQuestion } from "../list-question.ts";
import { LoadedServer } from "../loaded-server.ts";
import { answerText } from "../measure.ts";
import { postEvents } from "../post-events.ts";
import { signedRequest } from "../signed-request.ts";

const calls = 5000;
const callsPerRequest = 500;

export async function loadThroughHttp(options: {
  readonly shape: LoadShape;
}): Promise<readonly Figure[]> {
  const shape = { ...options.shape, calls };
  await using empty = await LoadedServer.start({ ...shape, calls: 0 }, undefined);
  const begunAt = performance.now();
  let events = 0;
  for (let first = 0; first < calls; first += callsPerRequest) {
    const all = Array.from({ length: callsPerRequest }, (_, n) => benchCall(first + n, shape));
    const made = all.flatMap(callEvents);
    await postEvents(empty.port, empty.token, eventLines(made));
    events += made.length;
  }
  const seconds = (performance.now() - begunAt) / 1000;
  const range = { vdn: bigVdn, from: startOf(shape), to: shape.endsAt };
  for (const offset of [0, 500]) {
    const page = { ...range, offset, limit: 100 };
    const inbound = callsQuestion(shape, { ...page, isInbound: true });
    const outbound = callsQuestion(shape, { ...page, isInbound: false });
    for (const question of [inbound, outbound, missedQuestion(shape, page)]) {
      const text = await answerText(empty.port, signedRequest(empty.port, question));
      assert.deepEqual(withoutLogDate(JSON.parse(text)), withoutLogDate(question.expected()));
    }
  }
  const what = "events of ended calls in batches, one after the other; answers as expected";
  return [{ scenario: "load", what, clients: 1, unit: "events/s", measured: events / seconds }];
}

/** The only field that tells when the record was written. */
function withoutLogDate(answer: object): unknown {
  return JSON.parse(
    JSON.stringify(answer, (key, value: unknown) => (key === "logDate" ? 0 : value)),
  );
}
