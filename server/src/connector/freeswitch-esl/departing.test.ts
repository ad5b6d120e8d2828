// Callers who have left an agent or a queue, and when they are taken to be with FreeSWITCH itself.
import assert from "node:assert/strict";
import { test } from "node:test";
import { eventLines } from "../call-story.ts";
import { eventsOfEslTrace } from "./esl-trace.ts";

test("who left before the clock was set back is waited for no longer than anybody else", () => {
  const events = eventsOfEslTrace(`
    1    CHANNEL_CREATE      a  in context=public to=88880001 from=13800000001
    2    member-queue-start  a  queue=sales@170 member=m1 session=a
    100  member-queue-end    a  queue=sales@170 member=m1 session=a end=Cancel reason=TIMEOUT
    50   CHANNEL_CREATE      b  in context=public to=88880001 from=13800000002
    53   CHANNEL_CREATE      c  in context=public to=88880001 from=13800000003
  `);
  assert.deepEqual(eventLines(events).slice(2), [
    "50 arrived direction=in callerNo=13800000002 calleeNo=88880001",
    "100 ivrEntered leaveReason=2",
    "53 arrived direction=in callerNo=13800000003 calleeNo=88880001",
  ]);
});
