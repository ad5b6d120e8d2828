// Day files as earlier versions of the program left them, for tests of what brings them up to date.
import { DatabaseSync } from "node:sqlite";

/** Takes back what came after version 2; nobody may have the file open. */
export function makeVersion2(path: string): void {
  using database = new DatabaseSync(path);
  database.exec(`drop table call_kind;
    drop table digest_traits;
    update call set logged_after_end = logged_after_end + end_after;
    alter table call rename column logged_after_end to logged_after;
    pragma user_version = 2;
    pragma wal_checkpoint(truncate)`);
}
