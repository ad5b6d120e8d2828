// 5.8 State of an outbound task
import type { Static } from "typebox";
import { queryCallState, type TaskState } from "@trunkline/contract";
import { tenantsOf, type Tenants } from "../access/scope.ts";
import type { Questions, Task } from "../query/questions.ts";
import type { Answer, CmsHandler, MakeHandler } from "./cms-handler.ts";
import { given, reasonOf, type Sparse } from "./query-call-detail-record.ts";
import { noDataAnswer, refuseWithRetCode, retAnswer, retCode } from "./ret-envelope.ts";

export function queryCallStateHandler({
  makeHandler,
  tenants,
  taskState,
}: {
  readonly makeHandler: MakeHandler;
  readonly tenants: Tenants;
  readonly taskState: Questions["taskState"];
}): CmsHandler {
  return makeHandler({
    endpoint: queryCallState,
    refuse: refuseWithRetCode(queryCallState.path, { callSerialNo: retCode.serialNumber }),
    answer: async ({ callSerialNo }, { scope }): Promise<Answer> => {
      const task = await taskState({
        tenants: tenantsOf(tenants, scope),
        serialNo: callSerialNo,
      });
      return task === undefined
        ? noDataAnswer(`Query call state failed, no such call: '${callSerialNo}'`)
        : retAnswer(stateOf(task), "Query call state successfully");
    },
  });
}

function stateOf(task: Task): Sparse<Static<typeof TaskState>> {
  return {
    state: task.state,
    reasonCode: reasonOf(task),
    callData: given(task.callData),
    caller: given(task.caller),
    called: given(task.called),
    startTime: given(task.startedAt),
    endTime: given(task.endedAt),
    callerPresent: given(task.callerPresent),
    agentPresent: given(task.agentPresent),
  };
}
