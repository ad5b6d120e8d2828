// What a record says of a call and of a task, figure by figure: what sources are compared by.
import type { Call, Leg } from "../../call/call.ts";
import { isMissed } from "../../call/record.ts";
import type { Task } from "../../call/task.ts";

/** A list holds one value for each leg, in order; 0, "" and "unknown" mean that it is not known. */
export type FigureValue = number | string | boolean;

export type Figure<Of> = {
  readonly name: string;
  /** Values are instants in epoch ms, or spans in ms. */
  readonly isTime: boolean;
  readonly of: (whole: Of) => readonly FigureValue[];
};

const one = <Of>(name: string, of: (whole: Of) => FigureValue): Figure<Of> => ({
  name,
  isTime: false,
  of: (whole) => [of(whole)],
});

const time = <Of>(name: string, of: (whole: Of) => number | readonly number[]): Figure<Of> => ({
  name,
  isTime: true,
  of: (whole) => [of(whole)].flat(),
});

function legs<Kind extends Leg["device"]["kind"]>(kind: Kind) {
  return (call: Call) =>
    call.legs.filter(
      (leg): leg is Leg & { readonly device: Extract<Leg["device"], { kind: Kind }> } =>
        leg.device.kind === kind,
    );
}

const ivr = legs("ivr");
const queue = legs("queue");
const outside = legs("external");
const rung = (call: Call) => legs("agent")(call).filter((leg) => leg.ackBegin > 0);
const talked = (call: Call) => legs("agent")(call).filter((leg) => leg.callBegin > 0);
const refused = (call: Call) => rung(call).filter((leg) => leg.callBegin === 0);

export const callFigures: readonly Figure<Call>[] = [
  one("direction", (call) => call.direction),
  one("tenant", (call) => call.vdn),
  one("caller's number", (call) => call.callerNo),
  one("number dialled", (call) => call.calleeNo),
  one("call type", (call) => call.callType),
  time("arrived", (call) => call.arrivedAt),
  time("ended", (call) => call.endedAt),
  one("who ended it", (call) => call.endedBy),
  one("release cause", (call) => call.releaseCause),
  one("missed", isMissed),
  { name: "IVR flows", isTime: false, of: (call) => ivr(call).map((leg) => leg.device.flowId) },
  time("IVR entered", (call) => ivr(call).map((leg) => leg.waitBegin)),
  time("IVR left", (call) => ivr(call).map((leg) => leg.callEnd)),
  {
    name: "queues",
    isTime: false,
    of: (call) => queue(call).map((leg) => leg.device.skillId),
  },
  time("queue entered", (call) => queue(call).map((leg) => leg.waitBegin)),
  time("queue left", (call) => queue(call).map((leg) => leg.callEnd)),
  {
    name: "why the queue was left",
    isTime: false,
    of: (call) => queue(call).map((leg) => leg.leaveReason),
  },
  {
    name: "agents who rang",
    isTime: false,
    of: (call) => rung(call).map((leg) => leg.device.agentId),
  },
  time("ring began", (call) => rung(call).map((leg) => leg.ackBegin)),
  time("ring without answer ended", (call) => refused(call).map((leg) => leg.callEnd)),
  {
    name: "why a ring was not answered",
    isTime: false,
    of: (call) => refused(call).map((leg) => leg.unanswered),
  },
  {
    name: "agents who talked",
    isTime: false,
    of: (call) => talked(call).map((leg) => leg.device.agentId),
  },
  time("talk began", (call) => talked(call).map((leg) => leg.callBegin)),
  time("talk ended", (call) => talked(call).map((leg) => leg.callEnd)),
  {
    name: "why the agent was left",
    isTime: false,
    of: (call) => talked(call).map((leg) => leg.leaveReason),
  },
  time("time on hold", (call) => talked(call).map((leg) => leg.holdMs)),
  {
    name: "outside parties",
    isTime: false,
    of: (call) => outside(call).map((leg) => leg.device.number),
  },
  time("outside party rang", (call) => outside(call).map((leg) => leg.ackBegin)),
  time("outside party answered", (call) => outside(call).map((leg) => leg.callBegin)),
];

export const taskFigures: readonly Figure<Task>[] = [
  one("task's type", (task) => task.taskType),
  one("task's customer", (task) => task.called),
  one("task's reason code", (task) => task.reasonCode),
  time("task's agent rang", (task) => task.agent.alertingAt),
  time("task's agent answered", (task) => task.agent.talkingAt),
  time("task's customer rang", (task) => task.customer.alertingAt),
  time("task's customer answered", (task) => task.customer.talkingAt),
  time("task's customer released", (task) => task.customer.releasedAt),
];

export const callItself = "the call itself";
export const taskItself = "the task itself";

/** In the order in which a page shows them. */
export const figureNames: readonly string[] = [
  callItself,
  ...callFigures.map(({ name }) => name),
  taskItself,
  ...taskFigures.map(({ name }) => name),
];
