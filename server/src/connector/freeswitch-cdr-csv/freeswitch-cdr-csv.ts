// trunkline import freeswitch-cdr-csv: what mod_cdr_csv wrote to Master.csv, one row per channel.
import type { TrunklineEvent } from "@trunkline/contract";
import { CsvRows } from "../csv-rows.ts";
import type { CsvFault, CsvRow } from "../csv-rows.ts";
import { importPieces, RowLog } from "../file-import.ts";
import { CallLegs, defaultCallLegsLimits } from "../freeswitch-cdr/call-legs.ts";
import type { CallLegsLimits } from "../freeswitch-cdr/call-legs.ts";
import type { CdrLeg } from "../freeswitch-cdr/cdr-leg.ts";
import { CdrMeaning } from "../freeswitch-cdr/cdr-meaning.ts";
import type { ImportFormat } from "../import-format.ts";
import { parseCdrCsvSettings } from "./cdr-csv-settings.ts";
import type { CdrCsvSettings } from "./cdr-csv-settings.ts";
import { rowReader } from "./cdr-csv-row.ts";
import type { CdrCsvLeg } from "./cdr-csv-row.ts";
import { numbersOf, withRoles } from "./row-roles.ts";

export const freeswitchCdrCsv: ImportFormat = {
  name: "freeswitch-cdr-csv",
  description: "FreeSWITCH's CSV call detail records: who rang and talked, to the second",
  guide: "freeswitch-records.md",
  settingsOf: ["freeswitch-esl", "freeswitch-json-cdr"],
  joinsFiles: true,
  open(input) {
    const settings = parseCdrCsvSettings(input.settings);
    const { delimiter, encoding } = settings.reading;
    const log = new RowLog();
    const source = `${settings.pbx.source}/cdr_csv`;
    const limits = defaultCallLegsLimits;
    return importPieces({
      input,
      source,
      parser: new CsvRows({ form: { delimiter, encoding } }),
      meaning: new CdrCsvMeaning({ settings, source, limits, log }),
      isRecording: false,
      report: () => ({ ...log.report(), openCalls: 0 }),
    });
  },
};

class CdrCsvMeaning {
  readonly #settings: CdrCsvSettings;
  readonly #limits: CallLegsLimits;
  readonly #log: RowLog;
  readonly #reader: ReturnType<typeof rowReader>;
  readonly #numbers: ReturnType<typeof numbersOf>;
  readonly #meaning: CdrMeaning;
  readonly #rows = new Map<string, { readonly leg: CdrCsvLeg; readonly row: CsvRow }>();

  constructor(options: {
    readonly settings: CdrCsvSettings;
    readonly source: string;
    readonly limits: CallLegsLimits;
    readonly log: RowLog;
  }) {
    const { settings, source, limits, log } = options;
    this.#settings = settings;
    this.#limits = limits;
    this.#log = log;
    this.#reader = rowReader(settings.reading);
    this.#numbers = numbersOf(settings.pbx);
    const { precisionMs } = this.#reader;
    this.#meaning = new CdrMeaning({ settings: settings.pbx, source, precisionMs });
  }

  take(row: CsvRow | CsvFault): readonly TrunklineEvent[] {
    this.#log.take();
    const leg = row.kind === "fault" ? row.reason : this.#reader.read(row.fields);
    if (typeof leg === "string" || row.kind === "fault") {
      this.#log.skip(row, typeof leg === "string" ? leg : row.text);
      return noEvents;
    }
    if (this.#rows.has(leg.id)) this.#log.ignore("rows that came again");
    else this.#rows.set(leg.id, { leg, row });
    if (this.#rows.size <= this.#limits.heldLegsMax) return noEvents;
    return this.#eventsOf(this.#calls().overflow());
  }

  finish(): readonly TrunklineEvent[] {
    return this.#eventsOf(this.#calls().finish());
  }

  #calls(): CallLegs {
    const calls = new CallLegs(this.#limits);
    const legs = [...this.#rows.values()].map(({ leg }) => leg);
    const skip = ({ id }: CdrLeg, reason: string) => {
      const row = this.#rows.get(id)?.row;
      if (row !== undefined) this.#log.skip(row, reason);
      this.#rows.delete(id);
    };
    for (const leg of withRoles(legs, this.#numbers, skip)) calls.add(leg);
    return calls;
  }

  #eventsOf(calls: readonly (readonly CdrLeg[])[]): readonly TrunklineEvent[] {
    return calls.flatMap((legs) => {
      const first = this.#rows.get(legs[0]?.id ?? "")?.row;
      this.#note(legs);
      for (const { id } of legs) this.#rows.delete(id);
      const events = this.#meaning.eventsOf(legs, (reason) => {
        if (first !== undefined) this.#log.skip(first, reason);
      });
      return events.map((event) => this.#withoutGuess(event, legs));
    });
  }

  #note(legs: readonly CdrLeg[]): void {
    for (const { id, isInbound, profiles, variables } of legs) {
      const partnerId = this.#rows.get(id)?.leg.partnerId ?? "";
      if (partnerId !== "" && !legs.some((leg) => leg.id === partnerId)) {
        this.#log.note("caller who talked with a channel that has no row");
      }
      const dialled = profiles[0]?.destination || variables.get("sip_to_user");
      if (isInbound && !dialled) {
        this.#log.note("caller who was sent on, so that the number dialled is not in the row");
      }
    }
  }

  /** Who hung up is told by a variable of its own, or by the cause of a call that nobody answered. */
  #withoutGuess(event: TrunklineEvent, legs: readonly CdrLeg[]): TrunklineEvent {
    if (event.kind !== "ended" || this.#settings.reading.columns.includes(disposition)) {
      return event;
    }
    const own = legs.find(({ id }) => id === event.callId);
    if (own?.variables.get("hangup_cause") !== "NORMAL_CLEARING") return event;
    const { by: _by, ...rest } = event;
    return rest;
  }
}

const disposition = "sip_hangup_disposition";
const noEvents: readonly never[] = [];
