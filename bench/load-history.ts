// Loads benchmark calls through the storage port, as the ingest writes them but without its events:
// the same records and counts in a fifth of the time.
import { openHistory } from "../server/src/storage/open-history.ts";
import { benchCall, endedCall, type LoadShape } from "./call-load.ts";

const callsPerCommit = 5000;
const commitsInFlight = 3;

/** Writes the calls [from, to) into the data directory, which no server may have open. */
export async function loadHistory(
  dataDir: string,
  shape: LoadShape,
  { from = 0, to = shape.calls }: { readonly from?: number; readonly to?: number } = {},
): Promise<void> {
  await using history = await openHistory({ dataDir });
  const nothing = { events: [], reopened: [], tasks: [], agents: [], agentStates: [], refused: [] };
  const commits: Promise<void>[] = [];
  for (let first = from; first < to; first += callsPerCommit) {
    const count = Math.min(callsPerCommit, to - first);
    const ended = Array.from({ length: count }, (_, n) => endedCall(benchCall(first + n, shape)));
    commits.push(history.commit({ ...nothing, ended }));
    if (commits.length > commitsInFlight) await commits.shift();
  }
  await Promise.all(commits);
}
