// The variable hold_events: when a channel held the other side.
import { microsOf } from "../freeswitch-esl/esl-time.ts";
import type { CdrLeg } from "./cdr-leg.ts";

/** "{{from,until},{from,until}}"; the last one may be open. */
export function holdsOf(text: string): CdrLeg["holds"] {
  return [...text.matchAll(/\{(\d+),(\d*)\}/g)].map(([, from = "", until = ""]) => ({
    fromMicros: microsOf(from),
    untilMicros: microsOf(until),
  }));
}
