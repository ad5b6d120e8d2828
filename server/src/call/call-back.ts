// When an agent talked with a number: what resolves an earlier missed call of that number.
import type { ReadonlyCall } from "./call.ts";
import { isWithheld } from "./withheld-number.ts";

export type AgentConversation = {
  readonly number: string;
  readonly agentId: number;
  /** It began; epoch ms. */
  readonly at: number;
};

type Conversing = Pick<
  ReadonlyCall,
  | "direction"
  | "callerNo"
  | "calleeNo"
  | "agentFirst"
  | "agentId"
  | "answeredByAgent"
  | "callBegin"
  | "legs"
>;

/**
 * The first conversation between an agent and the party outside, with the number that tells who that
 * was: inbound the caller, outbound the callee. Of an outbound call without a leg for the party the
 * agent's pick-up is the conversation, unless it rang the agent first.
 */
export function agentConversation(call: Conversing): AgentConversation | undefined {
  if (call.callBegin === 0) return undefined;
  if (call.direction === "out") return outboundConversation(call);
  const { callerNo: number, agentId, callBegin: at } = call;
  return call.answeredByAgent && !isWithheld(number) ? { number, agentId, at } : undefined;
}

function outboundConversation(call: Conversing): AgentConversation | undefined {
  const { calleeNo: number } = call;
  if (isWithheld(number)) return undefined;
  const parties = call.legs.filter((leg) => leg.device.kind === "external" && leg.callBegin > 0);
  let first: AgentConversation | undefined;
  for (const { device, callBegin, callEnd } of call.legs) {
    if (device.kind !== "agent" || callBegin === 0) continue;
    for (const at of togetherSince(callBegin, callEnd)) {
      if (first === undefined || at < first.at) first = { number, agentId: device.agentId, at };
    }
  }
  return first;

  /** When the agent of an outbound call and its party were both there. */
  function togetherSince(begin: number, end: number): number[] {
    if (parties.length === 0) return call.agentFirst ? [] : [begin];
    return parties
      .map((party) => ({ at: Math.max(begin, party.callBegin), to: Math.min(end, party.callEnd) }))
      .filter(({ at, to }) => at <= to)
      .map(({ at }) => at);
  }
}
