// Traffic of made-up contact centres, any rate, any span, for `trunkline simulate` and benchmarks:
//   simulateTraffic({ tenants: [{ ccId: 1, vdn: 100 }], from, to, seed: 1, callsPerDay: 10_000 })
// gives events in time order, lazily; the same options give the same events. Every call and task that
// begins in [from, to) is told to its end. Pacing against a clock: paceEvents() of pace.ts.
import type { TrunklineEvent } from "@trunkline/contract";
import { dayChain } from "./day-chain.ts";
import type { ProfileName } from "./day-profile.ts";
import { localDays } from "../lib/local-day.ts";
import { simulateDay } from "./simulate-day.ts";

const secondsPerDay = 86_400;

export type SimulatedTenant = {
  readonly ccId: number;
  readonly vdn: number;
  /** Its part of all calls, beside the others' weights; default 1. */
  readonly weight?: number;
};

export type TrafficOptions = {
  readonly tenants: readonly SimulatedTenant[];
  /** Epoch ms, inclusive. */
  readonly from: number;
  /** Epoch ms, exclusive: nothing begins at or after it. */
  readonly to: number;
  readonly seed: number;
  /** IANA name; decides where days begin and when it is night. Default "UTC". */
  readonly timeZone?: string;
  /** Default "office"; "flat" where callsPerSecond is given. */
  readonly profile?: ProfileName;
  /** Whether agentState and agentSkills events are told; default true. */
  readonly agentEvents?: boolean;
} & TrafficRate;

/** Over all tenants together, inbound and outbound: of an ordinary weekday, or on average. */
export type TrafficRate = { readonly callsPerDay: number } | { readonly callsPerSecond: number };

export function* simulateTraffic(options: TrafficOptions): Generator<TrunklineEvent, void, void> {
  const { tenants, from, to, seed, timeZone = "UTC", agentEvents = true } = options;
  const isByDay = "callsPerDay" in options;
  const callsPerDay = isByDay ? options.callsPerDay : options.callsPerSecond * secondsPerDay;
  const profile = options.profile ?? (isByDay ? "office" : "flat");
  const weights = tenants.reduce((sum, { weight = 1 }) => sum + weight, 0);
  const shared = { seed, timeZone, profile, from, to, agentEvents };
  yield* dayChain({
    dayOf: localDays(timeZone),
    from,
    to,
    openDay: (day) =>
      tenants.map(({ weight = 1, ...tenant }) =>
        simulateDay({
          ...shared,
          tenant,
          day: day.from,
          callsPerDay: (callsPerDay * weight) / weights,
        }),
      ),
  });
}
