// The digest of one tenant's calls that arrived within one hour: appended to, and thinned out when calls
// are gone.
import type { CallFacts } from "../../call/call-facts.ts";
import { countFacts } from "../../call/call-statistics.ts";
import { tenantKey, tenantOfKey, type TenantKey } from "../../lib/tenant-key.ts";
import type { CallRow } from "../history.ts";
import { ByteReader, ByteWriter } from "./byte-text.ts";
import type { CallDigest } from "./call-digest.ts";
import { packCells, readCells, totalsIn, type Cells } from "./cells-codec.ts";
import { readFacts } from "./facts-codec.ts";
import { dayMs, hourMs, hourOf, hoursOfDay } from "./minute.ts";
import type { SqlRow } from "./open-database.ts";
import {
  appendTraits,
  packTraits,
  traitsOf,
  unpackTraits,
  type CallTraits,
} from "./traits-codec.ts";
import { skipIds } from "./visits-codec.ts";

/** From so many calls on totals are kept beside the facts: adding those up takes longer. */
const cellsFromCalls = 256;

/** Kinds of devices whose totals are kept: an agent hardly has two calls in a quarter. */
const cellKinds = ["vdn", "accessCode", "skill"] as const;
export type CellKind = (typeof cellKinds)[number];

/** A row of the table `digest`, and what lies beside it. Times are since the day began. */
export type StoredDigest = {
  readonly calls: number;
  readonly endMax: number;
  readonly loggedMin: number;
  readonly loggedMax: number;
  readonly lastCall: number;
  readonly visits: Uint8Array;
  readonly cells: Readonly<Record<CellKind, Uint8Array>> | undefined;
  readonly facts: Uint8Array;
  /** Of the table `digest_traits`. */
  readonly traits: Uint8Array;
};

export function digestIdOf(row: CallRow): number {
  const hour = (hourOf(row.arrivedAt) % dayMs) / hourMs;
  return digestIdsOf(tenantKey(row), hour);
}

/** Of an hour of the day, from 0. */
export function digestIdsOf(tenant: TenantKey, hour: number): number {
  return hoursOfDay * tenant + hour;
}

export class DigestHour {
  readonly #day: number;
  /** First instant; epoch ms. */
  readonly #hour: number;
  readonly #vdn: number;
  #calls = 0;
  #endMax = 0;
  #loggedMin = Infinity;
  #loggedMax = 0;
  #lastCall = 0;
  readonly #visits = new ByteWriter();
  readonly #facts = new ByteWriter();
  #traits: Uint8Array = new Uint8Array();
  readonly #addedTraits: CallTraits[] = [];
  /** Of the facts that came first; kept by itself until it is known whether there are totals. */
  #cells: Record<CellKind, Cells> | undefined;

  constructor(id: number, day: number, stored: SqlRow | undefined) {
    const hour = id % hoursOfDay;
    this.#day = day;
    this.#hour = day + hour * hourMs;
    this.#vdn = tenantOfKey((id - hour) / hoursOfDay).vdn;
    if (stored === undefined) return;
    this.#calls = Number(stored["calls"]);
    this.#endMax = Number(stored["end_max"]);
    this.#loggedMin = Number(stored["logged_min"]);
    this.#loggedMax = Number(stored["logged_max"]);
    this.#lastCall = Number(stored["last_call"]);
    this.#visits.putBytes(blobOf(stored["visits"]));
    this.#facts.putBytes(blobOf(stored["facts"]));
    this.#traits = blobOf(stored["traits"]);
    if (stored["vdn_cells"] !== null) this.#cells = this.#unpackCells(stored);
  }

  /** IDs must rise; for `kind` see CallKinds. */
  add(callId: number, row: CallRow, { visits, facts }: CallDigest, kind: number): void {
    const { arrivedAt, callEnd, loggedAt } = row;
    this.#visits.putCount(callId - this.#lastCall);
    this.#visits.putBytes(visits);
    this.#facts.putBytes(facts);
    this.#addedTraits.push(traitsOf(row, kind));
    this.#lastCall = callId;
    this.#calls += 1;
    this.#endMax = Math.max(this.#endMax, callEnd - this.#day, arrivedAt - this.#day);
    this.#loggedMin = Math.min(this.#loggedMin, loggedAt - this.#day);
    this.#loggedMax = Math.max(this.#loggedMax, loggedAt - this.#day);
    if (this.#cells !== undefined) this.#count(this.#cells, this.#read(new ByteReader(facts)));
  }

  /** To be called before add(). */
  remove(gone: ReadonlySet<number>): void {
    const [visits, facts] = [this.#visits.take(), this.#facts.take()];
    const [visitReader, factReader] = [new ByteReader(visits), new ByteReader(facts)];
    const traits = unpackTraits(this.#traits).values();
    const keptTraits: CallTraits[] = [];
    let [id, kept] = [0, 0];
    this.#calls = 0;
    while (!visitReader.isAtEnd) {
      id += visitReader.count();
      const [visitsFrom, factsFrom] = [visitReader.at, factReader.at];
      skipIds(visitReader);
      skipIds(visitReader);
      this.#read(factReader);
      const { value } = traits.next();
      if (gone.has(id)) continue;
      this.#visits.putCount(id - kept);
      this.#visits.putBytes(visits.subarray(visitsFrom, visitReader.at));
      this.#facts.putBytes(facts.subarray(factsFrom, factReader.at));
      this.#calls += 1;
      if (value !== undefined) keptTraits.push(value);
      kept = id;
    }
    this.#lastCall = kept;
    this.#traits = packTraits(keptTraits);
    // A longest wait cannot be taken away again: the totals are counted anew.
    this.#cells = undefined;
  }

  stored(): StoredDigest {
    const facts = this.#facts.bytes();
    if (this.#calls < cellsFromCalls) this.#cells = undefined;
    else this.#cells ??= this.#countAll(facts);
    return {
      calls: this.#calls,
      endMax: this.#endMax,
      loggedMin: this.#loggedMin,
      loggedMax: this.#loggedMax,
      lastCall: this.#lastCall,
      visits: this.#visits.bytes(),
      cells: this.#cells && {
        vdn: packCells(this.#cells.vdn, this.#hour),
        accessCode: packCells(this.#cells.accessCode, this.#hour),
        skill: packCells(this.#cells.skill, this.#hour),
      },
      facts,
      traits: appendTraits(this.#traits, this.#addedTraits),
    };
  }

  #read(reader: ByteReader): CallFacts {
    return readFacts(reader, this.#vdn, this.#hour);
  }

  #countAll(facts: Uint8Array): Record<CellKind, Cells> {
    const cells = { vdn: new Map(), accessCode: new Map(), skill: new Map() };
    for (const reader = new ByteReader(facts); !reader.isAtEnd;) {
      this.#count(cells, this.#read(reader));
    }
    return cells;
  }

  #count(cells: Record<CellKind, Cells>, facts: CallFacts): void {
    for (const kind of cellKinds) {
      countFacts(facts, kind, (id, quarter) => totalsIn(cells[kind], id, quarter));
    }
  }

  #unpackCells(stored: SqlRow): Record<CellKind, Cells> {
    const unpack = (column: string): Cells => {
      const cells: Cells = new Map();
      const found: Parameters<typeof readCells>[2]["found"] = (id, quarter, totals) => {
        Object.assign(totalsIn(cells, id, quarter), totals);
      };
      readCells(blobOf(stored[column]), this.#hour, { isAsked: () => true, found });
      return cells;
    };
    return {
      vdn: unpack("vdn_cells"),
      accessCode: unpack("access_code_cells"),
      skill: unpack("skill_cells"),
    };
  }
}

function blobOf(value: unknown): Uint8Array {
  if (value instanceof Uint8Array) return value;
  throw new Error("Cannot read a digest: a part of it is not stored as bytes");
}
