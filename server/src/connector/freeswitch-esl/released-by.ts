// Whose doing the end of a call was.
import type { Channel, TrackedCall } from "./pbx-state.ts";

export type ReleasedBy = "customer" | "agent" | "system";

/** The side that hung up first has ended the call, unless FreeSWITCH made it hang up. */
export function releasedBy(call: TrackedCall, last: Channel): ReleasedBy {
  const { customer, origin, lastTalker, outside } = call;
  let first: Channel | undefined;
  for (const channel of [customer, lastTalker, outside, origin]) {
    if (channel === undefined || !hasReleased(channel, last)) continue;
    if (first === undefined || isBefore(channel, first)) first = channel;
  }
  if (first === undefined) return "system";
  return first === customer ? "customer" : "agent";
}

/** A BYE or a CANCEL that came in; a refusal is none, and a BYE that went out is FreeSWITCH's. */
function hasReleased(channel: Channel, last: Channel): boolean {
  if (channel.hungUpAt === undefined) return false;
  if (channel.disposition !== "") return releases.has(channel.disposition);
  // Not told yet: who was talking and is gone before all others has hung up.
  return channel.isUp && channel.cause === "NORMAL_CLEARING" && isBefore(channel, last);
}

const releases = new Set(["recv_bye", "recv_cancel"]);

function isBefore(channel: Channel, other: Channel): boolean {
  return (channel.hungUpAt?.sequence ?? 0) < (other.hungUpAt?.sequence ?? 0);
}
