// 4.5 Records of outbound tasks
import { Type } from "typebox";
import { defineEndpoint } from "../endpoint.ts";
import { retCodes } from "../code-table.ts";
import { exactly } from "./envelope.ts";
import { c1Failures } from "./failure.ts";
import { EpochMs, Offset } from "./request-field.ts";

export const taskRecordsLimitMax = 100;
export const taskRecordsRangeMaxMs = 7 * 24 * 60 * 60 * 1000;

const time = Type.Optional(Type.Integer({ description: "epoch ms; absent = it did not happen" }));
const duration = Type.Optional(Type.Integer({ description: "whole seconds, rounded down" }));
const number = Type.Optional(Type.String());

export const TaskRecord = exactly({
  callSerialNo: Type.String({ description: "text: too long for a number" }),
  caller: number,
  called: number,
  startTime: time,
  endTime: time,
  state: Type.Integer({ description: "0 waiting, 1 calling, 2 talking, 3 ended" }),
  reasonCode: Type.Optional(Type.Integer({ description: "of an ended task" })),
  callData: Type.Optional(Type.String()),
  callerPresent: number,
  alertingTime: time,
  talkingTime: time,
  releaseTime: time,
  talkDuration: duration,
  agentAlertingTime: time,
  agentTalkingTime: time,
  agentReleaseTime: time,
  agentTalkDuration: duration,
  taskType: Type.Optional(Type.String({ description: '"1" to "4"' })),
  agentPresent: number,
});

const failureCodes = Object.entries(retCodes)
  .filter(([code]) => code !== "0")
  .map(([code, meaning]) => `${code} ${meaning}`)
  .join(", ");

/** Sent with HTTP 200; without `result`. */
export const RetFailure = exactly({
  retCode: Type.String({ description: failureCodes }),
  retMsg: Type.String(),
});

export const queryCallDetailRecord = defineEndpoint({
  id: "queryCallDetailRecord",
  method: "POST",
  path: "/apiaccess/CC-Management/v1/mobileAgent/queryCallDetailRecord",
  summary: "Records of outbound tasks by start, newest first",
  security: "c1",
  listener: "public",
  request: Type.Object({
    startTime: EpochMs,
    endTime: EpochMs,
    offset: Type.Optional(Offset),
    limit: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: Number.MAX_SAFE_INTEGER,
        default: taskRecordsLimitMax,
        description: `above ${taskRecordsLimitMax} is taken as ${taskRecordsLimitMax}`,
      }),
    ),
    caller: Type.Optional(Type.String({ maxLength: 32, description: "exact match; empty = all" })),
    taskType: Type.Optional(
      Type.Enum(["0", "1", "2", "3", "4"], {
        default: "0",
        description:
          "0 all except 4, 1 bidirectional call, 2 anonymous outbound call, 3 voice notification, 4 ITA bidirectional call",
      }),
    ),
  }),
  reply: exactly({
    result: exactly({
      total: Type.Integer({ description: "all matches, whatever the page holds" }),
      callInfo: Type.Array(TaskRecord),
    }),
    retCode: Type.Literal("0"),
    retMsg: Type.String(),
  }),
  failures: c1Failures({ status: 200, description: "refused, or no data", schema: RetFailure }),
  example: {
    request: {
      startTime: 1776182400000,
      endTime: 1776268799999,
      offset: 0,
      limit: 10,
      taskType: "0",
    },
    reply: {
      result: {
        total: 1,
        callInfo: [
          {
            callSerialNo: "1037058396471308289",
            caller: "13800000003",
            called: "13900000004",
            startTime: 1776222000000,
            endTime: 1776222030000,
            state: 3,
            reasonCode: 1,
            callerPresent: "88880001",
            alertingTime: 1776222002000,
            talkingTime: 1776222003000,
            releaseTime: 1776222030000,
            talkDuration: 27,
            agentAlertingTime: 1776222000000,
            agentTalkingTime: 1776222002000,
            agentReleaseTime: 1776222030000,
            agentTalkDuration: 28,
            taskType: "1",
            agentPresent: "88880001",
          },
        ],
      },
      retCode: "0",
      retMsg: "Query call detail record successfully",
    },
  },
});
