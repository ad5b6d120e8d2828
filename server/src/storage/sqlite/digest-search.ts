// What the digests of one day tell of a search: which calls match it, without a look at their rows.
import type { CallFilter, DurationRange } from "../call-search.ts";
import { ByteReader } from "./byte-text.ts";
import { kindCondition } from "./call-condition.ts";
import type { CallWindow } from "./call-windows.ts";
import type { DayReader } from "./day-reader.ts";
import { digestIdsOf } from "./digest-hour.ts";
import { asksDevices, asksTraits, hasNumber } from "./filter-shape.ts";
import { hourMs, minuteMs } from "./minute.ts";
import { durationNames, TraitColumns, type DurationName } from "./traits-codec.ts";
import { readIds, skipIds } from "./visits-codec.ts";

/** More are not worth naming: the index by arrival has them among few others. */
const namedMax = 1000;
const noBytes = new Uint8Array();

/** Values of what is sorted by; ms, inclusive. */
export type ValueRange = { readonly by: DurationName; readonly range: DurationRange };

/** The calls of one digest: 1 = it matches. */
type HourMatches = { readonly matches: Uint8Array; readonly visits: () => Uint8Array };

export class DigestSearch {
  readonly #reader: DayReader;
  readonly #day: number;
  readonly #filter: CallFilter;
  readonly #asksDevices: boolean;
  readonly #agents: ReadonlySet<number> | undefined;
  readonly #skills: ReadonlySet<number> | undefined;
  #kinds = noBytes;

  constructor(parts: {
    readonly reader: DayReader;
    readonly day: number;
    readonly filter: CallFilter;
  }) {
    const { agentIds, skillIds } = parts.filter;
    this.#reader = parts.reader;
    this.#day = parts.day;
    this.#filter = parts.filter;
    this.#asksDevices = asksDevices(parts.filter);
    this.#agents = agentIds && new Set(agentIds);
    this.#skills = skillIds && new Set(skillIds);
  }

  /** Whether count() tells; to be asked in a snapshot, as all that follows. */
  canCount(window: CallWindow): boolean {
    const isAll = this.#filter.time === "arrived" && !hasNumber(this.#filter);
    return isAll && isOfWholeHours(window) && this.isExact;
  }

  /** Undefined when the rows must be looked at. */
  count(window: CallWindow): number | undefined {
    if (!this.canCount(window)) return undefined;
    let count = 0;
    for (const { matches } of this.#hours(window)) for (const flag of matches) count += flag;
    return count;
  }

  /**
   * IDs of the rows that may match, those of the window's hours: what numbers and times ask is not looked at.
   * Undefined when they are not worth naming: those of a minute the index has sooner.
   */
  ids(window: CallWindow, value?: ValueRange): readonly number[] | undefined {
    const isShort = window.to - window.from < minuteMs;
    if (!this.#asksDevices && (isShort || !this.isExact)) return undefined;
    const ids: number[] = [];
    const isLong = !this.#asksDevices && value === undefined;
    for (const { matches, visits } of this.#hours(window, value)) {
      if (!matches.includes(1)) continue;
      let id = 0;
      const reader = new ByteReader(visits());
      for (const flag of matches) {
        id += reader.count();
        skipIds(reader);
        skipIds(reader);
        if (flag === 1) ids.push(id);
      }
      if (isLong && ids.length > namedMax) return undefined;
    }
    return ids;
  }

  /** All calls of the day are in their digests, and no others. */
  get isExact(): boolean {
    const sql = `select (select last_call from digest_state) >= coalesce((select max(id) from call), 0)
      and not exists (select 1 from gone_call)`;
    return this.#reader.reader.arrays(sql).get()?.[0] === 1;
  }

  *#hours({ from, to }: CallWindow, value?: ValueRange): Iterable<HourMatches> {
    const hour = (at: number) => Math.floor((at - this.#day) / hourMs);
    const hours = Array.from({ length: hour(to) - hour(from) + 1 }, (_, n) => hour(from) + n);
    const ids = this.#filter.tenants.flatMap((tenant) =>
      hours.map((hour) => digestIdsOf(tenant, hour)),
    );
    const { direction } = this.#filter;
    const isCompared = direction !== undefined || asksTraits(this.#filter) || value !== undefined;
    const kinds = this.#kindsNow();
    for (const [id, stored] of this.#read(isCompared ? "traits" : "visits", ids)) {
      if (!isCompared) {
        yield { matches: this.#visitors(stored), visits: () => stored };
        continue;
      }
      const matches = this.#matches(new TraitColumns(stored), kinds, value);
      const visits = () => this.#visitsOf(id);
      if (this.#asksDevices && matches.includes(1)) {
        for (const [call, flag] of this.#visitors(visits()).entries()) {
          if (flag === 0) matches[call] = 0;
        }
      }
      yield { matches, visits };
    }
  }

  #read(what: "traits" | "visits", ids: readonly number[]): (readonly [number, Uint8Array])[] {
    const table = what === "traits" ? "digest_traits" : "digest";
    const sql = `select id, ${what} from ${table} where id in (select value from json_each(?))`;
    const found = this.#reader.reader.arrays(sql).all(JSON.stringify(ids));
    return found.map(([id, bytes]) => [Number(id), bytes instanceof Uint8Array ? bytes : noBytes]);
  }

  #visitsOf(id: number): Uint8Array {
    return this.#read("visits", [id])[0]?.[1] ?? noBytes;
  }

  /** By their IDs: 1 = calls of this kind match. Kinds stay what they are; those that come later have larger IDs. */
  #kindsNow(): Uint8Array {
    const { reader } = this.#reader;
    const last = Number(reader.arrays("select max(id) from call_kind").get()?.[0] ?? 0);
    if (last < this.#kinds.length) return this.#kinds;
    const { where, values } = kindCondition(this.#filter);
    this.#kinds = new Uint8Array(last + 1);
    for (const [id] of reader.arrays(`select id from call_kind where ${where}`).all(...values)) {
      this.#kinds[Number(id)] = 1;
    }
    return this.#kinds;
  }

  #matches(columns: TraitColumns, kinds: Uint8Array, value: ValueRange | undefined): Uint8Array {
    const matches = ofKinds(columns.column("kind"), kinds);
    for (const name of durationNames) {
      const ranges = [this.#filter[name], value?.by === name ? value.range : undefined];
      for (const range of ranges) {
        if (range === undefined) continue;
        keepWithin(matches, columns.durations(name), range);
      }
    }
    return matches;
  }

  #visitors(visits: Uint8Array): Uint8Array {
    const matches: number[] = [];
    for (const reader = new ByteReader(visits); !reader.isAtEnd;) {
      reader.count();
      const byAgent = isAmong(reader, this.#agents);
      const bySkill = isAmong(reader, this.#skills);
      matches.push(byAgent && bySkill ? 1 : 0);
    }
    return new Uint8Array(matches);
  }
}

function isOfWholeHours({ from, to }: CallWindow): boolean {
  return from % hourMs === 0 && (to + 1) % hourMs === 0;
}

function ofKinds(kindOf: Float64Array, kinds: Uint8Array): Uint8Array {
  const matches = new Uint8Array(kindOf.length);
  for (let call = 0; call < matches.length; call += 1) {
    matches[call] = kinds[kindOf[call] ?? 0] ?? 0;
  }
  return matches;
}

function keepWithin(
  matches: Uint8Array,
  values: Float64Array,
  { min = -Infinity, max = Infinity }: DurationRange,
): void {
  for (let call = 0; call < matches.length; call += 1) {
    const value = values[call] ?? 0;
    if (value < min || value > max) matches[call] = 0;
  }
}

/** The list is read to its end, whatever is found. */
function isAmong(reader: ByteReader, wanted: ReadonlySet<number> | undefined): boolean {
  if (wanted === undefined) {
    skipIds(reader);
    return true;
  }
  let isFound = false;
  readIds(reader, (id) => {
    isFound ||= wanted.has(id);
  });
  return isFound;
}
