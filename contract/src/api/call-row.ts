// A call as lists show it, live or ended.
import { Type, type Static } from "typebox";
import {
  Coded,
  DialledCode,
  Milliseconds,
  Named,
  NullableTime,
  nullable,
  TenantName,
  Time,
} from "./reply-field.ts";
import { CallDirection } from "./live-state.ts";

/**
 * answered: somebody talked with the caller, or the party called answered. abandoned: missed, the caller
 * left while waiting. missed: asked for an agent in vain in another way. unanswered: an outbound call
 * that nobody answered. selfService: an inbound call that never asked for an agent.
 */
export const CallOutcome = Type.Enum([
  "answered",
  "abandoned",
  "missed",
  "unanswered",
  "selfService",
]);
export type CallOutcome = Static<typeof CallOutcome>;

export const CallEntry = Type.Object({
  tenant: TenantName,
  callId: Type.String({ description: "the platform's own" }),
  shortCallId: Type.String({ description: "by which the CC-CMS interfaces know it" }),
  state: Type.Enum(["live", "ended"]),
  direction: CallDirection,
  callerNo: Type.String(),
  calleeNo: Type.String(),
  accessCode: nullable(DialledCode),
  agent: nullable(Named),
  skill: nullable(Named),
  callType: Coded,
  mediaType: Coded,
  outcome: nullable(CallOutcome),
  place: nullable(Type.Enum(["ivr", "queue", "agent"])),
  arrivedAt: Time,
  waitBeganAt: NullableTime,
  rangAt: NullableTime,
  answeredAt: NullableTime,
  endedAt: NullableTime,
  recordedAt: NullableTime,
  waitMs: Milliseconds,
  ringMs: Milliseconds,
  talkMs: Milliseconds,
  holdMs: nullable(Type.Integer({ minimum: 0, description: "null where only the record is read" })),
  durationMs: Milliseconds,
  leaveReason: nullable(Coded),
  releaseCause: nullable(Coded),
  isMissed: Type.Boolean({
    description: "asked for an agent and ended without one; abandoned too",
  }),
  isExpired: Type.Boolean({ description: "closed because no more events came" }),
});
export type CallEntry = Static<typeof CallEntry>;

export const callEntryExample = {
  tenant: "1/170",
  callId: "1776220200-1447",
  shortCallId: "1776220200-1447",
  state: "ended" as const,
  direction: "in" as const,
  callerNo: "13800000001",
  calleeNo: "88880001",
  accessCode: { id: 1, number: "88880001" },
  agent: { id: 1001, name: "Desk 1" },
  skill: { id: 21, name: "sales" },
  callType: { code: 0, words: "normal inbound" },
  mediaType: { code: 5, words: "MEDIA_TYPE_PHONE" },
  outcome: "answered" as const,
  place: null,
  arrivedAt: 1776220200000,
  waitBeganAt: 1776220206000,
  rangAt: 1776220215000,
  answeredAt: 1776220219000,
  endedAt: 1776220264000,
  recordedAt: 1776220265120,
  waitMs: 13000,
  ringMs: 4000,
  talkMs: 45000,
  holdMs: null,
  durationMs: 64000,
  leaveReason: { code: 15, words: "user released" },
  releaseCause: { code: 531, words: "normal ACD release" },
  isMissed: false,
  isExpired: false,
};
