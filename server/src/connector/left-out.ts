// What parsers had to leave out of a stream, summed over its connections: a live line drops nothing in silence.
import { Tally } from "./tally.ts";

type Counts = Readonly<Record<string, number>>;

export class LeftOut {
  readonly #sum = new Tally();

  get counts(): ReadonlyMap<string, number> {
    return this.#sum.counts;
  }

  /** For one connection: told its counts so far, by reason. */
  open(): (counts: Counts) => void {
    let before: Counts = {};
    return (counts) => {
      for (const [reason, count] of Object.entries(counts)) {
        const more = count - (before[reason] ?? 0);
        if (more > 0) this.#sum.add(reason, more);
      }
      before = counts;
    };
  }
}
