// A row of mod_cdr_csv -> a channel, as far as its columns tell of it.
import type { CdrLeg } from "../freeswitch-cdr/cdr-leg.ts";
import { holdsOf } from "../freeswitch-cdr/hold-events.ts";
import { microsOf } from "../freeswitch-esl/esl-time.ts";
import { followingOn, timeReader } from "../local-time.ts";
import type { CdrCsvReading } from "./cdr-csv-settings.ts";

/** In microseconds, not before another time; undefined for what is no time, "" included. */
type ReadTime = (text: string, afterMicros: number) => number | undefined;

/** `partnerId` is the channel that it talked with last; "" when none is told. */
export type CdrCsvLeg = CdrLeg & { readonly partnerId: string };

/** The channel, or why there is none. */
export function rowReader({ columns, timeZone }: CdrCsvReading): {
  readonly precisionMs: number;
  readonly read: (fields: readonly string[]) => CdrCsvLeg | string;
} {
  const inZone = timeReader(timeZone);
  const readTime: ReadTime = (text, afterMicros) => {
    const time = inZone(text);
    return time === undefined ? undefined : followingOn(time, afterMicros / 1000).micros;
  };
  const isExact = ["start", "end"].every((name) => columns.includes(`${name}_uepoch`));
  return {
    precisionMs: isExact ? 1 : 1000,
    read(fields) {
      if (fields.length !== columns.length) {
        return `row has ${fields.length} fields, cdrCsv.columns of the settings ${columns.length}`;
      }
      const named = columns.map((name, index): [string, string] => [name, fields[index] ?? ""]);
      return legOf(new Map(named), readTime);
    },
  };
}

function legOf(variables: ReadonlyMap<string, string>, readTime: ReadTime): CdrCsvLeg | string {
  const text = (name: string) => variables.get(name) ?? "";
  const timeAfter = (name: string, afterMicros: number) =>
    microsOf(text(`${name}_uepoch`)) ||
    microsOf(text(`${name}_epoch`)) * 1_000_000 ||
    (readTime(text(`${name}_stamp`), afterMicros) ?? 0);
  const id = text("uuid");
  const fromMicros = timeAfter("start", 0);
  const time = (name: string) => timeAfter(name, fromMicros);
  const untilMicros = timeAfter("end", time("answer") || fromMicros);
  if (id === "") return "row has no uuid";
  if (fromMicros === 0) return "row has no time of beginning";
  if (untilMicros < fromMicros) return "row has no time of end, or ends before it begins";
  const direction = text("direction") || text("call_direction");
  const profile = {
    callerNo: text("caller_id_number"),
    destination: text("destination_number"),
    context: text("context"),
    transferSource: "",
    fromMicros,
    untilMicros,
    bridgedMicros: time("bridge"),
    originator: undefined,
    originatees: [],
  };
  return {
    id,
    isInbound: direction === "inbound",
    name: text("channel_name"),
    variables,
    profiles: [profile],
    applications: queueOf(
      text,
      text("cc_side") === "agent" ? 0 : Math.max(fromMicros, time("answer")),
    ),
    holds: holdsOf(text("hold_events")),
    createdMicros: fromMicros,
    progressMicros: time("progress") || time("progress_media"),
    answeredMicros: time("answer"),
    hungUpMicros: untilMicros,
    partnerId: text("bleg_uuid") || text("bridge_uuid") || text("signal_bond"),
  };
}

/**
 * Where the template has the variables of mod_callcenter, a queue is known, to the second: of the caller
 * the last one, of an agent's channel the one that called it.
 */
function queueOf(text: (name: string) => string, earliestMicros: number): CdrLeg["applications"] {
  const joinedAt = microsOf(text("cc_queue_joined_epoch"));
  const queue = text("cc_queue");
  if (queue === "" || joinedAt === 0) return [];
  // The second it was may have begun before the call did.
  const micros = Math.max(joinedAt * 1_000_000, earliestMicros);
  return [{ name: "callcenter", data: queue, micros, isOfDialplan: true }];
}
