// Migration 0004 of day files: packs the calls per minute, and makes the traits of the calls that are digested.
import type { DatabaseSync } from "node:sqlite";
import { prepareArrays } from "./array-statement.ts";
import { callColumns, rowOfArray } from "./call-columns.ts";
import { CallKinds } from "./call-kinds.ts";
import { HourCounts } from "./hour-counts.ts";
import { dayMs, hourMs, hoursOfDay } from "./minute.ts";
import { packTraits, traitsOf, traitsOfGone, type CallTraits } from "./traits-codec.ts";
import { callIdsOf } from "./visits-codec.ts";

/** Only spans of time are asked of the rows: any day will do but that of the epoch, whose 0 is "never". */
const anyDay = dayMs;

export function packDay(database: DatabaseSync): void {
  packCounts(database);
  // Its pages are taken by what comes next.
  database.exec("drop table minute_count");
  addTraits(database);
}

function packCounts(database: DatabaseSync): void {
  const counts = new HourCounts(database);
  const ofTenant = prepareArrays(
    database,
    "select kind, minute, calls from minute_count where tenant = ?",
  );
  const tenants = prepareArrays(database, "select distinct tenant from minute_count");
  for (const [tenant] of tenants.all()) {
    const changes = ofTenant.all(Number(tenant)).map(([kind, minute, calls]) => {
      return { kind: Number(kind), minute: Number(minute), calls: Number(calls) };
    });
    counts.change(Number(tenant), changes);
  }
}

function addTraits(database: DatabaseSync): void {
  const kinds = new CallKinds(database);
  const digests = prepareArrays(database, "select id, visits from digest");
  const calls = prepareArrays(
    database,
    `select ${callColumns.join(", ")}, id from call
     where tenant = ? and direction in (0, 1) and arrived_ms between ? and ?`,
  );
  const put = database.prepare("insert into digest_traits (id, traits) values (?, ?)");
  for (const [id, visits] of digests.all()) {
    if (!(visits instanceof Uint8Array)) continue;
    const tenant = Math.floor(Number(id) / hoursOfDay);
    const from = (Number(id) % hoursOfDay) * hourMs;
    const traits = new Map<number, CallTraits>();
    for (const columns of calls.all(tenant, from, from + hourMs - 1)) {
      const row = rowOfArray(columns, anyDay);
      traits.set(Number(columns.at(-1)), traitsOf(row, kinds.idOf(row)));
    }
    const ofVisits = callIdsOf(visits).map((callId) => traits.get(callId) ?? traitsOfGone);
    put.run(Number(id), packTraits(ofVisits));
  }
}
