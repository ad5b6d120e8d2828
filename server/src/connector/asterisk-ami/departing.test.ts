// Callers who have left an agent or a queue, and when they are taken to be with the PBX itself.
import assert from "node:assert/strict";
import { test } from "node:test";
import { eventLines } from "../call-story.ts";
import { eventsOfAmiTrace } from "./ami-trace.ts";

test("who left before the clock was set back is waited for no longer than anybody else", () => {
  const events = eventsOfAmiTrace(`
    1   Newchannel         PJSIP/trunk-1 State=Ring Context=from-trunk Exten=88880001
    2   QueueCallerJoin    PJSIP/trunk-1 Queue=sales
    100 QueueCallerAbandon PJSIP/trunk-1 Queue=sales
    100 QueueCallerLeave   PJSIP/trunk-1 Queue=sales
    50  Newchannel         PJSIP/trunk-2 State=Ring Context=from-trunk Exten=88880001 of=PJSIP/trunk-2
    53  Newchannel         PJSIP/trunk-3 State=Ring Context=from-trunk Exten=88880001 of=PJSIP/trunk-3
  `);
  assert.deepEqual(eventLines(events).slice(2), [
    "50 arrived direction=in callerNo= calleeNo=88880001",
    "100 ivrEntered leaveReason=2",
    "53 arrived direction=in callerNo= calleeNo=88880001",
  ]);
});
