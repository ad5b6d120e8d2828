// Records of channels, in whatever form a module writes them -> events: of whole files, and of one that was posted.
import type { TrunklineEvent } from "@trunkline/contract";
import { tenantKey, type TenantKey } from "../../lib/tenant-key.ts";
import { importPieces, RowLog, type PieceParser } from "../file-import.ts";
import { parseEslSettings } from "../freeswitch-esl/esl-settings.ts";
import type { FileImport, ImportInput } from "../import-format.ts";
import { CallLegs, defaultCallLegsLimits } from "./call-legs.ts";
import type { CdrLeg } from "./cdr-leg.ts";
import { CdrMeaning } from "./cdr-meaning.ts";
import { keptVariables } from "./kept-variables.ts";
import { legOfRecord } from "./leg-of-record.ts";

/** `line`: where it begins, from 1. */
export type RecordPiece = { readonly line: number; readonly text: string } & (
  | { readonly kind: "record" }
  | { readonly kind: "fault"; readonly reason: string }
);

/** What is a module's own. */
export type RecordForm = {
  /** Behind the name of the PBX: where event IDs are unique. */
  readonly sourceSuffix: string;
  /** A record's text as the tree of leg-of-record.ts; undefined when it cannot be read. */
  readonly parse: (text: string) => unknown;
  /** The record in a body that the module has posted; undefined when there is none. */
  readonly textOfBody: (body: string) => string | undefined;
};

type Row = { readonly line: number; readonly text: string };

export function importRecords(
  form: RecordForm,
  input: ImportInput,
  parser: PieceParser<RecordPiece>,
): FileImport {
  const log = new RowLog();
  const meaning = new RecordsMeaning(form, input.settings, log);
  return importPieces({
    input,
    source: meaning.source,
    parser,
    meaning,
    isRecording: false,
    report: () => ({ ...log.report(), openCalls: 0 }),
  });
}

class RecordsMeaning {
  readonly source: string;
  readonly #form: RecordForm;
  readonly #log: RowLog;
  readonly #legs = new CallLegs(defaultCallLegsLimits);
  readonly #meaning: CdrMeaning;
  readonly #kept: ReadonlySet<string>;
  readonly #rows = new Map<string, Row>();

  constructor(form: RecordForm, settings: unknown, log: RowLog) {
    const checked = parseEslSettings(settings);
    this.source = `${checked.source}/${form.sourceSuffix}`;
    this.#form = form;
    this.#log = log;
    this.#kept = keptVariables(checked);
    this.#meaning = new CdrMeaning({ settings: checked, source: this.source, precisionMs: 1 });
  }

  take(piece: RecordPiece): readonly TrunklineEvent[] {
    this.#log.take();
    if (piece.kind === "fault") {
      this.#log.skip(piece, piece.reason);
      return noEvents;
    }
    const leg = legOfRecord(this.#form.parse(piece.text), this.#kept);
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

/** What one record that FreeSWITCH has posted tells, without those of the call's other channels. */
export type PostedRecord = {
  readonly events: readonly TrunklineEvent[];
  /** Why the record, or a part of it, gives no event. */
  readonly skipped: readonly string[];
};

/** A configured FreeSWITCH, and what a body of it tells; undefined when there is no record in it. */
export type PostedRecords = {
  readonly source: string;
  /** Whose calls it may tell. */
  readonly tenants: readonly TenantKey[];
  readonly read: (body: string) => PostedRecord | undefined;
};

export function openPostedRecords(form: RecordForm, settings: unknown): PostedRecords {
  const checked = parseEslSettings(settings);
  const source = `${checked.source}/${form.sourceSuffix}`;
  const kept = keptVariables(checked);
  const meaning = new CdrMeaning({ settings: checked, source, precisionMs: 1 });
  return {
    source: checked.source,
    tenants: checked.tenants.map(tenantKey),
    read(body) {
      const text = form.textOfBody(body);
      const record = text === undefined ? undefined : form.parse(text);
      if (record === undefined) return undefined;
      const leg = legOfRecord(record, kept);
      if (typeof leg === "string") return { events: noEvents, skipped: [leg] };
      const skipped: string[] = [];
      const events = meaning.eventsOf([leg], (reason) => skipped.push(reason));
      return { events, skipped };
    },
  };
}

const noEvents: readonly never[] = [];
