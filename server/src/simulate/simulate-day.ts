// One day of one made-up contact centre: the same options give the same events, byte for byte.
import type { TrunklineEvent } from "@trunkline/contract";
import { workDuty } from "./agent.ts";
import { arrivals } from "./arrivals.ts";
import { Callers } from "./callers.ts";
import { Centre } from "./centre.ts";
import { callShare, outboundPlan, skillPlans, tasksPerCall } from "./centre-plan.ts";
import { allDay, dayProfile, type OpenHours, type ProfileName } from "./day-profile.ts";
import { inboundCall } from "./inbound-call.ts";
import { localDays } from "../lib/local-day.ts";
import { outboundCall } from "./outbound-call.ts";
import { outboundTask } from "./outbound-task.ts";
import { Random } from "./random.ts";
import type { SimulatedScript } from "./simulated-call.ts";
import { rosterOf } from "./staffing.ts";

export type DayOptions = {
  readonly tenant: { readonly ccId: number; readonly vdn: number };
  /** An instant of the day; epoch ms. */
  readonly day: number;
  /** IANA name; default "UTC". */
  readonly timeZone?: string;
  readonly seed: number;
  /** Expected calls, inbound and outbound, of an ordinary weekday. */
  readonly callsPerDay: number;
  /** Default "office". */
  readonly profile?: ProfileName;
  /** Only what begins in from <= at < to is told, to its end; default the whole day. Epoch ms. */
  readonly from?: number;
  readonly to?: number;
  /** Whether agentState and agentSkills events are told; default true. */
  readonly agentEvents?: boolean;
};

/** In order of time. Calls that begin before midnight run on past it. */
export function* simulateDay(options: DayOptions): Generator<TrunklineEvent, void, void> {
  const centre = openCentre(options);
  const { simulation, told } = centre;
  while (!centre.isAllTold && simulation.step()) {
    if (told.length === 0) continue;
    for (const event of told) yield event;
    told.length = 0;
  }
}

function openCentre(options: DayOptions): Centre {
  const { tenant, seed, callsPerDay, profile: profileName = "office", timeZone = "UTC" } = options;
  const { from: dayFrom, to: dayTo, weekday } = localDays(timeZone)(options.day);
  const random = new Random(seed, tenant.ccId, tenant.vdn, dayFrom);
  const centre = new Centre({
    ...tenant,
    dayFrom,
    dayTo,
    tellFrom: options.from ?? dayFrom,
    tellTo: options.to ?? dayTo,
    tellAgents: options.agentEvents ?? true,
    random,
    skills: [...skillPlans, outboundPlan],
    roster: rosterOf({ callsPerDay, profile: profileName, weekday }),
  });
  for (const agent of centre.agents) {
    agent.process = centre.simulation.start(workDuty(centre, agent));
  }
  if (centre.tellFrom > dayFrom) centre.simulation.start(tellAgentsPresent(centre));
  const profile = dayProfile(profileName, weekday);
  const callers = new Callers({ random, callsPerDay });
  const startArrivals = (perDay: number, hours: OpenHours, begin: () => SimulatedScript) =>
    centre.simulation.start(arrivals(centre, { profile, hours, perDay, begin }));
  const { hours } = outboundPlan;
  startArrivals(callsPerDay * callShare.inbound, allDay, () =>
    inboundCall(centre, callers.caller()),
  );
  startArrivals(callsPerDay * callShare.outbound, hours, () =>
    outboundCall(centre, callers.customer()),
  );
  startArrivals(callsPerDay * tasksPerCall, hours, () =>
    outboundTask(centre, callers.customer(), callers.customer()),
  );
  return centre;
}

/** Who came before the recording began is told at its beginning. */
function* tellAgentsPresent(centre: Centre): SimulatedScript {
  yield centre.tellFrom - centre.dayFrom;
  for (const agent of centre.agents) centre.tellPresent(agent);
}
