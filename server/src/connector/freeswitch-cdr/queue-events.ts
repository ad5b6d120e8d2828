// A caller's stays in queues, which the record tells by the application alone, and who was rung in them.
import { isWithdrawn } from "../freeswitch-esl/hangup-cause.ts";
import { cdrEvent } from "./cdr-event.ts";
import type { CdrEvent, CdrFields } from "./cdr-event.ts";
import { nextApplicationMicros, variableOf } from "./cdr-leg.ts";
import type { CdrLeg } from "./cdr-leg.ts";

export type Stay = {
  readonly memberUuid: string;
  readonly queue: string;
  readonly fromMicros: number;
  readonly untilMicros: number;
};

/** Clocks of channels and applications differ by up to one tick of 20 ms. */
const tickMicros = 20_000;

/** `agents` are the channels that mod_callcenter has called for this caller. */
export function queueEvents(caller: CdrLeg, agents: readonly CdrLeg[]): readonly CdrEvent[] {
  const stays = staysOf(caller);
  const rings = Map.groupBy(agents, (agent) => stayOf(stays, agent));
  const unserved: Stay[] = [];
  const events: CdrEvent[] = [];
  for (const stay of stays) {
    const rung = rings.get(stay) ?? [];
    const member = memberFields(caller, stay);
    const from = Math.min(stay.fromMicros, ...rung.map(({ createdMicros }) => createdMicros));
    events.push(cdrEvent(caller, "member-queue-start", from, member));
    for (const agent of rung) events.push(...agentEvents(caller, agent, member));
    if (!isServed(caller, stay) && !rung.some(connectedMicros)) unserved.push(stay);
  }
  return [...events, ...cancelEvents(caller, unserved)];
}

function isServed(caller: CdrLeg, { fromMicros, untilMicros }: Stay): boolean {
  return caller.profiles.some(
    ({ bridgedMicros }) => bridgedMicros >= fromMicros && bridgedMicros <= untilMicros,
  );
}

export function staysOf(caller: CdrLeg): readonly Stay[] {
  return caller.applications
    .filter(({ name }) => name === "callcenter")
    .map(({ data, micros }, index) => ({
      memberUuid: `${caller.id}/${index}`,
      queue: data.trim().split(/\s+/)[0] ?? "",
      fromMicros: micros,
      untilMicros: endOfStay(caller, micros),
    }));
}

/** The dialplan goes on, somebody transfers the caller, or the caller is gone. */
function endOfStay(caller: CdrLeg, fromMicros: number): number {
  const transferred = caller.profiles.find(
    (profile) => profile.fromMicros > fromMicros && profile.transferSource.includes(transferMark),
  );
  return Math.min(
    nextApplicationMicros(caller, fromMicros) || caller.hungUpMicros,
    transferred?.fromMicros ?? caller.hungUpMicros,
    caller.hungUpMicros,
  );
}

function stayAt(stays: readonly Stay[], micros: number): Stay | undefined {
  return stays.findLast(({ fromMicros }) => fromMicros - tickMicros <= micros);
}

function stayOf(stays: readonly Stay[], agent: CdrLeg): Stay | undefined {
  const queue = variableOf(agent, "cc_queue");
  return stayAt(
    stays.filter((stay) => stay.queue === queue),
    agent.createdMicros,
  );
}

/** When mod_callcenter joined agent and caller: it moves both to a new profile for it. */
function connectedMicros(agent: CdrLeg): number {
  const bridged = agent.profiles.find(({ bridgedMicros }) => bridgedMicros > 0);
  if (bridged === undefined) return 0;
  return Math.max(bridged.fromMicros, agent.answeredMicros);
}

function memberFields(caller: CdrLeg, { queue, memberUuid }: Stay): CdrFields {
  return {
    "CC-Queue": queue,
    "CC-Member-UUID": memberUuid,
    "CC-Member-Session-UUID": caller.id,
  };
}

function agentEvents(caller: CdrLeg, agent: CdrLeg, member: CdrFields): readonly CdrEvent[] {
  const cause = variableOf(agent, "hangup_cause");
  const fields = {
    ...member,
    "CC-Agent": variableOf(agent, "cc_agent"),
    "CC-Agent-UUID": agent.id,
    "CC-Hangup-Cause": cause,
  };
  const events = [cdrEvent(agent, "agent-offering", agent.createdMicros, fields)];
  const connectedAt = connectedMicros(agent);
  if (connectedAt > 0) events.push(cdrEvent(caller, "bridge-agent-start", connectedAt, fields));
  else if (!isWithdrawn(cause)) {
    events.push(cdrEvent(agent, "bridge-agent-fail", agent.hungUpMicros, fields));
  }
  return events;
}

/** Why a caller left without an agent: the record has the last reason only, and its second. */
function cancelEvents(caller: CdrLeg, unserved: readonly Stay[]): readonly CdrEvent[] {
  const canceledAt = Number(variableOf(caller, "cc_queue_canceled_epoch")) || 0;
  const reason = variableOf(caller, "cc_cancel_reason");
  const last =
    unserved.findLast(({ untilMicros }) => {
      return Math.abs(untilMicros / 1_000_000 - canceledAt) <= canceledSecondsMax;
    }) ?? unserved.at(-1);
  return unserved
    .filter((stay) => stay !== last || reason !== callerLeft)
    .map((stay) =>
      cdrEvent(caller, "member-queue-end", stay.untilMicros, {
        ...memberFields(caller, stay),
        "CC-Cause": "Cancel",
        "CC-Cancel-Reason": stay === last ? reason : "",
      }),
    );
}

/** The queue that the caller was in at that moment; "" when none. */
export function queueAt(stays: readonly Stay[], micros: number): string {
  const stay = stayAt(stays, micros);
  return stay !== undefined && micros <= stay.untilMicros ? stay.queue : "";
}

const transferMark = ":bl_xfer:";
const callerLeft = "BREAK_OUT";
const canceledSecondsMax = 2;
