// What agents do, as far as the queues tell: only changes are told.
import type { AmiBlock } from "./ami-block.ts";
import type { MemberState, Membership, PbxState } from "./pbx-state.ts";
import { agentOfInterface } from "./settings-index.ts";

/** Numbers of the agent status table. */
const agentStatus = { notSignedIn: 0, idle: 1, answering: 4, talking: 5, rest: 8 } as const;

const reasonLengthMax = 200;

/** QueueMemberStatus, Pause, Added: all carry the whole state of the member in this queue. */
export function onQueueMember(pbx: PbxState, block: AmiBlock, micros: number): void {
  const member = memberOf(pbx, block);
  if (member === undefined) return;
  member.memberships.set(membershipKey(block), {
    status: Number(block.header("status")),
    isPaused: block.header("paused") === "1",
    pausedReason: block.header("pausedreason").slice(0, reasonLengthMax),
  });
  tellChange(pbx, member, micros);
}

export function onQueueMemberRemoved(pbx: PbxState, block: AmiBlock, micros: number): void {
  const member = memberOf(pbx, block);
  if (member === undefined) return;
  member.memberships.delete(membershipKey(block));
  tellChange(pbx, member, micros);
}

function membershipKey(block: AmiBlock): string {
  return `${block.header("queue")} ${interfaceOf(block)}`;
}

/** The list of members names it otherwise than the events do. */
function interfaceOf(block: AmiBlock): string {
  return block.header("interface") || block.header("location");
}

/** Members who have left their queues while nobody listened. */
export function keepMembers(pbx: PbxState, listed: readonly AmiBlock[], micros: number): void {
  const present = new Set(listed.map(membershipKey));
  for (const member of pbx.members.values()) {
    for (const key of member.memberships.keys()) {
      if (!present.has(key)) member.memberships.delete(key);
    }
    tellChange(pbx, member, micros);
  }
}

function memberOf(pbx: PbxState, block: AmiBlock): MemberState | undefined {
  const agent =
    agentOfInterface(pbx.index, interfaceOf(block)) ??
    agentOfInterface(pbx.index, block.header("stateinterface"));
  if (agent === undefined) {
    pbx.writer.skip(`queue member '${interfaceOf(block)}' is not in the settings`);
    return undefined;
  }
  const { tenant, agentId } = agent;
  const key = `${tenant.ccId}/${tenant.vdn}/${agentId}`;
  const known = pbx.members.get(key);
  if (known !== undefined) return known;
  const member = { tenant, agentId, memberships: new Map(), state: -1, reason: "" };
  pbx.members.set(key, member);
  return member;
}

function tellChange(pbx: PbxState, member: MemberState, micros: number): void {
  const memberships = [...member.memberships.values()];
  const state = stateOf(memberships);
  const pause = memberships.find((membership) => membership.isPaused);
  const reason = state === agentStatus.rest ? (pause?.pausedReason ?? "") : "";
  if (state === member.state && reason === member.reason) return;
  member.state = state;
  member.reason = reason;
  const { tenant, agentId } = member;
  const why = reason === "" ? {} : { reason };
  pbx.writer.writeAgent(tenant, micros, { kind: "agentState", agentId, state, ...why });
}

/** The phone is one, whatever the number of queues; a pause counts when it holds in all of them. */
function stateOf(memberships: readonly Membership[]): number {
  const statuses = new Set(memberships.map((membership) => deviceState(membership.status)));
  if (statuses.has("ringing")) return agentStatus.answering;
  if (statuses.has("inUse")) return agentStatus.talking;
  if (!statuses.has("reachable")) return agentStatus.notSignedIn;
  return memberships.every((membership) => membership.isPaused)
    ? agentStatus.rest
    : agentStatus.idle;
}

/** Device states of app_queue, by number. */
function deviceState(status: number): "reachable" | "unreachable" | "inUse" | "ringing" {
  switch (status) {
    case 0:
    case 1:
      return "reachable";
    case 2:
    case 3:
    case 8:
      return "inUse";
    case 6:
    case 7:
      return "ringing";
    default:
      return "unreachable";
  }
}
