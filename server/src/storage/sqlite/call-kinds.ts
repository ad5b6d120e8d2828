// Numbers the kinds of calls that a day file has: what a search asks of a kind is asked once, not of each call.
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { getOrPutUpTo } from "../../lib/get-or-put.ts";
import type { CallRow } from "../history.ts";
import { directionCode } from "./call-columns.ts";

/** A file has some tens; whoever tells each call another media type is not to fill the memory. */
const knownMax = 1000;

export class CallKinds {
  readonly #known = new Map<string, number>();
  readonly #add: StatementSync;
  readonly #select: StatementSync;

  constructor(database: DatabaseSync) {
    const columns =
      "inno_id, direction, call_type, media_type, leave_reason, is_answered, is_missed, is_expired";
    this.#add = database.prepare(
      `insert or ignore into call_kind (${columns}) values (?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#select = database.prepare(
      `select id from call_kind where (${columns}) = (?, ?, ?, ?, ?, ?, ?, ?)`,
    );
  }

  /** From 1. */
  idOf(row: CallRow): number {
    const { innoId, direction, callType, mediaType, leaveReason } = row;
    const flags = [row.callBegin > 0, row.isMissed, row.isExpired].map((flag) => (flag ? 1 : 0));
    const kind = [innoId, directionCode(direction), callType, mediaType, leaveReason, ...flags];
    return getOrPutUpTo(this.#known, knownMax, kind.join(" "), () => {
      this.#add.run(...kind);
      return Number(this.#select.get(...kind)?.["id"]);
    });
  }
}
