// The changes of the last while, so that a reader that comes back goes on where it was.
import type { RowChange } from "./tenant-feed.ts";

type Kept = {
  readonly number: number;
  readonly changes: readonly RowChange[];
  readonly bytes: number;
};

export class ChangeRing {
  readonly #bytesMax: number;
  #kept: Kept[] = [];
  #bytes = 0;
  /** Of the newest message that is no longer kept: who has seen it has missed nothing since. */
  #floor: number;

  constructor({ bytesMax, floor }: { readonly bytesMax: number; readonly floor: number }) {
    this.#bytesMax = bytesMax;
    this.#floor = floor;
  }

  get floor(): number {
    return this.#floor;
  }

  push(number: number, changes: readonly RowChange[]): void {
    const bytes = changes.reduce((sum, { json }) => sum + json.length, 0);
    this.#kept.push({ number, changes, bytes });
    this.#bytes += bytes;
    let dropped = 0;
    while (this.#bytes > this.#bytesMax) {
      const oldest = this.#kept[dropped];
      if (oldest === undefined) break;
      this.#bytes -= oldest.bytes;
      this.#floor = oldest.number;
      dropped += 1;
    }
    if (dropped > 0) this.#kept = this.#kept.slice(dropped);
  }

  /** The last change of each row since then, in the order of their last change. */
  since(number: number): readonly RowChange[] {
    const last = new Map<string, RowChange>();
    for (const { number: at, changes } of this.#kept) {
      if (at <= number) continue;
      for (const change of changes) {
        const name = `${change.tenant} ${change.kind} ${change.id}`;
        last.delete(name);
        last.set(name, change);
      }
    }
    return [...last.values()];
  }
}
