// How a caller moves on at any PBX: from a conversation (a transfer) or out of a queue, to what comes next.
import type { TransferTarget } from "@trunkline/contract";
import { leaveReason } from "@trunkline/contract/codes";
import type { CallBegin } from "./tracked-call.ts";

/** The caller has left where it was; where to shows only in what the dialplan does next. */
export type Departure<Moment> = {
  readonly moment: Moment;
  readonly leaveReason: number;
  /** A conversation that was not hung up was transferred; by this agent, 0 = by somebody else. */
  readonly transferredBy: number | undefined;
};

/** Where the caller of a tracked call is. */
export type MovingCall<Moment, Part> = {
  readonly agents: Map<number, Part>;
  place: "arrived" | "ivr" | "queue" | "agent" | "outside";
  departure: Departure<Moment> | undefined;
};

/**
 * After a gap in the line: the party outside whom a caller was passed on to is not among `channels` any more. The
 * customer of an outbound call is no such party. undefined = it is there, or there never was one.
 */
export function leftByOutside<Moment>(
  call: Pick<MovingCall<Moment, unknown>, "place"> & {
    readonly begin: CallBegin;
    readonly outside: { readonly id: string } | undefined;
    readonly outsideHasAnswered: boolean;
  },
  channels: ReadonlyMap<string, unknown>,
  moment: Moment,
): Departure<Moment> | undefined {
  const { begin, place, outside, outsideHasAnswered } = call;
  if (begin !== "inbound" || place !== "outside") return undefined;
  if (outside !== undefined && channels.has(outside.id)) return undefined;
  const { agentReleased, agentDidNotAnswer } = leaveReason;
  const reason = outsideHasAnswered ? agentReleased : agentDidNotAnswer;
  return { moment, leaveReason: reason, transferredBy: undefined };
}

type Transferred = {
  readonly kind: "transferred";
  readonly to: TransferTarget;
  readonly agentId?: number;
  readonly leaveReason?: number;
};

type WithWriter<Call, Moment> = {
  readonly writer: { write(call: Call, moment: Moment, event: Transferred, mark?: number): void };
};

/** `by` = the agent who transfers; 0 = the PBX or a supervisor. */
export function writeTransfer<Call, Moment>(
  pbx: WithWriter<Call, Moment>,
  call: Call,
  moment: Moment,
  to: TransferTarget,
  by: number,
): void {
  pbx.writer.write(call, moment, { kind: "transferred", to, ...(by > 0 ? { agentId: by } : {}) });
}

/** A leg that nobody transferred to: the one before had ended by itself. */
export function writeNextLeg<Call, Moment>(
  pbx: WithWriter<Call, Moment>,
  call: Call,
  departure: Departure<Moment>,
  to: TransferTarget,
  mark?: number,
): void {
  const { moment, leaveReason } = departure;
  pbx.writer.write(call, moment, { kind: "transferred", to, leaveReason }, mark);
}

/** One of three leaves a conference, or a consultation is over: the call stays with the other agent. */
export function writeStayWith<Call, Moment>(
  pbx: WithWriter<Call, Moment>,
  call: Call,
  moment: Moment,
  { left: agentId, stays }: { readonly left: number; readonly stays: number },
): void {
  const to = { kind: "agent", agentId: stays } as const;
  const gone = { agentId, leaveReason: leaveReason.agentReleased };
  pbx.writer.write(call, moment, { kind: "transferred", to, ...gone }, agentId);
}

/** The field that tells why the leg before ended. */
export function leaving(departure: Departure<unknown> | undefined): { leaveReason?: number } {
  return departure === undefined ? {} : { leaveReason: departure.leaveReason };
}

/** The ways to move on of calls as one PBX knows them; `forgetStay` clears what else holds only where the caller was. */
export function waysOn<Moment, Part extends { readonly agentId: number }, Call>(
  forgetStay: (call: Call) => void,
) {
  type Pbx = WithWriter<Call, Moment>;
  type Moving = Call & MovingCall<Moment, Part>;

  /**
   * Takes the caller out of where it is. Returns how: a transfer has been written, else the departure
   * is for the next event to tell; undefined when nothing had to be left.
   */
  function depart(
    pbx: Pbx,
    call: Moving,
    moment: Moment,
    to: TransferTarget,
  ): Departure<Moment> | "transferred" | undefined {
    const { departure, place } = call;
    call.departure = undefined;
    call.agents.clear();
    forgetStay(call);
    if (place === "queue") {
      return (
        departure ?? { moment, leaveReason: leaveReason.queuingCancelled, transferredBy: undefined }
      );
    }
    if (place !== "agent" && place !== "outside") return undefined;
    if (departure !== undefined && departure.transferredBy === undefined) return departure;
    writeTransfer(pbx, call, departure?.moment ?? moment, to, departure?.transferredBy ?? 0);
    return "transferred";
  }

  /** From a queue or a conversation straight to an agent; from arrival or IVR the ring says it all. */
  function leaveForAgent(pbx: Pbx, call: Moving, agentId: number, moment: Moment): void {
    const isQueueRing = call.place === "queue" && call.departure === undefined;
    if (call.place === "arrived" || call.place === "ivr" || isQueueRing) return;
    const to = { kind: "agent", agentId } as const;
    const departure = depart(pbx, call, moment, to);
    if (departure !== undefined && departure !== "transferred") {
      writeNextLeg(pbx, call, departure, to, agentId);
    }
    call.place = "arrived";
  }

  /** From a conversation whose agent has gone to one whom that agent had called, and who rings. */
  function leaveForRing(pbx: Pbx, call: Moving, ringing: Part, moment: Moment): void {
    leaveForAgent(pbx, call, ringing.agentId, moment);
    call.agents.set(ringing.agentId, ringing);
  }

  return { depart, leaveForAgent, leaveForRing };
}
