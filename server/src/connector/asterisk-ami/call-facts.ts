// Whose call it is, and which numbers it joins: often known only some events after its first.
import type { AmiBlock } from "./ami-block.ts";
import type { AmiTenant } from "./ami-settings.ts";
import type { Channel, PbxState, TrackedCall } from "./pbx-state.ts";
import { agentOfInterface } from "./settings-index.ts";

const unknownNumbers = new Set(["<unknown>", "unknown"]);
const numberLengthMax = 64;
const dialable = /^[+*#0-9]+$/;

/** Asterisk writes out that it does not know a number. */
export function phoneNumber(text: string): string {
  return unknownNumbers.has(text) ? "" : text.slice(0, numberLengthMax);
}

export function isDialable(text: string): boolean {
  return dialable.test(text);
}

/** "13612345678@carrier", "trunk/sip:13612345678@host" -> the number; "" when there is none. */
export function dialledNumber(dialString: string): string {
  const user =
    dialString
      .split("@")[0]
      ?.split("/")
      .at(-1)
      ?.replace(/^sips?:/, "") ?? "";
  return isDialable(user) ? phoneNumber(user) : "";
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
