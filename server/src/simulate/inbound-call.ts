// An inbound call: from its arrival to its end, and again if its caller gave up.
import type { Centre } from "./centre.ts";
import { accessCodePlans, accessNumber, type AccessCodePlan } from "./centre-plan.ts";
import { followSteps } from "./follow-steps.ts";
import type { SimulatedCall, SimulatedScript } from "./simulated-call.ts";

/** Callers who gave up: so many call again, after so long on average, and so often at most. */
const callAgainChance = 0.45;
const callAgainAfterMs = 7 * 60_000;
const callsAgainMax = 3;

const tollCall = { callType: 5, callFeature: 2 } as const;
const internationalCall = { callType: 46, callFeature: 4 } as const;
const ordinaryCall = { callFeature: 0 } as const;
const trunks = 30;

export function* inboundCall(
  centre: Centre,
  callerNo: string,
  accessCode: AccessCodePlan = centre.random.pick(accessCodePlans),
  callsBefore = 0,
): SimulatedScript {
  const call = newCall(centre, callerNo, accessCode);
  centre.callsInside += 1;
  tellArrival(centre, call);
  yield centre.random.between(20, 400);
  yield* followSteps(centre, call, { kind: "menu" });
  centre.callsInside -= 1;
  if (!call.hasGivenUp || callsBefore >= callsAgainMax) return;
  if (!centre.random.chance(callAgainChance)) return;
  yield 5_000 + centre.random.exponential(callAgainAfterMs);
  if (centre.isReceiving) yield* inboundCall(centre, callerNo, accessCode, callsBefore + 1);
}

function newCall(centre: Centre, callerNo: string, accessCode: AccessCodePlan): SimulatedCall {
  return {
    callId: centre.newCallId(accessCode.isOfPbx === true ? "pbx" : "documented"),
    isTold: centre.isRecording,
    callerNo,
    accessCode,
    process: centre.simulation.running,
    transfers: 0,
    hasGivenUp: false,
  };
}

function tellArrival(centre: Centre, call: SimulatedCall): void {
  const { random, vdn } = centre;
  const { innoId, mediaType, subMediaType, callType, isPriority } = call.accessCode;
  const kindOfCall = random.next();
  const isPhone = mediaType === 5;
  centre.tell(call, {
    kind: "arrived",
    direction: "in",
    callerNo: call.callerNo,
    calleeNo: accessNumber(vdn, innoId),
    innoId,
    mediaType,
    ...(subMediaType === undefined ? {} : { subMediaType }),
    callType,
    ...(isPhone && kindOfCall < 0.06 ? tollCall : ordinaryCall),
    ...(isPhone && kindOfCall > 0.99 ? internationalCall : {}),
    ...(isPhone ? { trunkNo: 1 + random.below(trunks) } : {}),
    ...(isPriority === true ? { priority: 1 } : {}),
  });
}
