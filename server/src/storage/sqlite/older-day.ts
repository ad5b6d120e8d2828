// Day files as earlier versions of the program left them, for tests of what brings them up to date.
import { DatabaseSync } from "node:sqlite";
import { eachMinute, minutesOfHour } from "./minutes-codec.ts";

/** Takes back what came after version 2; nobody may have the file open. */
export function makeVersion2(path: string): void {
  using database = new DatabaseSync(path);
  database.exec(`create table minute_count (
      tenant integer not null,
      kind integer not null,
      minute integer not null,
      calls integer not null,
      primary key (tenant, kind, minute)
    ) strict, without rowid`);
  const put = database.prepare("insert into minute_count values (?, ?, ?, ?)");
  for (const { tenant, hour, minutes } of database.prepare("select * from hour_count").all()) {
    if (!(minutes instanceof Uint8Array)) throw new Error("The minutes are no bytes");
    eachMinute(minutes, (place, calls) => {
      const [kind, minute] = [Math.floor(place / minutesOfHour), place % minutesOfHour];
      put.run(Number(tenant), kind, minutesOfHour * Number(hour) + minute, calls);
    });
  }
  database.exec(`drop table hour_count;
    drop table call_kind;
    drop table digest_traits;
    update call set logged_after_end = logged_after_end + end_after;
    alter table call rename column logged_after_end to logged_after;
    pragma user_version = 2;
    pragma wal_checkpoint(truncate)`);
}
