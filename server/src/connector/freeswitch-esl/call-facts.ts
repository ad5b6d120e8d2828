// Whose call it is, whose phone a channel is, and which numbers a call joins.
import { cutNumber } from "../phone-number.ts";
import { textOf } from "./esl-event.ts";
import type { EslEvent } from "./esl-event.ts";
import type { EslTenant } from "./esl-settings.ts";
import type { Channel, PbxState, TrackedCall } from "./pbx-state.ts";
import type { AgentName, SettingsIndex } from "./settings-index.ts";

/** The agent whose phone a channel is, by the first of its names that the settings know. */
export function agentOfChannel(index: SettingsIndex, event: EslEvent): AgentName | undefined {
  const byName = index.agentByName.get(textOf(event, "variable_cc_agent"));
  if (byName !== undefined && textOf(event, "variable_cc_side") === "agent") return byName;
  const isInbound = textOf(event, "Call-Direction") === "inbound";
  // A stranger may call himself "1001": on a trunk a name proves nothing.
  if (isInbound && index.inboundContexts.has(textOf(event, "Caller-Context"))) return undefined;
  for (const name of deviceNames(event, isInbound)) {
    const found = index.agentByDevice.get(name);
    if (found !== undefined) return found;
  }
  return undefined;
}

function deviceNames(event: EslEvent, isInbound: boolean): string[] {
  const channelName = textOf(event, "Channel-Name");
  const [user, domain] = isInbound
    ? [textOf(event, "variable_user_name"), textOf(event, "variable_domain_name")]
    : [textOf(event, "variable_dialed_user"), textOf(event, "variable_dialed_domain")];
  return [
    `${user}@${domain}`,
    textOf(event, "variable_presence_id"),
    ...deviceNamesOf(channelName),
  ];
}

/** The name of a channel, or what a channel would be called by: whole, without port, without host. */
function deviceNamesOf(name: string): string[] {
  const at = name.indexOf("@");
  return at < 0 ? [name] : [name, name.replace(/:\d+$/, ""), name.slice(0, at)];
}

/** The agent whose phone `originate` was told to call. */
export function agentOfCommand(index: SettingsIndex, endpoint: string): AgentName | undefined {
  for (const name of deviceNamesOf(endpoint.replace(/^user\//, ""))) {
    const found = index.agentByDevice.get(name);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** FreeSWITCH sets account code and domain after the first event; the number dialled is there. */
export function noteTenant(pbx: PbxState, call: TrackedCall, event: EslEvent): void {
  if (call.tenant !== undefined) return;
  const { index } = pbx;
  const domain = textOf(event, "variable_domain_name") || textOf(event, "variable_dialed_domain");
  const found =
    (call.begin === "inbound" ? index.tenantByAccessCode.get(call.calleeNo) : undefined) ??
    index.tenantByAccountCode.get(textOf(event, "variable_accountcode")) ??
    index.tenantByDomain.get(domain) ??
    index.tenantByContext.get(call.beginContext);
  if (found !== undefined) setTenant(pbx, call, found);
}

export function setTenant(pbx: PbxState, call: TrackedCall, tenant: EslTenant): void {
  if (call.tenant !== undefined) return;
  call.tenant = tenant;
  pbx.writer.publish(call);
}

/** An agent of another tenant is an outside party here. */
export function claimAgent(pbx: PbxState, call: TrackedCall, agent: AgentName | undefined): number {
  if (agent === undefined) return 0;
  setTenant(pbx, call, agent.tenant);
  return call.tenant === agent.tenant ? agent.agentId : 0;
}

/** The number that a caller from outside has dialled. After a transfer the destination is another. */
export function accessCodeOf(index: SettingsIndex, event: EslEvent): string {
  const variable = textOf(event, `variable_${index.accessCodeVariable}`);
  const candidates = [
    index.accessCodeVariable === "" ? "" : variable,
    textOf(event, "Caller-Destination-Number"),
    textOf(event, "variable_sip_to_user"),
    textOf(event, "variable_sip_req_user"),
  ].filter((number) => number !== "");
  const known = candidates.find((number) => index.tenantByAccessCode.has(number));
  return cutNumber(known ?? candidates[0] ?? "");
}

/** What the dialplan has a channel at: changed by a transfer. */
export function noteDestination(channel: Channel, event: EslEvent): void {
  channel.destination = textOf(event, "Caller-Destination-Number") || channel.destination;
  channel.transferSource = textOf(event, "Caller-Transfer-Source") || channel.transferSource;
}
