// The event format of `POST /v1/events`: one schema per kind; the type is derived from the schema.
import { Type, type Static, type TProperties } from "typebox";
import { AgentId, CallId, CcId, FlowId, InnoId, SkillId, Vdn } from "./identifier.ts";

const PhoneNumber = Type.String({ maxLength: 64, description: "digits as dialled or presented" });
const Code = Type.Integer({ minimum: -1, maximum: 65535 });
const SerialNo = Type.String({ minLength: 1, maxLength: 50, pattern: "^[0-9A-Za-z_.:-]+$" });
/** Others lose their last digits where JSON is read as numbers of 64 bits. */
const WholeNumber = Type.Integer({
  minimum: Number.MIN_SAFE_INTEGER,
  maximum: Number.MAX_SAFE_INTEGER,
});
const CallData = Type.String({ maxLength: 1024, description: "data that travels with the call" });

/** Times of events, epoch ms: seconds and microseconds taken for milliseconds lie outside. */
export const eventTimeMin = Date.UTC(1990, 0, 1);
export const eventTimeMax = Date.UTC(2100, 0, 1) - 1;

/** Epoch milliseconds, or ISO 8601 text with a zone. */
const At = Type.Union([
  Type.Integer({ minimum: eventTimeMin, maximum: eventTimeMax }),
  Type.String({ minLength: 17, maxLength: 40 }),
]);

const envelope = {
  at: At,
  ccId: CcId,
  vdn: Vdn,
  id: Type.Optional(
    Type.String({ minLength: 1, maxLength: 200, description: "unique per source" }),
  ),
  source: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
  sequence: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: Number.MAX_SAFE_INTEGER,
      description: "rising per source; orders events of one instant",
    }),
  ),
  precisionMs: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 3_600_000,
      description: "the time was rounded down to so many ms; absent = to the millisecond",
    }),
  ),
  backfill: Type.Optional(
    Type.Boolean({
      description:
        "true: told afterwards, by a record; counts only for what was not told as it happened",
    }),
  ),
  extension: Type.Optional(
    Type.Boolean({ description: "true admits numbers outside the code tables" }),
  ),
};

/** Optional on every event that ends a leg: why the call left the device where it was. */
const leaving = { leaveReason: Type.Optional(Code) };

function callEvent<Kind extends string, Own extends TProperties>(kind: Kind, own: Own) {
  return Type.Object({ kind: Type.Literal(kind), callId: CallId, ...envelope, ...own });
}

function taskEvent<Kind extends string, Own extends TProperties>(kind: Kind, own: Own) {
  return Type.Object({
    kind: Type.Literal(kind),
    serialNo: SerialNo,
    callId: Type.Optional(CallId),
    ...envelope,
    ...own,
  });
}

function agentEvent<Kind extends string, Own extends TProperties>(kind: Kind, own: Own) {
  return Type.Object({ kind: Type.Literal(kind), agentId: AgentId, ...envelope, ...own });
}

const Party = Type.Union([Type.Literal("agent"), Type.Literal("customer")]);

export const Target = Type.Union([
  Type.Object({ kind: Type.Literal("queue"), skillId: SkillId }),
  Type.Object({ kind: Type.Literal("agent"), agentId: AgentId }),
  Type.Object({ kind: Type.Literal("ivr"), flowId: Type.Optional(FlowId) }),
  Type.Object({ kind: Type.Literal("external"), number: PhoneNumber }),
]);

const Presumed = Type.Optional(
  Type.Boolean({ description: "true: not told; as of the last sign of life" }),
);

export const callEvents = {
  arrived: callEvent("arrived", {
    direction: Type.Union([Type.Literal("in"), Type.Literal("out")]),
    callerNo: PhoneNumber,
    calleeNo: PhoneNumber,
    innoId: Type.Optional(InnoId),
    callType: Type.Optional(Code),
    mediaType: Type.Optional(Code),
    subMediaType: Type.Optional(Code),
    originalCalleeNo: Type.Optional(PhoneNumber),
    callData: Type.Optional(CallData),
    callFeature: Type.Optional(Code),
    priority: Type.Optional(WholeNumber),
    trunkNo: Type.Optional(WholeNumber),
    keyId: Type.Optional(WholeNumber),
    agentFirst: Type.Optional(
      Type.Boolean({ description: "outbound: the agent's pick-up is not yet the conversation" }),
    ),
  }),
  ivrEntered: callEvent("ivrEntered", { flowId: Type.Optional(FlowId), ...leaving }),
  queued: callEvent("queued", {
    skillId: SkillId,
    skillName: Type.Optional(Type.String({ maxLength: 200 })),
    ...leaving,
  }),
  /** Without an agent, the party outside rings; so below. */
  offered: callEvent("offered", {
    agentId: Type.Optional(AgentId),
    skillId: Type.Optional(SkillId),
    ...leaving,
  }),
  unanswered: callEvent("unanswered", {
    agentId: AgentId,
    reason: Type.Optional(
      Type.Union([
        Type.Literal("noAnswer"),
        Type.Literal("rejected"),
        Type.Literal("busy"),
        Type.Literal("unreachable"),
      ]),
    ),
  }),
  answered: callEvent("answered", { agentId: Type.Optional(AgentId) }),
  held: callEvent("held", { agentId: Type.Optional(AgentId) }),
  resumed: callEvent("resumed", { agentId: Type.Optional(AgentId) }),
  transferred: callEvent("transferred", {
    to: Target,
    agentId: Type.Optional(AgentId),
    ...leaving,
  }),
  ended: callEvent("ended", {
    by: Type.Optional(
      Type.Union([Type.Literal("customer"), Type.Literal("agent"), Type.Literal("system")]),
    ),
    leaveReason: Type.Optional(Code),
    releaseCause: Type.Optional(Code),
    presumed: Presumed,
  }),
};

export const taskEvents = {
  taskCreated: taskEvent("taskCreated", {
    taskType: Type.Union([
      Type.Literal("1"),
      Type.Literal("2"),
      Type.Literal("3"),
      Type.Literal("4"),
    ]),
    caller: PhoneNumber,
    called: PhoneNumber,
    callerPresent: Type.Optional(PhoneNumber),
    agentPresent: Type.Optional(PhoneNumber),
    callData: Type.Optional(CallData),
  }),
  taskAlerting: taskEvent("taskAlerting", { party: Party }),
  taskTalking: taskEvent("taskTalking", { party: Party }),
  taskReleased: taskEvent("taskReleased", { party: Party }),
  taskEnded: taskEvent("taskEnded", { reasonCode: Code, presumed: Presumed }),
};

export const agentEvents = {
  agentState: agentEvent("agentState", {
    state: Type.Integer({ minimum: 0, maximum: 65535 }),
    reason: Type.Optional(Type.String({ maxLength: 200 })),
  }),
  agentSkills: agentEvent("agentSkills", { skillIds: Type.Array(SkillId, { maxItems: 1000 }) }),
};

export const eventSchemas = { ...callEvents, ...taskEvents, ...agentEvents };

type Sent<Schemas extends Record<string, ReturnType<typeof Type.Object>>> = {
  [Kind in keyof Schemas]: Static<Schemas[Kind]>;
}[keyof Schemas];

/** An event as it is sent. */
export type SentEvent = Sent<typeof eventSchemas>;

/** An event whose time has been read: what the rest of the server works with. `at` is epoch ms. */
type Timed<E> = E extends { at: unknown } ? Readonly<Omit<E, "at"> & { at: number }> : never;

export type CallEvent = Timed<Sent<typeof callEvents>>;
export type TaskEvent = Timed<Sent<typeof taskEvents>>;
export type AgentEvent = Timed<Sent<typeof agentEvents>>;
export type TrunklineEvent = CallEvent | TaskEvent | AgentEvent;
export type EventKind = TrunklineEvent["kind"];
export type CallEventKind = CallEvent["kind"];
export type CallEventOf<Kind extends CallEventKind> = Extract<CallEvent, { kind: Kind }>;
export type TransferTarget = Static<typeof Target>;
export type UnansweredReason = NonNullable<CallEventOf<"unanswered">["reason"]>;

export function isCallEvent(event: TrunklineEvent): event is CallEvent {
  return Object.hasOwn(callEvents, event.kind);
}

export function isTaskEvent(event: TrunklineEvent): event is TaskEvent {
  return Object.hasOwn(taskEvents, event.kind);
}
