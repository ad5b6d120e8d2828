// A channel from its beginning to its end.
import { cdrEvent } from "./cdr-event.ts";
import type { CdrEvent, CdrFields } from "./cdr-event.ts";
import { variableOf } from "./cdr-leg.ts";
import type { CdrLeg } from "./cdr-leg.ts";

/** `isLed` = called on behalf of another channel, which is among the records. */
export function channelEvents(leg: CdrLeg, isLed: boolean): readonly CdrEvent[] {
  const { createdMicros, progressMicros, answeredMicros, hungUpMicros } = leg;
  const events = [cdrEvent(leg, "CHANNEL_CREATE", createdMicros, beginFields(leg))];
  if (progressMicros > 0) events.push(cdrEvent(leg, "CHANNEL_PROGRESS", progressMicros));
  if (answeredMicros > 0) events.push(cdrEvent(leg, "CHANNEL_ANSWER", answeredMicros));
  for (const { name, data, micros } of leg.applications) {
    const fields = { Application: name, "Application-Data": data };
    // Its clock runs ahead of the channel's by up to one tick.
    events.push(cdrEvent(leg, "CHANNEL_EXECUTE", Math.min(micros, hungUpMicros), fields));
  }
  for (const { fromMicros, untilMicros } of leg.holds) {
    events.push(cdrEvent(leg, "CHANNEL_HOLD", fromMicros));
    if (untilMicros > 0) events.push(cdrEvent(leg, "CHANNEL_UNHOLD", untilMicros));
  }
  const hasTalked = answeredMicros > 0 && answeredMicros < hungUpMicros;
  const rank = hasTalked ? "hangup after talk" : "CHANNEL_HANGUP";
  events.push(
    cdrEvent(leg, "CHANNEL_HANGUP", hungUpMicros, {}, isLed ? rank : "last hangup"),
    cdrEvent(leg, "CHANNEL_HANGUP_COMPLETE", hungUpMicros, {}, isLed ? undefined : "last hangup"),
  );
  return events;
}

/** The number that is shown to the called party changes when it answers: first it was this. */
function beginFields(leg: CdrLeg): CdrFields {
  const shown = variableOf(leg, "origination_caller_id_number");
  const originator = leg.profiles[0]?.originator;
  return {
    ...(leg.isInbound || shown === "" ? {} : { "Caller-Caller-ID-Number": shown }),
    ...(originator === undefined
      ? {}
      : { "Other-Type": "originator", "Other-Leg-Unique-ID": originator.id }),
  };
}
