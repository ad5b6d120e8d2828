import { releaseCause } from "@trunkline/contract/codes";
import type { Centre } from "./centre.ts";
import type { SimulatedCall, SimulatedScript, Step } from "./simulated-call.ts";

const talking = { medianMs: 95_000, sigma: 0.8 } as const;
const answeredChance = 0.85;

/** The agent has handed the caller to a number outside; that has been told. */
export function* talkOutside(centre: Centre, call: SimulatedCall): SimulatedScript<Step> {
  const { random } = centre;
  yield random.between(3_000, 18_000);
  if (!random.chance(answeredChance)) {
    yield random.between(5_000, 15_000);
    centre.tell(call, { kind: "ended", by: "customer", releaseCause: releaseCause.noAnswer });
    return { kind: "over" };
  }
  centre.tell(call, { kind: "answered" });
  yield centre.lasting(talking);
  const by = random.chance(0.5) ? "customer" : "system";
  centre.tell(call, { kind: "ended", by, releaseCause: releaseCause.normal });
  return { kind: "over" };
}
