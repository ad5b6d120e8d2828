// Webhooks in a file of their own. What is queued is synced by and by: power that fails takes it and
// the progress back together, and the records behind that are read again.
import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import { join } from "node:path";
import { webhookKinds } from "@trunkline/contract";
import { makeFolder } from "../../lib/make-folder.ts";
import type { Page } from "../history.ts";
import type {
  Attempted,
  DeliveriesQuery,
  Delivery,
  DeliveryCounts,
  DeliveryState,
  Message,
  OverQueue,
  Progress,
  PruneBefore,
  QueueLimits,
  Webhook,
  WebhookStore,
} from "../webhook-store.ts";
import { openDatabase, syncAll, type SqlRow } from "./open-database.ts";
import { bytesOf, SecretBox } from "./secret-box.ts";
import { transact } from "./transaction.ts";

export function openSqliteWebhookStore(options: {
  readonly dataDir: string;
  readonly masterKey: Uint8Array;
}): WebhookStore {
  makeFolder(options.dataDir);
  const path = join(options.dataDir, "webhooks.db");
  const database = openDatabase(path, "webhooks", "normal");
  return new SqliteWebhookStore(database, path, new SecretBox(options.masterKey));
}

class SqliteWebhookStore implements WebhookStore {
  readonly #database: DatabaseSync;
  readonly #path: string;
  readonly #box: SecretBox;
  readonly #statements = new Map<string, ReturnType<DatabaseSync["prepare"]>>();

  constructor(database: DatabaseSync, path: string, box: SecretBox) {
    this.#database = database;
    this.#path = path;
    this.#box = box;
  }

  webhooks(): readonly Webhook[] {
    const rows = this.#prepare("select * from webhook order by created_at, id").all();
    return rows.map((row) => this.#webhookOf(row));
  }

  putWebhook(webhook: Webhook): void {
    const { id, tenant, url, description, kinds, queueLimits, createdAt, formerSecret } = webhook;
    const sealed = (secret: string) => this.#box.seal(secret, ownerOf(id));
    const former = formerSecret === undefined ? null : sealed(formerSecret.secret);
    this.#run(
      `insert into webhook values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, '[]', 0)
       on conflict do update set url = excluded.url, description = excluded.description,
         kinds = excluded.kinds, queue_limits = excluded.queue_limits,
         masks_numbers = excluded.masks_numbers, disabled_because = excluded.disabled_because,
         secret = excluded.secret, former_secret = excluded.former_secret,
         former_ends_at = excluded.former_ends_at`,
      ...[id, tenant, url, description, kinds.join(","), JSON.stringify(queueLimits)],
      ...[webhook.masksNumbers ? 1 : 0, webhook.disabledBecause, createdAt],
      ...[sealed(webhook.secret), former, formerSecret?.endsAt ?? 0, createdAt, createdAt],
    );
    syncAll(this.#database, this.#path);
  }

  removeWebhook(id: string): boolean {
    const isGone = this.#run("delete from webhook where id = ?", id) > 0;
    syncAll(this.#database, this.#path);
    return isGone;
  }

  progress(webhookId: string): Progress {
    const row = this.#one("select * from webhook where id = ?", webhookId);
    return {
      since: Number(row["since"]),
      recordedAt: Number(row["recorded_at"]),
      replayTo: Number(row["replay_to"]),
      // Written by enqueue() below.
      overQueues: JSON.parse(String(row["over_queues"])) as readonly OverQueue[],
    };
  }

  enqueue(
    webhookId: string,
    messages: readonly Message[],
    { since, recordedAt, replayTo, overQueues }: Progress,
    queuedAt: number,
  ): void {
    transact(this.#database, () => {
      for (const message of messages) this.#append(webhookId, message, queuedAt);
      this.#run(
        "update webhook set since = ?, recorded_at = ?, replay_to = ?, over_queues = ? where id = ?",
        ...[since, recordedAt, replayTo, JSON.stringify(overQueues), webhookId],
      );
    });
  }

  #append(webhookId: string, message: Message, queuedAt: number): void {
    const { messageId, type, recordedAt, body, isAgain } = message;
    if (isAgain) {
      this.#run(
        "delete from delivery where webhook_id = ? and message_id = ? and state != 'pending'",
        ...[webhookId, messageId],
      );
    }
    this.#run(
      `insert or ignore into delivery (webhook_id, message_id, type, recorded_at, body, state,
         queued_at, attempts, first_attempt_at, last_attempt_at, due_at, is_aside, last_error)
       values (?, ?, ?, ?, ?, 'pending', ?, 0, 0, 0, ?, 0, '')`,
      ...[webhookId, messageId, type, recordedAt, body, queuedAt, queuedAt],
    );
  }

  pending(webhookId: string, isAside: boolean, limit: number): readonly Delivery[] {
    const sql = `select * from delivery
      where webhook_id = ? and state = 'pending' and is_aside = ?
      order by ${isAside ? "due_at, seq" : "seq"} limit ?`;
    return this.#prepare(sql)
      .all(webhookId, isAside ? 1 : 0, limit)
      .map(deliveryOf);
  }

  attempted(seq: number, attempted: Attempted): void {
    const { state, attempts, firstAttemptAt, lastAttemptAt, dueAt, isAside, lastError } = attempted;
    transact(this.#database, () => {
      this.#run(
        `update delivery set state = ?, attempts = ?, first_attempt_at = ?, last_attempt_at = ?,
           due_at = ?, is_aside = ?, last_error = ?${state === "delivered" ? ", body = ''" : ""}
         where seq = ?`,
        ...[state, attempts, firstAttemptAt, lastAttemptAt, dueAt, isAside ? 1 : 0, lastError, seq],
      );
      if (state !== "delivered") return;
      this.#run(
        `update webhook set last_delivered_at = ?
         where id = (select webhook_id from delivery where seq = ?)`,
        ...[lastAttemptAt, seq],
      );
    });
  }

  hasten(webhookId: string, triedBefore: number, dueAt: number): void {
    this.#run(
      `update delivery set due_at = ? where webhook_id = ? and state = 'pending' and is_aside = 1
         and last_attempt_at < ? and due_at > ?`,
      ...[dueAt, webhookId, triedBefore, dueAt],
    );
  }

  restart(webhookId: string, dueAt: number): void {
    this.#run(
      `update delivery set attempts = 0, first_attempt_at = 0, last_attempt_at = 0, is_aside = 0,
         due_at = ? where webhook_id = ? and state = 'pending'`,
      ...[dueAt, webhookId],
    );
  }

  counts(webhookId: string): DeliveryCounts {
    const sql = `select last_delivered_at,
      (select count(*) from delivery where webhook_id = webhook.id and state = 'pending') pending,
      (select count(*) from delivery where webhook_id = webhook.id and state = 'parked') parked
      from webhook where id = ?`;
    const row = this.#one(sql, webhookId);
    return {
      pending: Number(row["pending"]),
      parked: Number(row["parked"]),
      lastDeliveredAt: Number(row["last_delivered_at"]),
    };
  }

  deliveries({ webhookId, states, offset, limit }: DeliveriesQuery): Page<Delivery> {
    const where = `webhook_id = ? and state in (${states.map(() => "?").join(", ")})`;
    const count = this.#one(
      `select count(*) total from delivery where ${where}`,
      webhookId,
      ...states,
    );
    const sql = `select * from delivery where ${where} order by seq desc limit ? offset ?`;
    const rows = this.#prepare(sql).all(webhookId, ...states, limit, offset);
    return { total: Number(count["total"]), rows: rows.map(deliveryOf) };
  }

  prune({ deliveredBefore, parkedBefore, overlapMs }: PruneBefore): void {
    this.#run(
      `delete from delivery where (state = 'parked' and last_attempt_at < ?)
         or (state = 'delivered' and last_attempt_at < ? and recorded_at <
           (select recorded_at from webhook where webhook.id = webhook_id) - ?)`,
      ...[parkedBefore, deliveredBefore, overlapMs],
    );
  }

  [Symbol.dispose](): void {
    this.#database.close();
  }

  #prepare(sql: string): ReturnType<DatabaseSync["prepare"]> {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.#database.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }

  #run(sql: string, ...values: readonly SQLInputValue[]): number {
    return Number(this.#prepare(sql).run(...values).changes);
  }

  #one(sql: string, webhookId: string, ...values: readonly SQLInputValue[]): SqlRow {
    const row = this.#prepare(sql).get(webhookId, ...values);
    if (row === undefined) throw new Error(`Cannot use webhook '${webhookId}': there is none such`);
    return row;
  }

  #webhookOf(row: SqlRow): Webhook {
    const id = String(row["id"]);
    const open = (name: string) => this.#box.open(bytesOf(row[name]), ownerOf(id));
    const kinds = String(row["kinds"]).split(",");
    const former =
      row["former_secret"] === null
        ? {}
        : {
            formerSecret: { secret: open("former_secret"), endsAt: Number(row["former_ends_at"]) },
          };
    return {
      id,
      tenant: Number(row["tenant"]),
      url: String(row["url"]),
      description: String(row["description"]),
      kinds: webhookKinds.filter((kind) => kinds.includes(kind)),
      // Written by putWebhook() above.
      queueLimits: JSON.parse(String(row["queue_limits"])) as QueueLimits,
      masksNumbers: row["masks_numbers"] === 1,
      disabledBecause: String(row["disabled_because"]),
      createdAt: Number(row["created_at"]),
      secret: open("secret"),
      ...former,
    };
  }
}

function deliveryOf(row: SqlRow): Delivery {
  return {
    seq: Number(row["seq"]),
    webhookId: String(row["webhook_id"]),
    messageId: String(row["message_id"]),
    type: String(row["type"]),
    recordedAt: Number(row["recorded_at"]),
    body: String(row["body"]),
    // The statements above write no other.
    state: String(row["state"]) as DeliveryState,
    queuedAt: Number(row["queued_at"]),
    attempts: Number(row["attempts"]),
    firstAttemptAt: Number(row["first_attempt_at"]),
    lastAttemptAt: Number(row["last_attempt_at"]),
    dueAt: Number(row["due_at"]),
    isAside: row["is_aside"] === 1,
    lastError: String(row["last_error"]),
  };
}

function ownerOf(id: string): string {
  return `webhook ${id}`;
}
