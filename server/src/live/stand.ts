// Where a live call stands: everything that the counters count of it, derived from the call alone.
import type { Place, ReadonlyCall } from "../call/call.ts";
import { placeOf } from "../call/call-state.ts";
import { isOpen, isRinging } from "../call/leg.ts";
import { appended } from "../lib/appended.ts";

export type Stand = {
  readonly place: Place;
  readonly innoId: number;
  /** Since when the call waits now; 0 unless place is "queue". */
  readonly waitSince: number;
  /** The skill queue that it waits in; 0 = none. */
  readonly queuedFor: number;
  /** As an event named it; "" where none did. */
  readonly queueName: string;
  /** Skills of the agents whom it talks to. */
  readonly servedFor: readonly number[];
  /** Skills of the agents at whom it rings. */
  readonly ringingFor: readonly number[];
  readonly ringingAt: readonly number[];
  readonly withAgents: readonly number[];
  /** Set when the call has moved on: heaps of waits drop it when they meet it. */
  isOver: boolean;
};

const none: readonly number[] = [];

export function standOf(call: ReadonlyCall): Stand {
  const place = placeOf(call);
  let queuedFor = 0;
  let queueName = "";
  let waitSince = 0;
  let servedFor = none;
  let ringingFor = none;
  let ringingAt = none;
  let withAgents = none;
  for (const leg of call.legs) {
    if (!isOpen(leg)) continue;
    const { device } = leg;
    if (device.kind === "queue") {
      queuedFor = device.skillId;
      queueName = device.skillName;
      waitSince = leg.waitBegin;
    } else if (device.kind === "agent") {
      if (isRinging(leg)) {
        ringingAt = appended(ringingAt, device.agentId);
        if (device.skillId > 0 && !ringingFor.includes(device.skillId)) {
          ringingFor = appended(ringingFor, device.skillId);
        }
        if (waitSince === 0) waitSince = leg.waitBegin;
      } else {
        withAgents = appended(withAgents, device.agentId);
        if (device.skillId > 0 && !servedFor.includes(device.skillId)) {
          servedFor = appended(servedFor, device.skillId);
        }
      }
    }
  }
  if (place !== "queue") waitSince = 0;
  const { innoId } = call;
  return {
    place,
    innoId,
    waitSince,
    queuedFor,
    queueName,
    servedFor,
    ringingFor,
    ringingAt,
    withAgents,
    isOver: false,
  };
}
