// 4.5 Records of outbound tasks
import type { Static } from "typebox";
import {
  queryCallDetailRecord,
  taskRecordsLimitMax,
  taskRecordsRangeMaxMs,
  type TaskRecord,
} from "@trunkline/contract";
import { tenantsOf, type Tenants } from "../access/scope.ts";
import type { Questions, Task } from "../query/questions.ts";
import type { Answer, CmsHandler, MakeHandler } from "./cms-handler.ts";
import { invalid, type Refusal } from "./refusal.ts";
import { noDataAnswer, refuseWithRetCode, retAnswer, retCode } from "./ret-envelope.ts";
import { wholeSeconds } from "./whole-seconds.ts";

type Fields = Static<typeof queryCallDetailRecord.request>;

/** "0" means all except 4. */
const allButIta: readonly string[] = ["1", "2", "3"];

const codeOfField = {
  startTime: retCode.time,
  endTime: retCode.time,
  offset: retCode.page,
  limit: retCode.page,
  caller: retCode.caller,
};

export function queryCallDetailRecordHandler({
  makeHandler,
  tenants,
  tasks,
}: {
  readonly makeHandler: MakeHandler;
  readonly tenants: Tenants;
  readonly tasks: Questions["tasks"];
}): CmsHandler {
  return makeHandler({
    endpoint: queryCallDetailRecord,
    refuse: refuseWithRetCode(queryCallDetailRecord.path, codeOfField),
    answer: async (fields, { scope }): Promise<Answer> => {
      const refusal = refusalOfRange(fields);
      if (refusal !== undefined) return refusal;
      const { startTime, endTime, caller = "", taskType = "0", offset = 0 } = fields;
      const asked = fields.limit;
      const { total, rows } = await tasks({
        tenants: tenantsOf(tenants, scope),
        from: startTime,
        to: endTime,
        taskTypes: taskType === "0" ? allButIta : [taskType],
        states: [],
        called: "",
        caller,
        offset,
        limit: Math.min(asked ?? taskRecordsLimitMax, taskRecordsLimitMax),
      });
      if (total === 0) return noDataAnswer("No data found");
      const isCut = asked === undefined || asked > taskRecordsLimitMax;
      return retAnswer(
        { total, callInfo: rows.map(taskRecord) },
        "Query call detail record successfully",
        isCut && total > offset + rows.length,
      );
    },
  });
}

function refusalOfRange({ startTime, endTime }: Fields): Refusal | undefined {
  if (startTime > endTime) {
    return invalid("startTime", `not be after endTime '${endTime}'`, startTime);
  }
  if (endTime - startTime > taskRecordsRangeMaxMs) {
    return invalid("endTime", `be at most 7 days after startTime '${startTime}'`, endTime);
  }
  return undefined;
}

function taskRecord(task: Task): Sparse<Static<typeof TaskRecord>> {
  const { customer, agent } = task;
  return {
    callSerialNo: task.serialNo,
    caller: given(task.caller),
    called: given(task.called),
    startTime: given(task.startedAt),
    endTime: given(task.endedAt),
    state: task.state,
    reasonCode: reasonOf(task),
    callData: given(task.callData),
    callerPresent: given(task.callerPresent),
    alertingTime: given(customer.alertingAt),
    talkingTime: given(customer.talkingAt),
    releaseTime: given(customer.releasedAt),
    talkDuration: duration(customer),
    agentAlertingTime: given(agent.alertingAt),
    agentTalkingTime: given(agent.talkingAt),
    agentReleaseTime: given(agent.releasedAt),
    agentTalkDuration: duration(agent),
    taskType: given(task.taskType),
    agentPresent: given(task.agentPresent),
  };
}

/** A row whose undefined fields JSON leaves out. */
export type Sparse<Row> = { readonly [Name in keyof Row]: Row[Name] | undefined };

/** A time of 0 and a text of "" are no value. */
export function given<Value extends string | number>(value: Value): Value | undefined {
  return value === 0 || value === "" ? undefined : value;
}

/** An ended task has a reason, and 0 is one. */
export function reasonOf(task: Pick<Task, "state" | "reasonCode">): number | undefined {
  return task.state === 3 ? task.reasonCode : undefined;
}

function duration({ talkingAt, releasedAt }: Task["customer"]): number | undefined {
  return talkingAt > 0 && releasedAt > 0
    ? wholeSeconds(Math.max(0, releasedAt - talkingAt))
    : undefined;
}
