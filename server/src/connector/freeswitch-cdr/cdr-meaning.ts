// Records of the channels of a call -> its events. A record is told again as the event socket would have
// told it, and the event socket's meaning makes of it what it makes of the live call: same IDs, same legs.
import type { TrunklineEvent } from "@trunkline/contract";
import { handlerOf, defaultEslMeaningLimits } from "../freeswitch-esl/esl-meaning.ts";
import type { EslSettings } from "../freeswitch-esl/esl-settings.ts";
import { openEslWriter } from "../freeswitch-esl/esl-writer.ts";
import { settle } from "../freeswitch-esl/originating.ts";
import { openPbx } from "../freeswitch-esl/pbx-state.ts";
import { indexSettings } from "../freeswitch-esl/settings-index.ts";
import type { SettingsIndex } from "../freeswitch-esl/settings-index.ts";
import { bridgeEvents } from "./bridge-events.ts";
import { compareCdrEvents } from "./cdr-event.ts";
import type { CdrEvent } from "./cdr-event.ts";
import { isQueueLeg, leaderIdOf } from "./cdr-leg.ts";
import type { CdrLeg } from "./cdr-leg.ts";
import { channelEvents } from "./channel-events.ts";
import { impliedLegs } from "./implied-legs.ts";
import { queueEvents } from "./queue-events.ts";

const cdrSkip = {
  orphan: "channel that was called for another one, which has no record",
} as const;

export class CdrMeaning {
  readonly #index: SettingsIndex;
  readonly #source: string;
  readonly #precisionMs: number;

  constructor(options: {
    readonly settings: EslSettings;
    /** Where event IDs are unique. */
    readonly source: string;
    /** How exact the records' times are. */
    readonly precisionMs: number;
  }) {
    this.#index = indexSettings(options.settings);
    this.#source = options.source;
    this.#precisionMs = options.precisionMs;
  }

  /** All channels of a call, or of calls that were joined; `skip` hears what gives no event. */
  eventsOf(legs: readonly CdrLeg[], skip: (reason: string) => void): readonly TrunklineEvent[] {
    const ids = new Set(legs.map(({ id }) => id));
    const orphans = legs.filter((leg) => leaderIdOf(leg) !== "" && !ids.has(leaderIdOf(leg)));
    for (const _ of orphans) skip(cdrSkip.orphan);
    const pbx = openPbx({
      index: this.#index,
      writer: openEslWriter({ source: this.#source, skip }),
      limits: defaultEslMeaningLimits,
      takesUpCalls: false,
    });
    for (const { event, micros } of toldAgain(legs)) {
      // Not FreeSWITCH's own numbers, which a record does not have: the moment itself tells the order.
      handlerOf(event)?.(pbx, event, { core: coreName, micros, sequence: micros });
    }
    for (const call of [...pbx.calls, ...pbx.awaitingJob]) settle(pbx, call);
    return pbx.writer.take().map((event) => this.#asRecorded(event));
  }

  #asRecorded(event: TrunklineEvent): TrunklineEvent {
    const { sequence = 0 } = event;
    const precision = this.#precisionMs > 1 ? { precisionMs: this.#precisionMs } : {};
    return { ...event, ...precision, sequence: sequence % 1000, backfill: true };
  }
}

function toldAgain(recorded: readonly CdrLeg[]): readonly CdrEvent[] {
  const implied = impliedLegs(recorded);
  const legs = leadersFirst([...recorded, ...implied]);
  const queueLegs = Map.groupBy([...legs.values()].filter(isQueueLeg), leaderIdOf);
  const events = [...legs.values()].flatMap((leg) => [
    ...channelEvents(leg, legs.has(leaderIdOf(leg))),
    ...queueEvents(leg, queueLegs.get(leg.id) ?? []),
  ]);
  events.push(...bridgeEvents(legs, new Set(implied.map(({ id }) => id))));
  return events.sort(compareCdrEvents);
}

/** Events of one instant stay in this order: nobody is called before whoever calls is there. */
function leadersFirst(unordered: readonly CdrLeg[]): ReadonlyMap<string, CdrLeg> {
  const waiting = new Map(
    unordered.toSorted((a, b) => a.createdMicros - b.createdMicros).map((leg) => [leg.id, leg]),
  );
  const legs = new Map<string, CdrLeg>();
  const add = (leg: CdrLeg) => {
    waiting.delete(leg.id);
    const leader = waiting.get(leaderIdOf(leg));
    if (leader !== undefined) add(leader);
    legs.set(leg.id, leg);
  };
  for (const leg of waiting.values()) add(leg);
  return legs;
}

/** Where IDs of live events have the run of FreeSWITCH. */
const coreName = "cdr";
