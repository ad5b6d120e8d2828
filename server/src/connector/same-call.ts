// Whether a call is told the same in two ways, but for what is lost with a server's memory. For tests.
import assert from "node:assert/strict";
import type { Call } from "../call/call.ts";
import { isMissed } from "../call/record.ts";

/** A call taken up in the middle tells the second of its beginning, and a little later what it does. */
const offMsMax = 1500;

/** Who hung up first, and why a phone did not answer, is lost with the server's memory. */
export function assertSameButForReasons(call: Call, expected: Call | undefined): void {
  const { callId } = call;
  assert.ok(expected !== undefined, `${callId} is new`);
  const devices = (legs: Call["legs"]) => legs.map(({ device }) => device);
  assert.deepEqual(devices(call.legs), devices(expected.legs), callId);
  for (const [index, leg] of call.legs.entries()) {
    const was = expected.legs[index];
    for (const time of ["waitBegin", "callBegin", "callEnd"] as const) {
      const off = Math.abs(leg[time] - (was?.[time] ?? 0));
      assert.ok(off <= offMsMax, `${callId}: ${time} of leg ${index + 1} is ${off} ms off`);
    }
  }
  assert.equal(isMissed(call), isMissed(expected), callId);
}
