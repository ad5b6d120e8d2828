import type { Centre } from "./centre.ts";
import { answerMenu, leaveMessage, playClosed, takeSurvey } from "./ivr-steps.ts";
import { offerToAgent } from "./offer-step.ts";
import { talkOutside } from "./outside-step.ts";
import { waitInQueue } from "./queue-step.ts";
import type { SimulatedCall, SimulatedScript, Step } from "./simulated-call.ts";
import { talk } from "./talk-step.ts";

/** Each step of a call says which is next, until it is over. */
export function* followSteps(centre: Centre, call: SimulatedCall, first: Step): SimulatedScript {
  let step = first;
  while (step.kind !== "over") step = yield* take(centre, call, step);
}

function take(
  centre: Centre,
  call: SimulatedCall,
  step: Exclude<Step, { kind: "over" }>,
): SimulatedScript<Step> {
  switch (step.kind) {
    case "menu":
      return answerMenu(centre, call);
    case "queue":
      return waitInQueue(centre, call, step);
    case "agent":
      return offerToAgent(centre, call, step);
    case "talk":
      return talk(centre, call, step);
    case "outside":
      return talkOutside(centre, call);
    case "survey":
      return takeSurvey(centre, call);
    case "voicemail":
      return leaveMessage(centre, call, step.leaveReason);
    case "closed":
      return playClosed(centre, call, step.leaveReason);
  }
}
