// GET /v1/calls/{callId}
import { Type, type Static } from "typebox";
import { defineEndpoint } from "../endpoint.ts";
import { CallId } from "../identifier.ts";
import { failuresWith } from "./api-failure.ts";
import { CallEntry, callEntryExample } from "./call-row.ts";
import { Coded, Milliseconds, NullableTime, nullable, standing, Time } from "./reply-field.ts";
import { TenantText } from "./request-field.ts";

export const CallDevice = Type.Object({
  kind: Type.Enum(["ivr", "queue", "agent", "external"]),
  id: nullable(Type.Integer({ description: "flowId, skillId or agentId" })),
  name: Type.String({ description: 'of a queue or an agent; "" where nobody has named it' }),
  number: nullable(Type.String({ description: "of an external party" })),
});
export type CallDevice = Static<typeof CallDevice>;

export const LegEntry = Type.Object({
  device: CallDevice,
  enteredAt: Time,
  rangAt: NullableTime,
  answeredAt: NullableTime,
  leftAt: NullableTime,
  waitMs: Milliseconds,
  ringMs: Milliseconds,
  talkMs: Milliseconds,
  holdMs: Milliseconds,
  enterReason: Coded,
  leaveReason: nullable(Coded),
  unanswered: nullable(
    Type.Enum(["noAnswer", "rejected", "busy", "unreachable", "cancelled"], {
      description: "how an offer failed",
    }),
  ),
});
export type LegEntry = Static<typeof LegEntry>;

/** late: received when the call had gone on, or ended. noEffect: changed nothing. refused: not taken in. */
export const TimelineMark = Type.Enum(["late", "noEffect", "refused"]);
export type TimelineMark = Static<typeof TimelineMark>;

export const TimelineEntry = Type.Object({
  at: Time,
  kind: Type.String(),
  words: Type.String(),
  source: Type.String({ description: '"" = the event named none' }),
  sequence: nullable(Type.Integer()),
  precisionMs: Type.Integer({ description: "the time was rounded down to so many ms" }),
  marks: Type.Array(TimelineMark, { description: "as far as known" }),
  fields: Type.Unsafe<Readonly<Record<string, unknown>>>(
    Type.Object({}, { additionalProperties: true, description: "the event's own fields" }),
  ),
});
export type TimelineEntry = Static<typeof TimelineEntry>;

export const CallFacts = Type.Object({
  originalCalleeNo: Type.String(),
  callData: Type.String(),
  callFeature: Coded,
  subMediaType: nullable(Coded),
  priority: Type.Integer(),
  trunkNo: Type.Integer(),
  keyId: Type.Integer(),
  endedBy: nullable(Type.Enum(["customer", "agent", "system", "unknown"])),
});
export type CallFacts = Static<typeof CallFacts>;

/** All that is known of one call. */
export const wholeCall = {
  call: CallEntry,
  facts: CallFacts,
  legs: Type.Array(LegEntry),
  timeline: Type.Array(TimelineEntry),
};
export type WholeCall = {
  readonly call: CallEntry;
  readonly facts: CallFacts;
  readonly legs: LegEntry[];
  readonly timeline: TimelineEntry[];
};

export const wholeCallExample: WholeCall = {
  call: { ...callEntryExample, holdMs: 0 },
  facts: {
    originalCalleeNo: "88880001",
    callData: "",
    callFeature: { code: 0, words: "ordinary customer" },
    subMediaType: null,
    priority: 0,
    trunkNo: 0,
    keyId: 0,
    endedBy: "customer",
  },
  legs: [
    {
      device: { kind: "agent", id: 1001, name: "Desk 1", number: null },
      enteredAt: 1776220215000,
      rangAt: 1776220215000,
      answeredAt: 1776220219000,
      leftAt: 1776220264000,
      waitMs: 4000,
      ringMs: 4000,
      talkMs: 45000,
      holdMs: 0,
      enterReason: { code: 0, words: "normal access or transfer" },
      leaveReason: { code: 15, words: "user released" },
      unanswered: null,
    },
  ],
  timeline: [
    {
      at: 1776220219000,
      kind: "answered",
      words: "Agent 1001 (Desk 1) answered",
      source: "pbx1",
      sequence: null,
      precisionMs: 1,
      marks: [],
      fields: { agentId: 1001 },
    },
  ],
};

export const getCall = defineEndpoint({
  id: "getCall",
  method: "GET",
  path: "/v1/calls/{callId}",
  summary: "One call, live or ended: record, legs, and the timeline of its events",
  security: "bearer",
  roles: ["read", "supervise", "admin"],
  listener: "public",
  request: Type.Object({
    callId: CallId,
    tenant: Type.Optional({
      ...TenantText,
      description: "CC/VDN; absent = the first tenant of the key that has such a call",
    }),
  }),
  reply: Type.Object({ ...standing, ...wholeCall }),
  failures: failuresWith("unknownCall", "unknownTenant"),
  example: {
    request: { callId: "1776220200-1447", tenant: "1/170" },
    reply: {
      generatedAt: 1776223860577,
      completeUpTo: 1776223860100,
      ...wholeCallExample,
    },
  },
});
