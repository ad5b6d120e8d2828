// S10: the process is killed in the middle of the ingest; how long until it answers rightly again.
import { setTimeout as delay } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import type { LoadShape } from "../call-load.ts";
import { countStreamCalls } from "../count-stream-calls.ts";
import { EventStream } from "../event-stream.ts";
import type { Figure } from "../figure.ts";
import { accessCodesQuestion, checkAccessCodes } from "../live-load.ts";
import { answerText, medianOf, type Pace } from "../measure.ts";
import { signedRequest } from "../signed-request.ts";
import { callsOfDay } from "./s1-calls-of-vdn.ts";
import { driveBatches, sendLead } from "./s6-ingest.ts";

type Killed = {
  readonly port: number;
  readonly kill: () => Promise<void>;
  /** Resolves once it listens. */
  readonly startAgain: () => Promise<void>;
};

type Options = {
  readonly loaded: Killed;
  readonly shape: LoadShape;
  readonly token: string;
  readonly pace: Pace;
};

export async function s10Kill(options: Options): Promise<readonly Figure[]> {
  const rounds: number[] = [];
  while (rounds.length < options.pace.rounds) rounds.push(await secondsAfterKill(options));
  const measured = medianOf(rounds);
  const what = "from the start after a kill -9 during S6 to the first right answer";
  return [{ scenario: "S10", what, unit: "s", measured, goal: { than: "nothing", atMost: 2 } }];
}

async function secondsAfterKill({ loaded, shape, token, pace }: Options): Promise<number> {
  // Nearly all calls in progress are those that the access codes are asked about.
  const stream = new EventStream(Date.now(), { callsBetween: 100 });
  await sendLead(loaded.port, token, stream);
  const endedBefore = stream.endedCalls;
  // Ends with the connections.
  const sending = driveBatches(loaded.port, token, stream)(pace.seconds * 2).catch(() => {});
  await delay(pace.seconds * 1000);
  await loaded.kill();
  await sending;
  const begun = performance.now();
  await loaded.startAgain();
  const [question] = callsOfDay(shape, 100);
  if (question === undefined) throw new Error("Cannot measure: no question");
  const text = await answerText(loaded.port, signedRequest(loaded.port, question));
  const seconds = (performance.now() - begun) / 1000;
  if (!isDeepStrictEqual(JSON.parse(text), question.expected())) {
    throw new Error("Cannot measure the start after a kill: the first answer is wrong");
  }
  checkAccessCodes(await answerText(loaded.port, signedRequest(loaded.port, accessCodesQuestion)));
  const range = { from: stream.startsAt, to: Date.now() };
  const counted = await countStreamCalls(loaded.port, range);
  if (counted < endedBefore || counted > stream.endedCalls) {
    throw new Error(
      `Cannot trust the start after a kill: ${counted} calls of ${stream.endedCalls}`,
    );
  }
  return seconds;
}
