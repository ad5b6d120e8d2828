// What is counted of calls, per device and quarter of an hour. All of it can be added up.

export const quarterMs = 900_000;

/** vdn: the tenant itself, its ID is the vdn. */
export type StatisticSubject = "vdn" | "accessCode" | "skill" | "agent";

/**
 * Upper bounds of waits, seconds, exclusive: a wait of exactly 20 s is in the class that ends at 30.
 * The class after the last bound has no end.
 */
export const waitBounds = [
  5, 10, 15, 20, 30, 40, 45, 60, 90, 120, 180, 240, 300, 600, 900,
] as const;

/** Calls per class of waits: waitBounds.length + 1 numbers. */
export type WaitClasses = readonly number[];

/**
 * A call is counted in the quarter in which it was offered to the device: vdn and access code at its
 * arrival, skill at each entry into the queue, agent at each ring.
 *
 * What is offered: vdn and access code, inbound calls that asked for an agent; skill, each stay in the
 * queue; agent, each ring (or answer without one) of inbound calls.
 * offered = answered + missed + overflowed.
 */
export type CallTotals = {
  /** Inbound calls, whether or not they asked for an agent; vdn and access code only. */
  readonly inbound: number;
  readonly offered: number;
  /** An agent took it: for a skill, out of that queue; for an agent, that agent. */
  readonly answered: number;
  /** The caller hung up while it waited there. Part of `missed`. */
  readonly abandoned: number;
  /** The call ended there without an answer; agent: or that agent did not take it. */
  readonly missed: number;
  /** Rings that the agent did not take (no answer, rejected, busy, unreachable). Part of `missed`. */
  readonly unanswered: number;
  /** Went on elsewhere: another queue, the IVR, outside; agent: somebody else was quicker. */
  readonly overflowed: number;
  /** By the wait at the device; the wait of vdn and access code is that of call-duration.ts. */
  readonly answeredByWait: WaitClasses;
  readonly abandonedByWait: WaitClasses;
  readonly answeredWaitMs: number;
  readonly abandonedWaitMs: number;
  /** Of all that were offered, whatever became of them. */
  readonly longestWaitMs: number;
  /** Conversations of agents in answered calls, holds included; two agents at once count twice. */
  readonly talkMs: number;
  readonly holdMs: number;
  /** Conversations that the call outlived: it went on to another agent, queue, flow or number. */
  readonly transfers: number;
  /** Outbound calls; agent: each ring in one, or answer without one. Not for skills. */
  readonly outbound: number;
  /** Those in which the party talked; agent: with that agent. */
  readonly outboundAnswered: number;
  /** Conversations of agents in outbound calls, holds included. */
  readonly outboundTalkMs: number;
};

/**
 * ms in each state of the agent status table: index 0 not signed in, 1 idle, ... 6 working (after-call
 * work), 7 busy, 8 rest, ... 10 adjusting; 11 any other. A state lasts until the next one that an event
 * tells; one that lasts longer than agentStateMsMax says nothing and is not counted.
 */
export type AgentTime = readonly number[];

export const agentTimeStates = 12;
export const agentStateMsMax = 86_400_000;
