// Rows of CDR -> events. Pure: time is the rows' own. A call has one row or many, so they are put
// together before anything is told: all rows of the channel that it began with.
import type { CallEvent } from "@trunkline/contract";
import { bornAtMicros } from "../asterisk-ami/ami-snapshot.ts";
import { indexSettings, type SettingsIndex } from "../asterisk-ami/settings-index.ts";
import { FactWriter } from "../fact-writer.ts";
import type { RowLog } from "../file-import.ts";
import type { CdrFault, CdrRow } from "./cdr-row.ts";
import type { CdrSettings } from "./cdr-settings.ts";
import { tellCdrCall } from "./cdr-call.ts";

export type CdrLimits = {
  /** Calls whose rows are waited for at once; the oldest is told first. */
  readonly waitingCallsMax: number;
  readonly rowsPerCallMax: number;
};

export const defaultCdrLimits: CdrLimits = { waitingCallsMax: 100_000, rowsPerCallMax: 1_000 };

type WaitingCall = { readonly uniqueId: string; readonly rows: CdrRow[]; endAt: number };

/** Channels that the PBX has dialled: their part is told by the row of the channel that had it dialled. */
const dialledApps = new Set(["appqueue", "appdial", "appdial2"]);

const quarterMs = 900_000;
const zoneOffMsMax = 26 * 3_600_000;
/** A row begins in the second in which its channel is made, or in the next. */
const bornSlackMs = 2000;

export class CdrMeaning {
  readonly #index: SettingsIndex;
  readonly #writer: FactWriter;
  readonly #log: RowLog;
  readonly #limits: CdrLimits;
  readonly #goesOnWithinMs: number;
  readonly #timeZone: string;
  /** The one that is waited for longest is the first. */
  readonly #calls = new Map<string, WaitingCall>();

  constructor(options: {
    readonly settings: CdrSettings;
    readonly source: string;
    readonly log: RowLog;
    readonly limits: CdrLimits;
  }) {
    const { pbx, reading } = options.settings;
    this.#index = indexSettings(pbx);
    this.#writer = new FactWriter(options);
    this.#log = options.log;
    this.#limits = options.limits;
    this.#goesOnWithinMs = reading.goesOnWithinSeconds * 1000;
    this.#timeZone = reading.timeZone;
  }

  take(row: CdrRow | CdrFault): readonly CallEvent[] {
    this.#log.take();
    if ("reason" in row) this.#log.skip(row, row.reason);
    else {
      // By its beginning: its end, after a long talk, says nothing of calls that ended since.
      this.#settleBefore(row.startAt - this.#goesOnWithinMs);
      this.#add(row);
    }
    return this.#writer.take();
  }

  finish(): readonly CallEvent[] {
    this.#settleBefore(Infinity);
    return this.#writer.take();
  }

  #add(row: CdrRow): void {
    const { uniqueId = "", linkedId = uniqueId, channel = "", app = "" } = row.fields;
    const isInside = channel.startsWith("Local/") || dialledApps.has(app.toLowerCase());
    if (isInside || uniqueId !== linkedId) {
      return this.#log.ignore("row of a channel that is not the call's first");
    }
    let call = this.#calls.get(uniqueId);
    if (call === undefined) {
      call = { uniqueId, rows: [], endAt: 0 };
      this.#calls.set(uniqueId, call);
      this.#settleOldest();
    }
    // Files that overlap: a ring told again would seem to be one more.
    if (call.rows.some(({ text }) => text === row.text)) {
      return this.#log.ignore("rows that came again");
    }
    if (call.rows.length >= this.#limits.rowsPerCallMax) {
      return this.#log.skip(row, "call has more rows than 'rowsPerCallMax'");
    }
    call.rows.push(row);
    call.endAt = Math.max(call.endAt, row.endAt);
  }

  #settleBefore(at: number): void {
    for (const call of this.#calls.values()) {
      if (call.endAt >= at) return;
      this.#settle(call);
    }
  }

  #settleOldest(): void {
    if (this.#calls.size <= this.#limits.waitingCallsMax) return;
    for (const call of this.#calls.values()) return this.#settle(call);
  }

  #settle({ uniqueId, rows }: WaitingCall): void {
    this.#calls.delete(uniqueId);
    const skip = (row: CdrRow, reason: string) => this.#log.skip(row, reason);
    const ordered = inOrder(rows);
    this.#checkZone(uniqueId, ordered[0]);
    tellCdrCall({ index: this.#index, writer: this.#writer, skip }, uniqueId, ordered);
  }

  /** A unique ID has the second in which its channel was made, of no zone. */
  #checkZone(uniqueId: string, first: CdrRow | undefined): void {
    const bornAt = bornAtMicros(uniqueId) / 1000;
    if (bornAt === 0 || first === undefined) return;
    const offMs = first.startAt - bornAt;
    const zoneMs = Math.round(offMs / quarterMs) * quarterMs;
    if (zoneMs === 0 || Math.abs(zoneMs) > zoneOffMsMax) return;
    if (Math.abs(offMs - zoneMs) > bornSlackMs) return;
    const hours = Math.abs(zoneMs) / 3_600_000;
    const side = zoneMs < 0 ? "before" : "after";
    const zone = `'cdr.timeZone' is '${this.#timeZone}'`;
    this.#log.note(`begins ${hours} h ${side} the time in its unique ID: ${zone}`, first);
  }
}

/** Asterisk counts the rows as it begins them; without the column the start says nearly the same. */
function inOrder(rows: readonly CdrRow[]): readonly CdrRow[] {
  return rows.toSorted(
    (a, b) => a.startAt - b.startAt || numberOf(a.fields.sequence) - numberOf(b.fields.sequence),
  );
}

function numberOf(text = ""): number {
  return /^\d{1,15}$/.test(text) ? Number(text) : 0;
}
