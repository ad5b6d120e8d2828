// Blocks of rows that have been read, the least recently asked for forgotten first.
import { getOrPut } from "../../lib/get-or-put.ts";
import type { WriteRow } from "../list-page.ts";
import type { RowBlock } from "./row-block.ts";

/** A segment's number, or a name. */
type Place = number | string;

/** Of one list, in one form. */
export type BlocksOfList = {
  /** Undefined when it is not kept. */
  readonly known: (place: Place) => RowBlock | undefined;
  readonly block: (place: Place, load: () => RowBlock) => RowBlock;
};

export class BlockCache {
  readonly #bytesMax: number;
  readonly #lists = new WeakMap<object, Map<WriteRow, Map<Place, RowBlock>>>();
  /** In the order of their last use. */
  readonly #used = new Map<RowBlock, () => void>();
  #bytes = 0;

  constructor(options: { readonly bytesMax: number }) {
    this.#bytesMax = options.bytesMax;
  }

  blocksOf(list: object, write: WriteRow): BlocksOfList {
    const forms = getOrPut(this.#lists, list, () => new Map<WriteRow, Map<Place, RowBlock>>());
    const blocks = getOrPut(forms, write, () => new Map<Place, RowBlock>());
    return {
      known: (place) => blocks.get(place),
      block: (place, load) => this.#block(blocks, place, load),
    };
  }

  #block(blocks: Map<Place, RowBlock>, place: Place, load: () => RowBlock): RowBlock {
    const known = blocks.get(place);
    const forget = known && this.#used.get(known);
    if (known !== undefined && forget !== undefined) {
      this.#used.delete(known);
      this.#used.set(known, forget);
      return known;
    }
    const block = load();
    blocks.set(place, block);
    this.#used.set(block, () => blocks.delete(place));
    this.#bytes += block.bytes;
    this.#makeRoom();
    return block;
  }

  /** The list is out of date. */
  forget(list: object): void {
    for (const blocks of this.#lists.get(list)?.values() ?? []) {
      for (const block of blocks.values()) this.#drop(block);
    }
    this.#lists.delete(list);
  }

  #makeRoom(): void {
    for (const block of this.#used.keys()) {
      if (this.#bytes <= this.#bytesMax) return;
      this.#drop(block);
    }
  }

  #drop(block: RowBlock): void {
    this.#used.get(block)?.();
    if (this.#used.delete(block)) this.#bytes -= block.bytes;
  }
}
