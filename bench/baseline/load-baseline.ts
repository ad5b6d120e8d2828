// Loads the same records into the baseline's PostgreSQL: copied first, indexed afterwards.
import { once } from "node:events";
import { createWriteStream, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { CallRow } from "../../server/src/call/record.ts";
import { benchCall, recordOf, type LoadShape } from "../call-load.ts";
import type { Postgres } from "./postgres.ts";

const callsPerCopy = 500_000;

/** Keeps the calls that are there already. */
export async function loadBaseline(postgres: Postgres, shape: LoadShape): Promise<void> {
  const client = postgres.client();
  await client.connect();
  try {
    const { rows } = await client.query("select 1 from pg_indexes where indexname = 'call_missed'");
    if (rows.length > 0) {
      await client.query("truncate event");
      return;
    }
    await client.query("drop table if exists call, event");
    await client.query(sql("schema"));
    const path = join(postgres.dataDir, "calls.csv");
    for (let first = 0; first < shape.calls; first += callsPerCopy) {
      await writeCalls(path, shape, first, Math.min(first + callsPerCopy, shape.calls));
      await client.query(`copy call from '${path}' with (format csv)`);
    }
    rmSync(path);
    for (const statement of sql("indexes").split(";\n")) await client.query(statement);
  } finally {
    await client.end();
  }
}

function sql(name: string): string {
  return readFileSync(new URL(`${name}.sql`, import.meta.url), "utf8");
}

async function writeCalls(path: string, shape: LoadShape, from: number, to: number): Promise<void> {
  const stream = createWriteStream(path);
  let text = "";
  for (let n = from; n < to; n += 1) {
    text += `${columnsOf(recordOf(benchCall(n, shape))).join(",")}\n`;
    if (text.length < 1_000_000 && n < to - 1) continue;
    if (!stream.write(text)) await once(stream, "drain");
    text = "";
  }
  stream.end();
  await once(stream, "finish");
}

/** In the order of the table. */
function columnsOf(row: CallRow): readonly (string | number | boolean)[] {
  return [
    ...[row.vdn, row.direction === "in" ? 0 : 1, row.arrivedAt, row.callId],
    ...[row.callerNo, row.calleeNo, row.callType, row.mediaType, row.subMediaType],
    ...[row.leaveReason, row.waitBegin, row.ackBegin, row.callBegin, row.callEnd],
    ...[row.loggedAt, row.isMissed],
  ];
}
