// Outbound tasks: two parties are called for each other (types 1, 2, 4), or one is told something (3).
import { leaveReason, releaseCause, taskReason } from "@trunkline/contract/codes";
import type { Agent } from "./agent.ts";
import type { Centre, OwnTaskFields } from "./centre.ts";
import { accessNumber, outboundPlan } from "./centre-plan.ts";
import { ringCustomer, type CustomerOutcome } from "./customer-ring.ts";
import { ring } from "./offer-step.ts";
import { freeAgent, newOutboundCall, tellNotReached, tellOutbound } from "./outbound-call.ts";
import type { SimulatedCall, SimulatedScript } from "./simulated-call.ts";

const kinds = [
  { weight: 45, taskType: "1", needsAgent: true },
  { weight: 20, taskType: "2", needsAgent: false },
  { weight: 25, taskType: "3", needsAgent: false },
  { weight: 10, taskType: "4", needsAgent: true },
] as const;
const callType = 8;
const notStartedChance = 0.01;
/** Of a task of type 4. */
const itaReason = { normal: 16, noAnswer: 18, failed: 41 } as const;
const notifying = { medianMs: 24_000, sigma: 0.4 } as const;

type Task = {
  readonly serialNo: string;
  readonly isTold: boolean;
  readonly taskType: "1" | "2" | "3" | "4";
  /** The call of a task of type 1 is told beside it; of the others it only happens. */
  readonly call: SimulatedCall;
  readonly agent: Agent | undefined;
};

export function* outboundTask(
  centre: Centre,
  customerNo: string,
  otherNo: string,
): SimulatedScript {
  const { random } = centre;
  const { taskType, needsAgent } = random.pick(kinds);
  const isTold = centre.isRecording;
  const serialNo = centre.newSerialNo();
  const agent = needsAgent ? yield* freeAgent(centre) : undefined;
  const call = newOutboundCall(centre, isTold && taskType === "1");
  const task: Task = { serialNo, isTold, taskType, call, agent };
  tellCreated(centre, task, { customerNo, otherNo });
  yield random.between(150, 2_500);
  if ((needsAgent && agent === undefined) || random.chance(notStartedChance)) {
    if (agent !== undefined) centre.release(agent, "untouched");
    return tellEnded(centre, task, { plain: taskReason.notStarted, ita: itaReason.failed });
  }
  if (taskType !== "3" && !(yield* callParty(centre, task, customerNo))) return;
  yield* callCustomer(centre, task);
}

function tellCreated(
  centre: Centre,
  task: Task,
  numbers: { readonly customerNo: string; readonly otherNo: string },
): void {
  const { serialNo, taskType, call, agent } = task;
  const present = accessNumber(centre.vdn, call.accessCode.innoId);
  const other = taskType === "3" ? present : numbers.otherNo;
  centre.tellTask(task, {
    kind: "taskCreated",
    serialNo,
    taskType,
    caller: agent === undefined ? other : String(agent.agentId),
    called: numbers.customerNo,
    callerPresent: present,
    ...(taskType === "3" ? {} : { agentPresent: present }),
    callData: `campaign=${centre.random.below(4) + 1}`,
  });
}

/** The calling party; false when it is not reached: then the task is over. */
function* callParty(centre: Centre, task: Task, customerNo: string): SimulatedScript<boolean> {
  const { call, agent } = task;
  tellOutbound(centre, call, { customerNo, callType, isAgentFirst: true });
  centre.tellTask(task, {
    kind: "taskAlerting",
    serialNo: task.serialNo,
    party: "agent",
    ...(call.isTold ? { callId: call.callId } : {}),
  });
  let isReached = true;
  let isFailure = false;
  if (agent === undefined) {
    const outcome = yield* ringCustomer(centre);
    isReached = outcome.kind === "answered";
    isFailure = outcome.kind !== "noAnswer";
  } else {
    const { skillId } = outboundPlan;
    isReached =
      (yield* ring(centre, call, agent, { skillId, patienceMs: Infinity })) === "answered";
  }
  if (isReached) {
    tellParty(centre, task, "taskTalking", "agent");
    return true;
  }
  yield centre.random.between(20, 200);
  centre.tell(call, { kind: "ended", by: "system", leaveReason: leaveReason.agentDidNotAnswer });
  tellParty(centre, task, "taskReleased", "agent");
  yield 1;
  const plain = isFailure ? taskReason.callingFailed : taskReason.callingNoAnswer;
  tellEnded(centre, task, { plain, ita: itaReason.noAnswer });
  return false;
}

function* callCustomer(centre: Centre, task: Task): SimulatedScript {
  const { random } = centre;
  yield random.between(80, 600);
  tellParty(centre, task, "taskAlerting", "customer");
  const outcome = yield* ringCustomer(centre, task.call);
  if (outcome.kind !== "answered") return yield* giveUp(centre, task, outcome);
  tellParty(centre, task, "taskTalking", "customer");
  centre.tell(task.call, { kind: "answered" });
  yield centre.lasting(task.taskType === "3" ? notifying : outboundPlan.talk);
  const byCustomer = random.chance(0.6);
  centre.tell(task.call, {
    kind: "ended",
    by: byCustomer ? "customer" : "agent",
    releaseCause: releaseCause.normal,
  });
  yield* releaseParties(centre, task, byCustomer ? "customer" : "agent");
  const plain = byCustomer ? taskReason.calledHungUp : taskReason.callingHungUp;
  tellEnded(centre, task, { plain, ita: itaReason.normal });
}

function* giveUp(centre: Centre, task: Task, outcome: CustomerOutcome): SimulatedScript {
  tellNotReached(centre, task.call, outcome);
  yield* releaseParties(centre, task, "customer");
  const plain = outcome.kind === "noAnswer" ? taskReason.calledNoAnswer : taskReason.calledFailed;
  tellEnded(centre, task, { plain, ita: outcome.itaReason });
}

function* releaseParties(centre: Centre, task: Task, first: "agent" | "customer"): SimulatedScript {
  if (task.agent !== undefined) centre.release(task.agent, "talked");
  const hasBoth = task.taskType !== "3";
  tellParty(centre, task, "taskReleased", hasBoth ? first : "customer");
  yield centre.random.between(5, 700);
  if (hasBoth) tellParty(centre, task, "taskReleased", first === "agent" ? "customer" : "agent");
  yield 1;
}

function tellParty(
  centre: Centre,
  task: Task,
  kind: "taskAlerting" | "taskTalking" | "taskReleased",
  party: "agent" | "customer",
): void {
  const own: OwnTaskFields = { kind, serialNo: task.serialNo, party };
  centre.tellTask(task, own);
}

function tellEnded(
  centre: Centre,
  task: Task,
  code: { readonly plain: number; readonly ita: number },
): void {
  const reasonCode = task.taskType === "4" ? code.ita : code.plain;
  centre.tellTask(task, { kind: "taskEnded", serialNo: task.serialNo, reasonCode });
}
