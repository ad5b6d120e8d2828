// Run by sqlite-history.test.ts as a process that is killed: commits calls and says which are done.
import { emptyBatch, eventsOf, record, type MadeUp } from "../made-up-call.ts";
import { openSqliteHistory } from "./sqlite-history.ts";

const [, , dataDir = ""] = process.argv;
const history = await openSqliteHistory({ dataDir, limits: { journalBytesMax: 10_000 } });
for (let n = 0; ; n += 1) {
  const made: MadeUp = { callId: `call-${n}`, at: Date.UTC(2026, 10, 21) + n };
  if (n % 10 === 0) {
    const live = eventsOf({ ...made, callId: `live-${n}` }).slice(0, 2);
    const events = live.map((event) => ({ event, cmsCallId: event.callId }));
    await history.commit({ ...emptyBatch, events });
  }
  await record(history, [made]);
  process.stdout.write(`${made.callId}\n`);
}
