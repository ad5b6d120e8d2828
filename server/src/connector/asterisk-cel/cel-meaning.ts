// Rows of CEL -> events, by the meaning of the manager interface. Pure: time is the rows' own.
import type { TrunklineEvent } from "@trunkline/contract";
import { AmiMeaning, type AmiMeaningLimits } from "../asterisk-ami/ami-meaning.ts";
import { indexSettings } from "../asterisk-ami/settings-index.ts";
import type { RowLog } from "../file-import.ts";
import { unknownEventNote } from "../stream-report.ts";
import { AppStartCheck } from "./app-start-check.ts";
import { CelBlocks } from "./cel-blocks.ts";
import type { CelFault, CelRow } from "./cel-row.ts";
import type { CelSettings } from "./cel-settings.ts";

export class CelMeaning {
  readonly #blocks: CelBlocks;
  readonly #meaning: AmiMeaning;
  readonly #log: RowLog;
  readonly #appStarts = new AppStartCheck();
  /** Asterisk may be told to write whole seconds; then all its rows have them. */
  #precisionMs = 1;

  constructor(options: {
    readonly settings: CelSettings;
    readonly source: string;
    readonly log: RowLog;
    readonly limits: AmiMeaningLimits;
  }) {
    const { settings, source, log, limits } = options;
    const pbx = { ...settings.pbx, source };
    this.#log = log;
    this.#blocks = new CelBlocks({
      index: indexSettings(pbx),
      trackedCallsMax: limits.trackedCallsMax,
      note: (event) => log.note(unknownEventNote(event)),
      ignore: (what) => log.ignore(what),
    });
    this.#meaning = new AmiMeaning({ settings: pbx, limits });
  }

  get openCalls(): number {
    return this.#meaning.openCalls;
  }

  /** What the rows reported and gave no event, by reason. */
  get skipped(): ReadonlyMap<string, number> {
    return this.#meaning.skipped;
  }

  get warnings(): readonly string[] {
    return this.#appStarts.warnings;
  }

  take(row: CelRow | CelFault): readonly TrunklineEvent[] {
    this.#log.take();
    if ("reason" in row) {
      this.#log.skip(row, row.reason);
      return [];
    }
    this.#appStarts.take(row);
    this.#precisionMs = row.time.precisionMs;
    const events = this.#blocks.take(row).flatMap((block) => this.#meaning.take(block));
    return this.#told(events);
  }

  finish(): readonly TrunklineEvent[] {
    const events = this.#blocks.finish().flatMap((block) => this.#meaning.take(block));
    return this.#told([...events, ...this.#meaning.finish()]);
  }

  #told(events: readonly TrunklineEvent[]): readonly TrunklineEvent[] {
    const precisionMs = this.#precisionMs;
    return precisionMs === 1 ? events : events.map((event) => ({ ...event, precisionMs }));
  }
}
