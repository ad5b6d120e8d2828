// The ingest over a data directory that no server is using.
import type { Options } from "../config/option-table.ts";
import type { Ingest } from "../ingest/ingest.ts";
import { openIngest } from "../ingest/open-ingest.ts";
import { LiveBoard } from "../live/live-board.ts";
import { openTelling } from "./open-data.ts";
import { mainMissingText, openRecords } from "./open-records.ts";
import { putTenantEntries } from "./tenant-entries.ts";
import type { Terminal } from "./terminal.ts";

export async function openOfflineIngest(
  options: Options,
  terminal: Terminal,
): Promise<AsyncDisposable & { readonly ingest: Ingest; readonly givenUp: AbortSignal }> {
  await using opened = new AsyncDisposableStack();
  const { registry } = openTelling(options, terminal);
  opened.use(registry);
  putTenantEntries(registry, options.tenants);
  const history = opened.use(
    await openRecords(options, {
      mainMissing: (path) => terminal.err(`'${path}': ${mainMissingText}`),
    }),
  );
  const givingUp = new AbortController();
  const observer = {
    committed: () => {},
    failed: (error: unknown) => {
      terminal.err(String(error));
      // A store that refuses is tried until it takes the events, or until the command is to stop.
      if (terminal.signal.aborted) givingUp.abort(error);
    },
  };
  const ingest = opened.use(
    await openIngest({ history, board: new LiveBoard(), registry, now: terminal.now, observer }),
  );
  const owned = opened.move();
  return { ingest, givenUp: givingUp.signal, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}
