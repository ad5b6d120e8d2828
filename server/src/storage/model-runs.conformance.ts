// Runs of random values against an adapter and against the memory history, the plain reading.
import fc from "fast-check";
import type { History } from "./history.ts";
import { MemoryHistory } from "./memory/memory-history.ts";

export type HistoryUnderTest = {
  readonly name: string;
  readonly open: () => Promise<History>;
  /** Closes what is open and opens the same data again; absent for adapters that keep nothing. */
  readonly reopen?: ((history: History) => Promise<History>) | undefined;
};

/** The adapter and the plain reading. */
export type Targets = readonly [History, History];

/**
 * `run` is given a number of its own, from 1 on, for tenants of its own; those of the others are in the way, as in life.
 * `compareAgain` is called for each of them at the end, when the data has been opened again, if it can be.
 */
export async function modelRuns<Values>(
  { open, reopen }: Omit<HistoryUnderTest, "name">,
  values: fc.Arbitrary<Values>,
  parts: {
    readonly run: (values: Values, number: number, targets: Targets) => Promise<void>;
    readonly compareAgain: (number: number, targets: Targets) => Promise<void>;
  },
): Promise<void> {
  let history = await open();
  await using plain = new MemoryHistory();
  let number = 0;
  try {
    await fc.assert(
      fc.asyncProperty(values, async (values) => {
        number += 1;
        await parts.run(values, number, [history, plain]);
      }),
      { numRuns: 60 },
    );
    if (reopen !== undefined) history = await reopen(history);
    for (; number > 0; number -= 1) await parts.compareAgain(number, [history, plain]);
  } finally {
    await history[Symbol.asyncDispose]();
  }
}
