// Whose call it is, and which numbers it joins: often known only some events after its first.
import { cutNumber } from "../phone-number.ts";
import type { AmiBlock } from "./ami-block.ts";
import type { AmiTenant } from "./ami-settings.ts";
import type { Channel, PbxState, TrackedCall } from "./pbx-state.ts";
import { agentOfInterface } from "./settings-index.ts";

const unknownNumbers = new Set(["<unknown>", "unknown"]);

/** Asterisk writes out that it does not know a number. */
export function phoneNumber(text: string): string {
  return unknownNumbers.has(text) ? "" : cutNumber(text);
}

/** Asterisk sets account code and tenant ID after the first event; the number dialled is there. */
export function noteTenant(pbx: PbxState, call: TrackedCall, block: AmiBlock): void {
  if (call.tenant !== undefined) return;
  const { index } = pbx;
  const found =
    (call.begin === "inbound" ? index.tenantByAccessCode.get(call.calleeNo) : undefined) ??
    agentOfInterface(index, call.origin.device)?.tenant ??
    index.tenantByAccountCode.get(block.header("accountcode")) ??
    index.tenantByAccountCode.get(block.header("tenantid")) ??
    index.tenantByContext.get(call.beginContext);
  if (found !== undefined) setTenant(pbx, call, found);
}

export function setTenant(pbx: PbxState, call: TrackedCall, tenant: AmiTenant): void {
  if (call.tenant !== undefined) return;
  call.tenant = tenant;
  for (const channel of call.channels) noteAgent(pbx, channel);
  pbx.writer.publish(call);
}

/** An agent of another tenant is an outside party here. */
export function noteAgent(pbx: PbxState, channel: Channel): void {
  if (channel.isLocal) return;
  const agent = agentOfInterface(pbx.index, channel.device);
  const { tenant } = channel.call;
  const isOurs = agent !== undefined && (tenant === undefined || tenant === agent.tenant);
  channel.agentId = isOurs ? agent.agentId : 0;
}
