// 5.8 State of an outbound task
import { Type } from "typebox";
import { defineEndpoint } from "../endpoint.ts";
import { exactly } from "./envelope.ts";
import { c1Failures } from "./failure.ts";
import { RetFailure } from "./query-call-detail-record.ts";

const number = Type.Optional(Type.String());
const time = Type.Optional(Type.Integer({ description: "epoch ms; absent = it did not happen" }));

export const TaskState = exactly({
  state: Type.Integer({ description: "0 waiting, 1 calling, 2 talking, 3 ended" }),
  reasonCode: Type.Optional(Type.Integer({ description: "of an ended task" })),
  callData: Type.Optional(Type.String()),
  caller: number,
  called: number,
  startTime: time,
  endTime: time,
  callerPresent: number,
  agentPresent: number,
});

export const queryCallState = defineEndpoint({
  id: "queryCallState",
  method: "POST",
  path: "/apiaccess/CC-Management/v1/mobileAgent/queryCallState",
  summary: "State of an outbound task",
  security: "c1",
  listener: "public",
  request: Type.Object({
    callSerialNo: Type.String({
      minLength: 1,
      maxLength: 50,
      pattern: "^[0-9A-Za-z_.:-]+$",
      description: "1 to 50 of 0-9 A-Z a-z _ . : - as text: a number loses digits",
    }),
  }),
  reply: exactly({ result: TaskState, retCode: Type.Literal("0"), retMsg: Type.String() }),
  failures: c1Failures({ status: 200, description: "refused, or no data", schema: RetFailure }),
  example: {
    request: { callSerialNo: "1037058396471308289" },
    reply: {
      result: {
        state: 2,
        caller: "13800000003",
        called: "13900000004",
        startTime: 1776222000000,
        callerPresent: "88880001",
        agentPresent: "88880001",
      },
      retCode: "0",
      retMsg: "Query call state successfully",
    },
  },
});
