// Baseline B: a thin HTTP server over PostgreSQL, as one would write it in an afternoon, with prepared
// statements and the right indexes. It checks no signature and validates nothing, which favours it.
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import pg from "pg";
import { postgresUser } from "./postgres.ts";
import { utcText } from "../../server/src/cms/utc-text.ts";

const [, , portText = "0", socketDir = "", connectionsText = "16"] = process.argv;
const bigint = 20;
pg.types.setTypeParser(bigint, Number);
const max = Number(connectionsText);
const pool = new pg.Pool({ host: socketDir, user: postgresUser, database: "postgres", max });

type Body = Readonly<Record<string, unknown>>;
type Columns = readonly unknown[];

async function callsOfVdn(body: Body): Promise<object> {
  const values: unknown[] = [body["vdn"], body["isCallIn"] === "true" ? 0 : 1];
  values.push(body["beginDate"], body["endDate"], body["limit"], body["offset"]);
  let where = "vdn = $1 and direction = $2 and arrived_at between $3 and $4";
  let name = "calls";
  for (const [field, column] of [
    ["callerNo", "caller_no"],
    ["calleeNo", "callee_no"],
  ] as const) {
    if (body[field] === undefined) continue;
    values.push(body[field]);
    where += ` and ${column} = $${values.length}`;
    name += `-${column}`;
  }
  const columns =
    "logged_at, caller_no, callee_no, call_id, call_type, wait_begin, ack_begin, call_begin, call_end, vdn, leave_reason, media_type, sub_media_type";
  const page = await pageOf({ name, columns, where, order: "arrived_at, call_id", values });
  const data = page.rows.map((row) => ({
    ...{ logDate: row[0], callerNo: row[1], calleeNo: row[2], callId: row[3], callType: row[4] },
    ...{ waitBegin: row[5], ackBegin: row[6], callBegin: row[7], callEnd: row[8], vdn: row[9] },
    ...{ leaveReason: row[10], mediaType: row[11], subMediaType: row[12] },
  }));
  return { resultCode: "0100000", resultDesc: { data, count: page.total } };
}

async function missedCalls(body: Body): Promise<object> {
  const at = (text: unknown) => Date.parse(`${String(text).replace(" ", "T")}Z`);
  const values = [body["vdn"], at(body["beginTime"]), at(body["endTime"]) + 999];
  values.push(body["limit"], body["offset"]);
  const page = await pageOf({
    name: "missed",
    columns: "call_id, caller_no, callee_no, wait_begin, call_end, media_type, sub_media_type",
    where: "vdn = $1 and is_missed and wait_begin between $2 and $3",
    order: "wait_begin desc, call_id",
    values,
  });
  const missed = page.rows.map((row) => ({
    ...{ callId: row[0], callerNo: row[1], calleeNo: row[2], waitBegin: utcText(Number(row[3])) },
    ...{ callEnd: utcText(Number(row[4])), mediaType: row[5], subMediaType: row[6] },
  }));
  return {
    returnCode: "0",
    total: page.total,
    missedCalls: missed,
    returnDesc: "query success",
  };
}

/** Rows and their total in one round trip; `values` ends with limit and offset where `where` does. */
async function pageOf(query: {
  readonly name: string;
  readonly columns: string;
  readonly where: string;
  readonly order: string;
  readonly values: unknown[];
}): Promise<{ readonly total: number; readonly rows: readonly Columns[] }> {
  const { name, columns, where, order, values } = query;
  const [limit, offset] = name === "missed" ? ["$4", "$5"] : ["$5", "$6"];
  const total = `(select count(*) from call where ${where})`;
  const text = `select ${columns}, ${total} from call where ${where} order by ${order} limit ${limit} offset ${offset}`;
  const { rows } = await pool.query<unknown[]>({ name, text, values, rowMode: "array" });
  const last = rows[0]?.at(-1);
  return { total: Number(last ?? 0), rows };
}

async function putEvent(body: Body): Promise<object> {
  const { vdn, callId, at, kind } = body;
  const text = "insert into event (vdn, call_id, at, kind, body) values ($1, $2, $3, $4, $5)";
  await pool.query({ name: "event", text, values: [vdn, callId, at, kind, body] });
  return { accepted: 1 };
}

const routes: Readonly<Record<string, (body: Body) => Promise<object>>> = {
  "/rest/cmsapp/v2/openapi/vdn/querycalls": callsOfVdn,
  "/rest/cmsapp/v1/callin/queryMissedCalls": missedCalls,
  "/v1/events": putEvent,
  "/healthz": async () => ({ status: "ok" }),
};

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const route = routes[request.url ?? ""];
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  await once(request, "end");
  try {
    // The benchmark sends what the routes expect.
    const body = JSON.parse(Buffer.concat(chunks).toString() || "{}") as Body;
    const text = JSON.stringify(await route?.(body));
    response.setHeader("content-type", "application/json;charset=UTF-8");
    response.setHeader("content-length", Buffer.byteLength(text));
    response.end(text);
  } catch (error) {
    response.statusCode = 500;
    response.setHeader("content-length", 0);
    response.end();
    console.error(error);
  }
}

createServer((request, response) => void answer(request, response)).listen(
  Number(portText),
  "127.0.0.1",
);
process.on("SIGTERM", () => process.exit(0));
