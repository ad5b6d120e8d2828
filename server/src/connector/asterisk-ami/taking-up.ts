// Calls that began while nobody listened: followed from where they are, with what can be known.
import type { CallBegin } from "../tracked-call.ts";
import type { AmiBlock } from "./ami-block.ts";
import { bornAtMicros, type AmiSnapshot } from "./ami-snapshot.ts";
import { noteTenant, phoneNumber } from "./call-facts.ts";
import { addChannel, newChannel, trackCall } from "./channel-life.ts";
import { taskOf } from "./outbound-task.ts";
import { deviceOf } from "./pbx-state.ts";
import type { PbxState } from "./pbx-state.ts";
import { agentOfInterface } from "./settings-index.ts";

/** A channel's ID tells the second of its birth; its duration does, where a program chose the ID. */
const precisionMs = 1000;

/** The first channel of such a call; the others come with it only if it is still there. */
export function takeUpCall(
  pbx: PbxState,
  { dialledNumbers }: AmiSnapshot,
  block: AmiBlock,
  nowMicros: number,
): void {
  const id = block.header("uniqueid");
  const name = block.header("channel");
  if (id !== block.header("linkedid") || name.startsWith("Local/")) {
    return pbx.writer.skip(
      "channel of a call whose beginning nobody saw, and whose first channel is gone",
    );
  }
  const begin = beginOf(pbx, block);
  const context = block.header("context");
  const isStillThere = pbx.index.inboundContexts.has(context);
  const shown = isStillThere ? phoneNumber(block.header("exten")) : "";
  const origin = newChannel(id, name, undefined);
  const call = trackCall(pbx, {
    begin,
    context,
    linkedId: id,
    origin,
    callerNo: phoneNumber(block.header("calleridnum")),
    calleeNo: dialledNumbers.get(id) || shown,
    micros: bornAtMicros(id) || nowMicros - durationMicros(block.header("duration")),
  });
  call.beginPrecisionMs = precisionMs;
  addChannel(pbx, call, origin);
  noteTenant(pbx, call, block);
}

function beginOf(pbx: PbxState, block: AmiBlock): CallBegin {
  const id = block.header("uniqueid");
  if (taskOf(pbx, id, block.header("accountcode")) !== undefined) return "originated";
  const device = deviceOf(block.header("channel"));
  return agentOfInterface(pbx.index, device) === undefined ? "inbound" : "dialled";
}

/** "00:01:23" */
function durationMicros(duration: string): number {
  const [hours = 0, minutes = 0, seconds = 0] = duration.split(":").map(Number);
  return (hours * 3600 + minutes * 60 + seconds || 0) * 1_000_000;
}
