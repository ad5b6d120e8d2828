// trunkline import freeswitch-json-cdr: what mod_json_cdr wrote to its log-dir, or in vain to post.
import type { TrunklineEvent } from "@trunkline/contract";
import { importPieces, RowLog } from "../file-import.ts";
import { CallLegs, defaultCallLegsLimits } from "../freeswitch-cdr/call-legs.ts";
import type { CallLegsLimits } from "../freeswitch-cdr/call-legs.ts";
import type { CdrLeg } from "../freeswitch-cdr/cdr-leg.ts";
import { CdrMeaning } from "../freeswitch-cdr/cdr-meaning.ts";
import { keptVariables } from "../freeswitch-cdr/kept-variables.ts";
import { parseEslSettings } from "../freeswitch-esl/esl-settings.ts";
import type { EslSettings } from "../freeswitch-esl/esl-settings.ts";
import type { ImportFormat } from "../import-format.ts";
import { legOfRecord } from "./json-cdr-leg.ts";
import { defaultJsonObjectsLimits, JsonObjects } from "./json-objects.ts";
import type { JsonObjectsLimits, JsonPiece } from "./json-objects.ts";
import { recordText } from "./record-text.ts";

type JsonCdrLimits = CallLegsLimits & JsonObjectsLimits;

export const freeswitchJsonCdr: ImportFormat = {
  name: "freeswitch-json-cdr",
  description: "FreeSWITCH's JSON call detail records: the whole call, to the millisecond",
  guide: "freeswitch-records.md",
  settingsOf: ["freeswitch-esl"],
  joinsFiles: true,
  rowName: "object",
  open(input) {
    const limits: JsonCdrLimits = { ...defaultCallLegsLimits, ...defaultJsonObjectsLimits };
    const log = new RowLog();
    const settings = parseEslSettings(input.settings);
    const meaning = new JsonCdrMeaning({ settings, limits, log });
    return importPieces({
      input,
      source: meaning.source,
      parser: new JsonObjects(limits),
      meaning,
      isRecording: false,
      report: () => ({ ...log.report(), openCalls: 0 }),
    });
  },
};

type Row = { readonly line: number; readonly text: string };

class JsonCdrMeaning {
  readonly source: string;
  readonly #log: RowLog;
  readonly #legs: CallLegs;
  readonly #meaning: CdrMeaning;
  readonly #kept: ReadonlySet<string>;
  readonly #rows = new Map<string, Row>();

  constructor(options: {
    readonly settings: EslSettings;
    readonly limits: JsonCdrLimits;
    readonly log: RowLog;
  }) {
    const { settings, limits, log } = options;
    this.source = jsonCdrSource(settings);
    this.#log = log;
    this.#kept = keptVariables(settings);
    this.#legs = new CallLegs(limits);
    this.#meaning = new CdrMeaning({ settings, source: this.source, precisionMs: 1 });
  }

  take(piece: JsonPiece): readonly TrunklineEvent[] {
    this.#log.take();
    if (piece.kind === "fault") {
      this.#log.skip(piece, piece.reason);
      return noEvents;
    }
    const leg = legOfRecord(parsed(piece.text), this.#kept);
    if (typeof leg === "string") this.#log.skip(piece, leg);
    else if (this.#legs.add(leg)) {
      this.#rows.set(leg.id, { line: piece.line, text: leg.id });
      return this.#eventsOf(this.#legs.overflow());
    } else this.#log.ignore("records that came again");
    return noEvents;
  }

  finish(): readonly TrunklineEvent[] {
    return this.#eventsOf(this.#legs.finish());
  }

  #eventsOf(calls: readonly (readonly CdrLeg[])[]): readonly TrunklineEvent[] {
    return calls.flatMap((legs) => {
      const row = this.#rows.get(legs[0]?.id ?? "") ?? { line: 0, text: "" };
      for (const { id } of legs) this.#rows.delete(id);
      return this.#meaning.eventsOf(legs, (reason) => this.#log.skip(row, reason));
    });
  }
}

function jsonCdrSource({ source }: EslSettings): string {
  return `${source}/json_cdr`;
}

/** What one record that FreeSWITCH has posted tells, without those of the call's other channels. */
export type PostedRecord = {
  readonly events: readonly TrunklineEvent[];
  /** Why the record, or a part of it, gives no event. */
  readonly skipped: readonly string[];
};

/** For the HTTP target: one record at a time, as mod_json_cdr posts it. */
export function openPostedRecords(settings: unknown): {
  readonly source: string;
  readonly read: (body: string) => PostedRecord | undefined;
} {
  const checked = parseEslSettings(settings);
  const source = jsonCdrSource(checked);
  const kept = keptVariables(checked);
  const meaning = new CdrMeaning({ settings: checked, source, precisionMs: 1 });
  return {
    source: checked.source,
    read(body) {
      const text = recordText(body);
      const record = text === undefined ? undefined : parsed(text);
      if (record === undefined) return undefined;
      const leg = legOfRecord(record, kept);
      if (typeof leg === "string") return { events: noEvents, skipped: [leg] };
      const skipped: string[] = [];
      const events = meaning.eventsOf([leg], (reason) => skipped.push(reason));
      return { events, skipped };
    },
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const noEvents: readonly never[] = [];
