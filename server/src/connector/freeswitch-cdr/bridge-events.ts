// Who talked with whom, from when to when.
import { cdrEvent } from "./cdr-event.ts";
import type { CdrEvent } from "./cdr-event.ts";
import { leaderIdOf, nextApplicationMicros, profileAt } from "./cdr-leg.ts";
import type { CdrLeg, CdrProfile } from "./cdr-leg.ts";

type Bridge = {
  readonly caller: CdrLeg;
  readonly other: CdrLeg;
  readonly micros: number;
  readonly profile: CdrProfile;
};

/** After a transfer, how much later than the caller the other side may hang up, and still be told first. */
const hangupLagMicros = 100_000;

export function bridgeEvents(
  legs: ReadonlyMap<string, CdrLeg>,
  implied: ReadonlySet<string>,
): readonly CdrEvent[] {
  return bridgesOf(legs).flatMap((bridge) => {
    const { caller, other, micros } = bridge;
    const sides = { "Bridge-A-Unique-ID": caller.id, "Bridge-B-Unique-ID": other.id };
    const events = [cdrEvent(caller, "CHANNEL_BRIDGE", micros, sides)];
    const until = endOfBridge(bridge, implied.has(other.id));
    if (until >= caller.hungUpMicros) return events;
    const next = profileAt(caller, until);
    const isHangup = next === bridge.profile;
    const fields = isHangup ? sides : { ...sides, ...newPlace(caller, bridge.profile) };
    return [...events, cdrEvent(caller, "CHANNEL_UNBRIDGE", until, fields)];
  });
}

/** Once per pair and moment: both sides' records tell of it. */
function bridgesOf(legs: ReadonlyMap<string, CdrLeg>): readonly Bridge[] {
  const bridges = new Map<string, Bridge>();
  for (const leg of legs.values()) {
    for (const profile of leg.profiles) {
      const partner = profile.originator ?? profile.originatees.at(-1);
      const other = legs.get(partner?.id ?? "");
      if (profile.bridgedMicros === 0 || other === undefined || other === leg) continue;
      const isCaller = leaderIdOf(leg) !== other.id;
      const micros = profile.bridgedMicros;
      const [caller, called] = isCaller ? [leg, other] : [other, leg];
      const own = isCaller ? profile : profileAt(caller, micros);
      const second = Math.round(micros / 1_000_000);
      const key = `${caller.id} ${called.id} ${second}`;
      if (own !== undefined && !bridges.has(key)) {
        bridges.set(key, { caller, other: called, micros, profile: own });
      }
    }
  }
  return [...bridges.values()];
}

function endOfBridge({ caller, other, micros, profile }: Bridge, isImplied: boolean): number {
  const left = profile.untilMicros;
  if (isImplied) return Math.min(left, nextApplicationMicros(caller, micros) || left);
  const gone = other.hungUpMicros;
  return gone < left + hangupLagMicros ? gone : left;
}

/** The event is told when the caller is at its new place already. */
function newPlace(caller: CdrLeg, left: CdrProfile) {
  const next = caller.profiles[caller.profiles.indexOf(left) + 1];
  return {
    "Caller-Destination-Number": next?.destination ?? left.destination,
    "Caller-Transfer-Source": next?.transferSource ?? left.transferSource,
  };
}
