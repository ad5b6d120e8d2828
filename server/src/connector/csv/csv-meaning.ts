// Rows of any CSV -> the events of a call each.
import { createHash } from "node:crypto";
import { isAgentId } from "@trunkline/contract";
import type { TrunklineEvent } from "@trunkline/contract";
import { csvFault, type CsvFault, type CsvRow } from "../csv-rows.ts";
import { FactWriter } from "../fact-writer.ts";
import type { RowLog } from "../file-import.ts";
import { cutNumber } from "../phone-number.ts";
import { neededHeaders } from "./csv-settings.ts";
import type { CsvSettings } from "./csv-settings.ts";
import { RowReader, UnreadableRow } from "./row-reader.ts";
import type { ReadRow, RowFields } from "./row-reader.ts";
import { earliestOf, isBackwards, latestOf, mendStays } from "./row-stays.ts";
import type { RowStays } from "./row-stays.ts";

export type CsvMeaningLimits = {
  /** So many calls are remembered, to tell a call that comes again in the file. */
  readonly rememberedCallsMax: number;
};

export const defaultCsvMeaningLimits: CsvMeaningLimits = { rememberedCallsMax: 1_000_000 };

const callIdLengthMax = 64;
const lastRow = "last row has no line end, but all fields: it is taken to be whole";
const overMidnight = "call over midnight: its later times are taken to be of the next day";

type Skill = { readonly skillId: number; readonly skillName?: string };

export class CsvMeaning {
  readonly #settings: CsvSettings;
  readonly #limits: CsvMeaningLimits;
  readonly #log: RowLog;
  readonly #reader: RowReader;
  readonly #writer: FactWriter;
  readonly #headers: readonly string[];
  readonly #skills: ReadonlyMap<string, Skill>;
  readonly #agents: ReadonlyMap<string, number>;
  readonly #seen = new Set<string>();
  /** Header -> place; undefined until the header has come. */
  #places: ReadonlyMap<string, number> | undefined;

  constructor(options: {
    readonly settings: CsvSettings;
    readonly limits: CsvMeaningLimits;
    readonly log: RowLog;
  }) {
    const { settings, limits, log } = options;
    this.#settings = settings;
    this.#limits = limits;
    this.#log = log;
    this.#reader = new RowReader(settings);
    this.#writer = new FactWriter({ source: settings.source });
    this.#headers = neededHeaders(settings);
    this.#skills = new Map(settings.queues.map(({ name, ...skill }) => [name, skill]));
    this.#agents = new Map(
      settings.agents.flatMap(({ agentId, names }) =>
        names.map((name): [string, number] => [name, agentId]),
      ),
    );
    if (settings.header.length > 0) this.#places = placesOf(settings.header);
  }

  take(row: CsvRow | CsvFault): readonly TrunklineEvent[] {
    this.#log.take();
    if (row.kind === "fault") this.#log.skip(row, row.reason);
    else {
      const fields = this.#fieldsOf(row);
      if (fields !== undefined) this.#takeCall(row, fields);
    }
    return this.#writer.take();
  }

  finish(): readonly TrunklineEvent[] {
    return [];
  }

  #fieldsOf(row: CsvRow): RowFields | undefined {
    const isHeader = this.#headers.every((header) =>
      row.fields.some((field) => field.trim() === header),
    );
    if (isHeader) {
      this.#places = placesOf(row.fields);
      this.#log.ignore("headers");
      return undefined;
    }
    if (this.#places === undefined) {
      this.#log.skip(row, this.#headerlessReason(row));
      return undefined;
    }
    if (row.fields.length < this.#places.size) {
      const tooFew = `row has ${row.fields.length} fields, the header ${this.#places.size}`;
      this.#log.skip(row, row.hasEnd ? tooFew : csvFault.cutOff);
      return undefined;
    }
    return new Map([...this.#places].map(([header, place]) => [header, row.fields[place] ?? ""]));
  }

  /** Nearly a header: its names and those of the settings differ. */
  #headerlessReason(row: CsvRow): string {
    const names = new Set(row.fields.map((field) => field.trim()));
    const lacking = this.#headers.filter((header) => !names.has(header));
    if (lacking.length === this.#headers.length) {
      return "row comes before the header, which names all columns of the settings";
    }
    return `header lacks columns of the settings: '${lacking.join("', '")}'`;
  }

  #takeCall(row: CsvRow, fields: RowFields): void {
    try {
      const callId = this.#callIdOf(row, fields);
      if (this.#seen.has(callId)) throw new UnreadableRow("call came before");
      const call = this.#read(row, fields);
      this.#remember(callId);
      this.#write(callId, fields, call);
      if (!row.hasEnd) this.#log.note(lastRow, row);
    } catch (error) {
      if (!(error instanceof UnreadableRow)) throw error;
      this.#log.skip(row, error.message);
    }
  }

  #callIdOf(row: CsvRow, fields: RowFields): string {
    const { callId } = this.#settings.columns;
    const parts = callId.map((header) => (fields.get(header) ?? "").trim());
    if (parts.length === 0) {
      return createHash("sha256").update(row.text).digest("base64url").slice(0, 22);
    }
    const id = parts.join("-");
    if (parts.includes("") || id.length > callIdLengthMax) {
      throw new UnreadableRow("call has no ID, or one of more than 64 characters");
    }
    return id;
  }

  #remember(callId: string): void {
    this.#seen.add(callId);
    if (this.#seen.size <= this.#limits.rememberedCallsMax) return;
    for (const oldest of this.#seen) {
      this.#seen.delete(oldest);
      return;
    }
  }

  #read(row: CsvRow, fields: RowFields): MeantRow {
    const outcome = this.#outcomeOf(fields);
    const read = this.#reader.read(fields);
    const overlapMsMax = this.#settings.overlapSecondsMax * 1000;
    const raw = this.#withOutcome(read.stays, outcome, row);
    const { stays, leftOut, odd } = mendStays(raw, overlapMsMax);
    if (isBackwards(stays.talk)) throw new UnreadableRow("service ends before it begins");
    const agentId = this.#agentIdOf(fields, stays);
    const skill = stays.queue === undefined ? undefined : this.#skillOf(fields);
    for (const what of [...leftOut, ...odd]) this.#log.note(what, row);
    if (read.isOverMidnight) this.#log.note(overMidnight, row);
    return { ...read, stays, agentId, skill, outcome };
  }

  #outcomeOf(fields: RowFields): "answered" | "abandoned" | undefined {
    const value = this.#reader.text(fields, "outcome");
    if (Object.keys(this.#settings.outcomes).length === 0) return undefined;
    const outcome = this.#settings.outcomes[value];
    if (outcome === undefined) throw new UnreadableRow(`outcome '${value}' is not in the settings`);
    if (outcome === "skipped") throw new UnreadableRow(`outcome '${value}' is no call`);
    return outcome;
  }

  /** What the outcome says counts: nobody has served a caller who gave up. */
  #withOutcome(stays: RowStays, outcome: MeantRow["outcome"], row: CsvRow): RowStays {
    if (outcome === "answered" && stays.talk === undefined) {
      throw new UnreadableRow("answered, but without the time of the answer");
    }
    if (outcome !== "abandoned" || stays.talk === undefined) return stays;
    this.#log.note("abandoned, but has a service: it is left out", row);
    return { ...stays, talk: undefined, ended: undefined };
  }

  #agentIdOf(fields: RowFields, { talk }: RowStays): number {
    const name = this.#reader.text(fields, "agent");
    if (this.#settings.noAgent.includes(name)) {
      const isInbound = this.#directionOf(fields) === "in";
      if (talk === undefined || !isInbound) return 0;
      const { unnamedAgentId } = this.#settings;
      if (unnamedAgentId === undefined) throw new UnreadableRow("answered, but names no agent");
      return unnamedAgentId;
    }
    const agentId = this.#agents.get(name) ?? (/^\d{3,6}$/.test(name) ? Number(name) : 0);
    if (isAgentId(agentId)) return agentId;
    throw new UnreadableRow(`agent '${name}' is not in the settings`);
  }

  #skillOf(fields: RowFields): Skill {
    const name = this.#reader.text(fields, "queue") || this.#settings.fixed.queue;
    const skill = this.#skills.get(name);
    if (skill === undefined) throw new UnreadableRow(`queue '${name}' is not in the settings`);
    return skill;
  }

  #directionOf(fields: RowFields): "in" | "out" {
    const { columns, outbound, fixed } = this.#settings;
    if (columns.direction === "") return fixed.direction;
    return outbound.includes(this.#reader.text(fields, "direction")) ? "out" : "in";
  }

  #write(callId: string, fields: RowFields, row: MeantRow): void {
    const { stays, offered, agentId, skill, outcome } = row;
    const { ivr, queue, talk } = stays;
    const call = { callId, tenant: this.#settings.tenant };
    const begins = [stays.arrived, ivr?.from, queue?.from, talk?.from];
    const arrived = earliestOf(begins) ?? stays.ended;
    const ended = talk?.to ?? stays.ended ?? latestOf([...begins, ivr?.to, queue?.to]) ?? arrived;
    if (arrived === undefined || ended === undefined) throw new UnreadableRow("row has no time");
    const direction = this.#directionOf(fields);
    const isAgentFirst = direction === "out" && agentId > 0;
    this.#writer.write(call, arrived, {
      kind: "arrived",
      direction,
      callerNo: this.#number(fields, "caller"),
      calleeNo: this.#number(fields, "callee"),
      ...(isAgentFirst ? { agentFirst: true } : {}),
    });
    const { flowId } = this.#settings;
    const flow = flowId === undefined ? {} : { flowId };
    if (ivr !== undefined) this.#writer.write(call, ivr.from, { kind: "ivrEntered", ...flow });
    if (queue !== undefined && skill !== undefined) {
      this.#writer.write(call, queue.from, { kind: "queued", ...skill });
    }
    if (isAgentFirst) this.#writer.write(call, arrived, { kind: "answered", agentId });
    else if (agentId > 0 && offered !== undefined) {
      this.#writer.write(call, offered, { kind: "offered", agentId });
    }
    if (talk !== undefined) {
      const agent = agentId > 0 && !isAgentFirst ? { agentId } : {};
      this.#writer.write(call, talk.from, { kind: "answered", ...agent }, isAgentFirst ? 2 : "");
    }
    const by = this.#settings.endedBy[this.#reader.text(fields, "endedBy")];
    const gaveUp = outcome === "abandoned" ? "customer" : undefined;
    const who = by ?? gaveUp;
    this.#writer.write(call, ended, { kind: "ended", ...(who === undefined ? {} : { by: who }) });
  }

  #number(fields: RowFields, column: "caller" | "callee"): string {
    const text = this.#reader.text(fields, column) || this.#settings.fixed[column];
    return cutNumber(text);
  }
}

type MeantRow = Pick<ReadRow, "stays" | "offered"> & {
  readonly agentId: number;
  readonly skill: Skill | undefined;
  readonly outcome: "answered" | "abandoned" | undefined;
};

function placesOf(headers: readonly string[]): ReadonlyMap<string, number> {
  return new Map(headers.map((header, place) => [header.trim(), place]));
}
