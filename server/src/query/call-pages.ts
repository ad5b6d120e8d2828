// All calls that a filter matches, oldest first, a few at a time: no more of them are held.
import type { CallRow } from "../call/record.ts";
import type { CallFilter } from "../storage/call-search.ts";
import type { History } from "../storage/history.ts";
import { fromHistory } from "./storage-failure.ts";

/** The next are asked for when the last have been dealt with. */
export async function* callPages({
  history,
  filter,
  pageRows,
  signal,
}: {
  readonly history: Pick<History, "eachCall">;
  readonly filter: CallFilter;
  readonly pageRows: number;
  readonly signal: AbortSignal;
}): AsyncGenerator<readonly CallRow[], void, void> {
  const pages = history.eachCall(filter, pageRows, signal)[Symbol.asyncIterator]();
  try {
    for (;;) {
      signal.throwIfAborted();
      const page = await fromHistory("calls to export", () => pages.next());
      if (page.done === true) return;
      yield page.value;
    }
  } finally {
    await pages.return?.();
  }
}
