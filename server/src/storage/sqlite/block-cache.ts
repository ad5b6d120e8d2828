// What has been read of lists, blocks of rows and filters of numbers: the least recently asked for goes first.
import { getOrPut } from "../../lib/get-or-put.ts";
import type { WriteRow } from "../list-page.ts";
import type { IdFilter } from "./id-filter.ts";
import type { RowBlock } from "./row-block.ts";

/** A segment's number, or a name. */
type Place = number | string;

type Kept = { readonly bytes: number };

type KeptFilter = Kept & { readonly filter: IdFilter; uses: number };

/**
 * A question by number uses the filters of all its days. To note each use would cost more than the use: a map from which
 * entries go and to which they come is made anew again and again.
 */
const usesNotedEvery = 64;

/** Of one list, in one form. */
export type BlocksOfList = {
  /** Undefined when it is not kept. */
  readonly known: (place: Place) => RowBlock | undefined;
  readonly block: (place: Place, load: () => RowBlock) => RowBlock;
};

export class BlockCache {
  readonly #bytesMax: number;
  readonly #lists = new WeakMap<object, Map<WriteRow, Map<Place, RowBlock>>>();
  readonly #filters = new WeakMap<object, KeptFilter>();
  /** In the order of their last use; how each is forgotten. */
  readonly #used = new Map<Kept, () => void>();
  #bytes = 0;

  constructor(options: { readonly bytesMax: number }) {
    this.#bytesMax = options.bytesMax;
  }

  /** Of all that is kept. */
  get bytes(): number {
    return this.#bytes;
  }

  blocksOf(list: object, write: WriteRow): BlocksOfList {
    const forms = getOrPut(this.#lists, list, () => new Map<WriteRow, Map<Place, RowBlock>>());
    const blocks = getOrPut(forms, write, () => new Map<Place, RowBlock>());
    return {
      known: (place) => blocks.get(place),
      block: (place, load) => this.#block(blocks, place, load),
    };
  }

  /** Which numbers the list has; undefined when it is not kept. */
  filterOf(list: object): IdFilter | undefined {
    const known = this.#filters.get(list);
    if (known === undefined) return undefined;
    known.uses += 1;
    if (known.uses % usesNotedEvery === 0) this.#touch(known);
    return known.filter;
  }

  keepFilter(list: object, filter: IdFilter): void {
    const kept = { filter, bytes: filter.bytes, uses: 0 };
    this.#filters.set(list, kept);
    this.#keep(kept, () => this.#filters.delete(list));
  }

  #block(blocks: Map<Place, RowBlock>, place: Place, load: () => RowBlock): RowBlock {
    const known = blocks.get(place);
    if (known !== undefined && this.#touch(known)) return known;
    const block = load();
    blocks.set(place, block);
    this.#keep(block, () => blocks.delete(place));
    return block;
  }

  #keep(kept: Kept, forget: () => void): void {
    this.#used.set(kept, forget);
    this.#bytes += kept.bytes;
    this.#makeRoom();
  }

  /** False when it is not kept. */
  #touch(kept: Kept): boolean {
    const forget = this.#used.get(kept);
    if (forget === undefined) return false;
    this.#used.delete(kept);
    this.#used.set(kept, forget);
    return true;
  }

  /** The list is out of date. */
  forget(list: object): void {
    for (const blocks of this.#lists.get(list)?.values() ?? []) {
      for (const block of blocks.values()) this.#drop(block);
    }
    this.#lists.delete(list);
    const filter = this.#filters.get(list);
    if (filter !== undefined) this.#drop(filter);
  }

  #makeRoom(): void {
    for (const kept of this.#used.keys()) {
      if (this.#bytes <= this.#bytesMax) return;
      this.#drop(kept);
    }
  }

  #drop(kept: Kept): void {
    this.#used.get(kept)?.();
    if (this.#used.delete(kept)) this.#bytes -= kept.bytes;
  }
}
