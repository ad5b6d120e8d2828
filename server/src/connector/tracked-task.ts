// What the state of any PBX says of a task: an originated call that a program asked for, told besides the call itself.
import { isInTable, itaReasons, taskReason } from "@trunkline/contract/codes";
import type { Draft, EventWriter, WrittenCall } from "./event-writer.ts";
import { q850 } from "./q850.ts";
import type { CallFacts } from "./tracked-call.ts";

type Party = "agent" | "customer";

export type TrackedTask = {
  readonly serialNo: string;
  readonly alerting: Set<Party>;
  readonly talking: Set<Party>;
  readonly released: Set<Party>;
  /** The numbers shown to either side. */
  callerPresent: string;
  agentPresent: string;
};

export type TaskStep = "alerting" | "talking" | "released";

const stepKinds = {
  alerting: "taskAlerting",
  talking: "taskTalking",
  released: "taskReleased",
} as const;

const serialNoLengthMax = 50;

/** Of what the program that originates calls has named it. */
export function serialNoOf(name: string): string {
  return name.replaceAll(/[^0-9A-Za-z_.:-]/g, "_").slice(0, serialNoLengthMax);
}

export function newTask(serialNo: string): TrackedTask {
  return {
    serialNo,
    alerting: new Set(),
    talking: new Set(),
    released: new Set(),
    callerPresent: "",
    agentPresent: "",
  };
}

/** Ends with a Q.850 cause instead. */
const itaType = "4";

type TaskType = "1" | "2" | "3" | "4";

/** Those of the settings. */
type TaskTypes = { readonly agentFirstType: TaskType; readonly customerOnlyType: TaskType };

function taskTypeOf(types: TaskTypes, facts: CallFacts | undefined): TaskType {
  return facts?.agentFirst === true ? types.agentFirstType : types.customerOnlyType;
}

type Pbx<Moment, Call extends WrittenCall<Moment>> = {
  readonly index: { readonly tasks: TaskTypes };
  readonly writer: EventWriter<Moment, Call>;
};

/** The task that is told before its call; undefined when it is none. */
export function describeTask<Moment>(
  { index }: Pick<Pbx<Moment, never>, "index">,
  { task, beganAt: moment }: WrittenCall<Moment>,
  facts: CallFacts,
): Draft<Moment> | undefined {
  if (task === undefined) return undefined;
  const { callerPresent, agentPresent } = task;
  const event = {
    kind: "taskCreated",
    taskType: taskTypeOf(index.tasks, facts),
    caller: facts.callerNo,
    called: facts.calleeNo,
    ...(callerPresent === "" ? {} : { callerPresent }),
    ...(agentPresent === "" ? {} : { agentPresent }),
  } as const;
  return { moment, mark: "", event };
}

/** Once: the first numbers stand. The call is told from here on. */
export function setFacts<Moment, Call extends WrittenCall<Moment>>(
  pbx: Pbx<Moment, Call>,
  call: Call,
  facts: CallFacts,
): void {
  if (call.facts !== undefined) return;
  call.facts = facts;
  const created = describeTask(pbx, call, facts);
  if (created !== undefined) call.held?.unshift(created);
  pbx.writer.publish(call);
}

/** Once per party and step; a party that was never called is not released. */
export function noteParty<Moment, Call extends WrittenCall<Moment>>(
  pbx: Pbx<Moment, Call>,
  call: Call,
  party: Party,
  step: TaskStep,
  moment: Moment,
): void {
  const { task } = call;
  if (task === undefined || task[step].has(party)) return;
  if (step === "released" && !task.alerting.has(party) && !task.talking.has(party)) return;
  task[step].add(party);
  pbx.writer.write(call, moment, { kind: stepKinds[step], party }, party);
}

export function endTask<Moment, Call extends WrittenCall<Moment>>(
  pbx: Pbx<Moment, Call>,
  call: Call,
  course: TaskCourse,
  moment: Moment,
): void {
  if (call.task === undefined) return;
  for (const party of ["customer", "agent"] as const) {
    noteParty(pbx, call, party, "released", moment);
  }
  const reasonCode = reasonOf(pbx.index.tasks, call.task, call.facts, course);
  pbx.writer.write(call, moment, { kind: "taskEnded", reasonCode });
}

/** When who was released was not told either. */
export function endVanishedTask<Moment, Call extends WrittenCall<Moment>>(
  pbx: Pbx<Moment, Call>,
  call: Call,
  course: TaskCourse,
  moment: Moment,
): void {
  if (call.task === undefined) return;
  const reasonCode = reasonOf(pbx.index.tasks, call.task, call.facts, course);
  pbx.writer.write(call, moment, { kind: "taskEnded", reasonCode, presumed: true }, "vanished");
}

/** How a leg came to its end: the cause of Q.850, and whether it rang and nobody came. */
export type LegEnd = { readonly cause: number; readonly isNoAnswer: boolean };

/** How the call of a task went. */
export type TaskCourse = {
  readonly releasedBy: "customer" | "agent" | "system" | undefined;
  /** Of the agent with whom the call was to begin, and who did not come. */
  readonly agent: LegEnd | undefined;
  readonly customer: LegEnd | undefined;
  readonly origin: LegEnd | undefined;
};

function reasonOf(
  types: TaskTypes,
  task: TrackedTask,
  facts: CallFacts | undefined,
  course: TaskCourse,
): number {
  const hasTalked = task.talking.has("customer");
  const isIta = taskTypeOf(types, facts) === itaType;
  return isIta ? itaReason(hasTalked, course) : outboundReason(hasTalked, course);
}

function outboundReason(hasTalked: boolean, { releasedBy, agent, customer }: TaskCourse): number {
  if (hasTalked) {
    return releasedBy === "customer" ? taskReason.calledHungUp : taskReason.callingHungUp;
  }
  if (agent !== undefined) {
    return agent.isNoAnswer ? taskReason.callingNoAnswer : taskReason.callingFailed;
  }
  if (releasedBy === "agent") return taskReason.callingHungUp;
  return customer?.isNoAnswer === true ? taskReason.calledNoAnswer : taskReason.calledFailed;
}

function itaReason(
  hasTalked: boolean,
  { releasedBy, agent, customer, origin }: TaskCourse,
): number {
  if (hasTalked || releasedBy === "agent") return q850.normal;
  const { cause } = agent ?? customer ?? origin ?? { cause: q850.interworking };
  return isInTable(itaReasons, cause) ? cause : q850.interworking;
}
