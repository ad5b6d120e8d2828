// When things begin: a Poisson process whose rate changes over the day, by thinning.
import type { Centre } from "./centre.ts";
import type { DayProfile, OpenHours } from "./day-profile.ts";
import type { SimulatedScript } from "./simulated-call.ts";

export type ArrivalOptions = {
  readonly profile: DayProfile;
  readonly hours: OpenHours;
  /** Expected on an ordinary weekday of 24 hours. */
  readonly perDay: number;
  readonly begin: () => SimulatedScript;
};

const dayMs = 86_400_000;
const slots = 96;

export function* arrivals(centre: Centre, options: ArrivalOptions): SimulatedScript {
  const { profile, hours, begin } = options;
  const { random, simulation } = centre;
  if (options.perDay <= 0) return;
  const perDay = options.perDay / openPart(profile, hours);
  const meanGapMs = dayMs / (perDay * profile.peakRate);
  let at = 0;
  for (;;) {
    at += random.exponential(meanGapMs);
    const fraction = at / centre.dayMs;
    const rate = profile.isOpen(hours, fraction) ? profile.rateAt(fraction) : 0;
    if (fraction < 1 && random.next() * profile.peakRate >= rate) continue;
    yield Math.max(0, at - simulation.now);
    if (!centre.isReceiving) return;
    simulation.start(begin());
  }
}

/** The part of a day's calls that would come in open hours, were it always open. */
function openPart(profile: DayProfile, hours: OpenHours): number {
  let all = 0;
  let open = 0;
  for (let slot = 0; slot < slots; slot += 1) {
    const fraction = (slot + 0.5) / slots;
    const rate = profile.rateAt(fraction);
    all += rate;
    if (profile.isOpen(hours, fraction)) open += rate;
  }
  return open / all;
}
