// What the scripts know of a call, and what they tell each other.
import type { CallEvent } from "@trunkline/contract";
import type { Agent } from "./agent.ts";
import type { AccessCodePlan } from "./centre-plan.ts";
import type { Process, Script } from "./simulation.ts";

/** Who waits in a queue. */
export type Waiter = { readonly process: Process<Signal> };

export type SimulatedCall = Waiter & {
  readonly callId: string;
  /** A call that begins outside the recorded time happens, but is not told. */
  readonly isTold: boolean;
  readonly callerNo: string;
  readonly accessCode: AccessCodePlan;
  /** How often it was handed on; no call is handed on for ever. */
  transfers: number;
  hasGivenUp: boolean;
};

/** To a call: the agent who is free for it. To an agent: how the call let go, or a new plan. */
export type Signal = Agent | Release | "replanned";

/** talked: wrap-up follows. missed: did not answer. untouched: the caller was gone before. */
export type Release = "talked" | "missed" | "untouched";

export type SimulatedScript<Result = void> = Script<Signal, Result>;

/** What a call does next. */
export type Step =
  | { readonly kind: "menu" }
  | QueueStep
  | TalkStep
  | { readonly kind: "agent"; readonly agent: Agent; readonly from: "access code" | "transfer" }
  | { readonly kind: "outside" }
  | { readonly kind: "survey" }
  | { readonly kind: "voicemail"; readonly leaveReason: number }
  | { readonly kind: "closed"; readonly leaveReason: number }
  | { readonly kind: "over" };

export type QueueStep = {
  readonly kind: "queue";
  readonly skillId: number;
  readonly isUrgent: boolean;
  /** Why it left where it was; undefined where the transfer was told already. */
  readonly leaveReason: number | undefined;
};

export type TalkStep = { readonly kind: "talk"; readonly agent: Agent; readonly skillId: number };

type WithoutEnvelope<Event> = Event extends unknown
  ? Omit<Event, "at" | "ccId" | "vdn" | "callId">
  : never;

/** An event of a call without what all its events have in common. */
export type OwnFields = WithoutEnvelope<CallEvent>;
