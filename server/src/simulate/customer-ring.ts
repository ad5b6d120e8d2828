// What happens when a customer is called, and what the codes of an outbound call say of it.
import { leaveReason, releaseCause } from "@trunkline/contract/codes";
import type { Centre } from "./centre.ts";
import type { SimulatedCall, SimulatedScript } from "./simulated-call.ts";

export type CustomerOutcome = {
  readonly kind: "answered" | "noAnswer" | "busy" | "rejected" | "off" | "away" | "unknownNumber";
  readonly weight: number;
  readonly ringMs: { readonly from: number; readonly to: number };
  /** Of the call, where the customer is not reached. */
  readonly leaveReason?: number;
  readonly releaseCause: number;
  /** Of the itaReason table, for tasks of type 4. */
  readonly itaReason: number;
};

const networkMs = { from: 900, to: 4_000 };

const answeredOutcome: CustomerOutcome = {
  kind: "answered",
  weight: 62,
  ringMs: { from: 3_000, to: 21_000 },
  releaseCause: releaseCause.normal,
  itaReason: 16,
};

const outcomes: readonly CustomerOutcome[] = [
  answeredOutcome,
  {
    kind: "noAnswer",
    weight: 20,
    ringMs: { from: 25_000, to: 35_000 },
    releaseCause: releaseCause.noAnswer,
    itaReason: 19,
  },
  {
    kind: "busy",
    weight: 8,
    ringMs: networkMs,
    leaveReason: leaveReason.calledBusy,
    releaseCause: releaseCause.calledBusy,
    itaReason: 17,
  },
  {
    kind: "rejected",
    weight: 3,
    ringMs: { from: 3_000, to: 12_000 },
    releaseCause: releaseCause.rejected,
    itaReason: 21,
  },
  {
    kind: "off",
    weight: 4,
    ringMs: networkMs,
    leaveReason: leaveReason.switchedOff,
    releaseCause: releaseCause.poweredOff,
    itaReason: 20,
  },
  {
    kind: "away",
    weight: 1,
    ringMs: networkMs,
    leaveReason: leaveReason.outOfArea,
    releaseCause: releaseCause.outOfArea,
    itaReason: 20,
  },
  {
    kind: "unknownNumber",
    weight: 2,
    ringMs: networkMs,
    leaveReason: leaveReason.noSuchNumber,
    releaseCause: releaseCause.noSuchNumber,
    itaReason: 1,
  },
];

/** Until the network has reached the phone of one whom it reaches. */
const setUpMs = 800;
const ringing: ReadonlySet<CustomerOutcome["kind"]> = new Set(["answered", "noAnswer", "rejected"]);

/** `call`: that is told of the ring; a task's calling party has none. */
export function* ringCustomer(
  centre: Centre,
  call?: SimulatedCall,
): SimulatedScript<CustomerOutcome> {
  const outcome = centre.random.pick(outcomes);
  const lastsMs = centre.random.between(outcome.ringMs.from, outcome.ringMs.to);
  if (call === undefined || !ringing.has(outcome.kind)) {
    yield lastsMs;
    return outcome;
  }
  yield setUpMs;
  centre.tell(call, { kind: "offered" });
  yield lastsMs - setUpMs;
  return outcome;
}
